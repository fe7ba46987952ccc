package dev.redport.driver;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets others run before a wait that is often short: on a machine that is busy with callers of Redis, what is waited for has
 * often happened afterwards, and two system calls are spared. Where others want the processor for long, each yield costs a whole
 * slice of the scheduler's time, some milliseconds; so when yields are long on average, and not just one now and then, there
 * is none for a hundred times as long as the last. Nothing may rely on it. Thread-safe; a rare lost update does no harm.
 *
 * @since 0.1.0
 */
public final class Yielding {
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(2);
    /** Of the last yield in the average. */
    private static final int WEIGHT = 8;

    private static final int REST = 100;

    private final LongSupplier nanoTime;
    private final Runnable yield;
    private volatile long average;
    private volatile long next;

    /** One that has not been slow yet. */
    @SuppressWarnings("ThreadPriorityCheck") // without it all goes on as well, but slower
    public Yielding() {
        this(System::nanoTime, Thread::yield);
    }

    Yielding(LongSupplier nanoTime, Runnable yield) {
        this.nanoTime = nanoTime;
        this.yield = yield;
        next = nanoTime.getAsLong();
    }

    /** Yields, unless that takes long at present, or the thread is a virtual one, which has little to spare. */
    public void now() {
        if (VirtualThreads.isCurrent()) {
            return;
        }
        long start = nanoTime.getAsLong();
        if (start - next >= 0) {
            yield.run();
            long took = nanoTime.getAsLong() - start;
            long before = average;
            long now = before + (took - before) / WEIGHT;
            average = now;
            if (now > SLOW && took > SLOW) {
                next = start + took * REST;
            }
        }
    }
}
