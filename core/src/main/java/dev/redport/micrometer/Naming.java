package dev.redport.micrometer;

import dev.redport.driver.Operation;
import dev.redport.driver.PoolCounts;
import dev.redport.driver.PoolStats;

/** How the meters of calls and of connections are called. Those of the ports and the rest are called the same in both. */
enum Naming {
    /** As the production guide has it. */
    GUIDE {
        @Override
        CallMeters calls(Meters meters, Operation operation) {
            return new GuideCallMeters(meters.with("operation", operation.tag()));
        }

        @Override
        void pool(PoolMeters pool, String client) {
            PoolMeters meters = pool.with("pool", "default");
            meters.gauge("redis.pool.size", "The most connections there may be", PoolStats::size);
            meters.gauge("redis.pool.total.connections", "Open connections", PoolStats::total);
            meters.gauge(
                    "redis.pool.active.connections", "Connections, or commands in flight, in use", PoolStats::active);
            meters.gauge("redis.pool.idle.connections", "Open connections that wait for work", PoolStats::idle);
            meters.gauge("redis.pool.pending.requests", "Callers that wait for a connection", PoolStats::pending);
            meters.gauge(
                    "redis.pool.stale.connections",
                    "Connections found broken so far",
                    stats -> stats.counts().lost());
            meters.counter("redis.pool.timeouts", "Calls that found no free connection in time", PoolCounts::timeouts);
            meters.counter("redis.pool.misses", "Calls that had to wait for a connection", PoolCounts::misses);
            meters.timer("redis.pool.wait", "How long they waited", PoolCounts::misses, PoolCounts::waitNanos);
            meters.counter("redis.connections.opened", "Connections opened", PoolCounts::opened);
            meters.timer(
                    "redis.connection.create",
                    "How long opening them took, handshake included",
                    PoolCounts::opened,
                    PoolCounts::openNanos);
            common(meters);
        }
    },

    /** As the semantic conventions of OpenTelemetry for database clients have it. */
    OPEN_TELEMETRY {
        @Override
        CallMeters calls(Meters meters, Operation operation) {
            return new OtelCallMeters(
                    meters.with("db.system.name", "redis").with("db.operation.name", operation.tag()));
        }

        @Override
        void pool(PoolMeters pool, String client) {
            PoolMeters meters = pool.with("db.system.name", "redis").with("db.client.connection.pool.name", client);
            String count = "db.client.connection.count";
            String inState = "Connections that are in the state";
            meters.with("db.client.connection.state", "idle").gauge(count, inState, PoolStats::idle);
            meters.with("db.client.connection.state", "used")
                    .gauge(count, inState, stats -> (double) stats.total() - stats.idle());
            meters.gauge("db.client.connection.max", "The most connections there may be", PoolStats::size);
            meters.gauge(
                    "db.client.connection.pending_requests", "Callers that wait for a connection", PoolStats::pending);
            meters.counter(
                    "db.client.connection.timeouts",
                    "Calls that found no free connection in time",
                    PoolCounts::timeouts);
            meters.timer(
                    "db.client.connection.wait_time",
                    "How long calls waited that had to",
                    PoolCounts::misses,
                    PoolCounts::waitNanos);
            meters.timer(
                    "db.client.connection.create_time",
                    "How long opening connections took, handshake included",
                    PoolCounts::opened,
                    PoolCounts::openNanos);
            common(meters);
        }
    };

    abstract CallMeters calls(Meters meters, Operation operation);

    abstract void pool(PoolMeters pool, String client);

    private static void common(PoolMeters meters) {
        meters.counter("redis.pool.hits", "Calls that found a free connection at once", PoolCounts::hits);
        meters.counter("redis.merge.trips", "Round trips that several callers shared", PoolCounts::sharedTrips);
        meters.counter("redis.merge.calls", "Calls that shared a round trip with others", PoolCounts::sharing);
        meters.counter("redis.reconnects", "Connections opened after one was lost", PoolCounts::reconnects);
        String closed = "Connections that were lost, or closed by us";
        meters.with("reason", "lost").counter("redis.connections.closed", closed, PoolCounts::lost);
        meters.with("reason", "retired").counter("redis.connections.closed", closed, PoolCounts::retired);
    }
}
