package dev.redport.driver;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Bounds how many attempts may be repeated: a fifth of the calls, and ten a second besides. What is not used is saved up
 * to 300 retries: ten seconds of the reserve and of 100 calls a second. Without it, retries multiply the load on a server that is already failing. The figures are those of
 * Finagle's RetryBudget (Twitter, 2015). Thread-safe, one atomic.
 */
final class RetryBudget {
    /** A retry costs this much, so that a call can pay a fraction. */
    private static final long RETRY = 1_000;

    private static final long PER_CALL = RETRY / 5;
    private static final long PER_SECOND = 10 * RETRY;
    private static final long WINDOW_SECONDS = 10;
    /** What 100 calls a second would save in the window, besides the reserve. */
    private static final long CAPACITY = WINDOW_SECONDS * (PER_SECOND + 100 * PER_CALL);

    private final LongSupplier nanoTime;
    private final long start;
    /** What was earned less what was spent; the reserve accrues by itself and is added when it is read. */
    private final AtomicLong balance = new AtomicLong(WINDOW_SECONDS * PER_SECOND);

    private final AtomicLong accruedUntil = new AtomicLong();

    RetryBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** A call begins and pays its share. */
    void deposit() {
        if (balance.get() < CAPACITY) {
            balance.addAndGet(PER_CALL);
        }
    }

    /** Takes the price of one retry, if it is there. */
    boolean tryWithdraw() {
        accrue();
        while (true) {
            long now = balance.get();
            if (now < RETRY) {
                return false;
            }
            if (balance.compareAndSet(now, now - RETRY)) {
                return true;
            }
        }
    }

    private void accrue() {
        long millis = (nanoTime.getAsLong() - start) / 1_000_000;
        long before = accruedUntil.get();
        if (millis > before && accruedUntil.compareAndSet(before, millis)) {
            long earned = Math.min(millis - before, WINDOW_SECONDS * 1_000) * PER_SECOND / 1_000;
            balance.updateAndGet(now -> Math.min(CAPACITY, now + earned));
        }
    }
}
