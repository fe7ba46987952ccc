package dev.redport.driver;

import static java.util.Objects.requireNonNull;

/**
 * The connections of a driver at one moment. A driver that multiplexes callers over few connections counts the commands
 * in flight as active.
 *
 * @param size the most connections there may be, to all servers that are in use together
 * @param total connections that are open
 * @param active connections, or commands in flight, that are in use
 * @param idle open connections that wait for work
 * @param pending callers that wait for a connection
 * @param counts what has happened since the driver was created
 * @since 0.1.0
 */
public record PoolStats(int size, int total, int active, int idle, int pending, PoolCounts counts) {
    static final PoolStats NONE = new PoolStats(0, 0, 0, 0, 0, PoolCounts.NONE);

    /** Checks the parts. */
    public PoolStats {
        requireNonNull(counts, "counts");
    }

    /**
     * The figures of a driver that counts no more than this.
     *
     * @param size the most connections there may be
     * @param total connections that are open
     * @param active connections, or commands in flight, that are in use
     * @param idle open connections that wait for work
     * @param pending callers that wait for a connection
     * @param timeouts calls that found no free connection in time
     * @param opened connections opened
     * @param closed connections that the driver closed
     */
    public PoolStats(int size, int total, int active, int idle, int pending, long timeouts, long opened, long closed) {
        this(size, total, active, idle, pending, new PoolCounts(0, 0, 0, timeouts, opened, 0, 0, 0, closed, 0, 0));
    }

    /**
     * Calls that found no free connection in time.
     *
     * @return the number since the driver was created
     */
    public long timeouts() {
        return counts.timeouts();
    }

    /**
     * Connections opened.
     *
     * @return the number since the driver was created
     */
    public long opened() {
        return counts.opened();
    }

    /**
     * Connections that were lost or closed.
     *
     * @return the number since the driver was created
     */
    public long closed() {
        return counts.lost() + counts.retired();
    }

    /** What will have happened when the open connections are closed. */
    PoolCounts retired() {
        return counts.plus(new PoolCounts(0, 0, 0, 0, 0, 0, 0, 0, total, 0, 0));
    }

    /** With trips that several callers shared. */
    PoolStats withShared(long trips, long calls) {
        PoolCounts shared = new PoolCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, trips, calls);
        return new PoolStats(size, total, active, idle, pending, counts.plus(shared));
    }

    PoolStats plus(PoolStats other) {
        return new PoolStats(
                size + other.size,
                total + other.total,
                active + other.active,
                idle + other.idle,
                pending + other.pending,
                counts.plus(other.counts));
    }
}
