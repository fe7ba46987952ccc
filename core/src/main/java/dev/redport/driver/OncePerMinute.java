package dev.redport.driver;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets the first of many equal log lines through, and one in a minute after that, so that a fault of every request is not a line of
 * every request. Thread-safe, one atomic.
 *
 * @since 0.1.0
 */
public final class OncePerMinute {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private final AtomicLong due;

    /** Lets the next line through. */
    public OncePerMinute() {
        this(System::nanoTime);
    }

    /**
     * The same by a clock of one's own.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    public OncePerMinute(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.due = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Asks for one line.
     *
     * @return whether this is the one of its minute
     */
    public boolean isDue() {
        long now = nanoTime.getAsLong();
        long next = due.get();
        return now - next >= 0 && due.compareAndSet(next, now + MINUTE);
    }
}
