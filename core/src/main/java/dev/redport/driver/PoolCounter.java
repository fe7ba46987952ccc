package dev.redport.driver;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens to connections, so that the words of {@link PoolCounts} mean the same with every client. For drivers;
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class PoolCounter {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder openNanos = new LongAdder();
    private final LongAdder reconnects = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder retired = new LongAdder();
    /** Lost connections that none has replaced yet. */
    private final AtomicLong missing = new AtomicLong();

    /** Starts at zero. */
    public PoolCounter() {}

    /** A call found a free place on an open connection. */
    public void hit() {
        hits.increment();
    }

    /** A call found none. */
    public void miss() {
        misses.increment();
    }

    /**
     * A call that counts as a miss waited.
     *
     * @param nanos how long
     */
    public void waited(long nanos) {
        waitNanos.add(nanos);
    }

    /** A call found no free place in time. */
    public void timeout() {
        timeouts.increment();
    }

    /**
     * A connection was opened.
     *
     * @param nanos how long that took
     */
    public void opened(long nanos) {
        opened.increment();
        openNanos.add(nanos);
        if (missing.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            reconnects.increment();
        }
    }

    /** The peer, the network or an overdue call ended a connection. */
    public void lost() {
        lost.increment();
        missing.incrementAndGet();
    }

    /**
     * The driver closed connections.
     *
     * @param count how many
     */
    public void retired(long count) {
        retired.add(count);
    }

    /**
     * The numbers so far.
     *
     * @return a snapshot
     */
    public PoolCounts counts() {
        return new PoolCounts(
                hits.sum(),
                misses.sum(),
                waitNanos.sum(),
                timeouts.sum(),
                opened.sum(),
                openNanos.sum(),
                reconnects.sum(),
                lost.sum(),
                retired.sum(),
                0,
                0);
    }
}
