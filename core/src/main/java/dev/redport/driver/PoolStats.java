package dev.redport.driver;

/**
 * The connections of a driver at one moment. A driver that multiplexes callers over few connections counts the commands
 * in flight as active.
 *
 * @param size the most connections there may be, to all servers that are in use together
 * @param total connections that are open
 * @param active connections, or commands in flight, that are in use
 * @param idle open connections that wait for work
 * @param pending callers that wait for a connection
 * @param timeouts calls that found no free connection in time, since the driver was created
 * @param opened connections opened since the driver was created
 * @param closed connections closed or lost since the driver was created
 * @since 0.1.0
 */
public record PoolStats(
        int size, int total, int active, int idle, int pending, long timeouts, long opened, long closed) {
    static final PoolStats NONE = new PoolStats(0, 0, 0, 0, 0, 0, 0, 0);

    PoolStats plus(PoolStats other) {
        return new PoolStats(
                size + other.size,
                total + other.total,
                active + other.active,
                idle + other.idle,
                pending + other.pending,
                timeouts + other.timeouts,
                opened + other.opened,
                closed + other.closed);
    }
}
