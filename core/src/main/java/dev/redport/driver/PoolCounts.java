package dev.redport.driver;

/**
 * What has happened to the connections of a driver since it was created. The numbers never fall.
 *
 * @param hits calls that found a free place on an open connection at once
 * @param misses calls that had to wait for a place or for a connection to be opened, or were told at once that there is none
 * @param waitNanos how long the misses waited, in nanoseconds
 * @param timeouts misses that found no free place in time
 * @param opened connections opened
 * @param openNanos how long opening them took, the handshake included, in nanoseconds
 * @param reconnects those of the opened that took the place of a lost one
 * @param lost connections that the peer, the network or an overdue call ended
 * @param retired connections that the driver closed
 * @param sharedTrips round trips that carried the commands of several callers
 * @param sharing calls that were carried by these
 * @since 0.1.0
 */
public record PoolCounts(
        long hits,
        long misses,
        long waitNanos,
        long timeouts,
        long opened,
        long openNanos,
        long reconnects,
        long lost,
        long retired,
        long sharedTrips,
        long sharing) {
    static final PoolCounts NONE = new PoolCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    PoolCounts plus(PoolCounts other) {
        return new PoolCounts(
                hits + other.hits,
                misses + other.misses,
                waitNanos + other.waitNanos,
                timeouts + other.timeouts,
                opened + other.opened,
                openNanos + other.openNanos,
                reconnects + other.reconnects,
                lost + other.lost,
                retired + other.retired,
                sharedTrips + other.sharedTrips,
                sharing + other.sharing);
    }
}
