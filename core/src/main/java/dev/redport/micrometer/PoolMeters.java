package dev.redport.micrometer;

import dev.redport.driver.PoolCounts;
import dev.redport.driver.PoolStats;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Registers what is read of the connections with each scrape. The registry holds the pool weakly: the caller must not. */
record PoolMeters(Meters meters, Supplier<PoolStats> pool) {
    PoolMeters with(String key, String value) {
        return new PoolMeters(meters.with(key, value), pool);
    }

    void gauge(String name, String description, ToDoubleFunction<PoolStats> value) {
        meters.gauge(name, description, pool, read(value));
    }

    void counter(String name, String description, ToDoubleFunction<PoolCounts> value) {
        meters.counter(name, description, pool, read(stats -> value.applyAsDouble(stats.counts())));
    }

    void timer(String name, String description, ToLongFunction<PoolCounts> count, ToDoubleFunction<PoolCounts> nanos) {
        meters.timer(
                name,
                description,
                pool,
                source ->
                        (long) read(stats -> count.applyAsLong(stats.counts())).applyAsDouble(source),
                read(stats -> nanos.applyAsDouble(stats.counts())));
    }

    /** A driver that throws must not end the scrape of everything else. */
    private static ToDoubleFunction<Supplier<PoolStats>> read(ToDoubleFunction<PoolStats> value) {
        return pool -> {
            try {
                return value.applyAsDouble(pool.get());
            } catch (RuntimeException e) {
                return Double.NaN;
            }
        };
    }
}
