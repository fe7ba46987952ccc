package dev.redport.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one call of a limiter costs at the server, by one thread; counted, so it is exact on any machine.
 *
 * @param trips requests
 * @param wire commands, those in scripts too, and bytes
 */
record LimiterCost(double trips, WireCost wire) {
    /** One of each that store something of their own. */
    private static final List<String> KINDS =
            List.of(LimiterContest.PLAIN, PeerLimiters.BUCKET4J, PeerLimiters.REDISSON);

    /** The cost of a call that is allowed, or of one that is denied, for each limiter. */
    static Map<String, LimiterCost> of(String driver, boolean allowed) {
        Map<String, LimiterCost> costs = new LinkedHashMap<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                FaultProxy proxy = FaultProxy.to(redis);
                LimiterContest contest =
                        LimiterContest.open(driver, URI.create("redis://" + proxy.host() + ":" + proxy.port()))) {
            Rate rate = allowed ? Rate.AMPLE : Rate.perHour(1);
            for (Limiter limiter : contest.limiters("cost", rate, 1)) {
                limiter.take(0);
                Runnable call = () -> {
                    if (limiter.take(0) != allowed) {
                        throw new IllegalStateException(limiter.name() + ": the other decision");
                    }
                };
                WireCost wire = WireCost.settled(redis, proxy, call);
                costs.put(limiter.name(), new LimiterCost(Trips.of(redis, Batch.of(call)), wire));
            }
        }
        return costs;
    }

    /** Bytes of all that the server stores for one key whose limit was used up one by one, for each limiter. */
    static Map<String, Long> memory(String driver, int limit) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                LimiterContest contest = LimiterContest.open(driver, URI.create(redis.url()))) {
            for (Limiter limiter : contest.limiters("size", Rate.perHour(limit), 1)) {
                if (KINDS.contains(limiter.name())) {
                    for (int i = 0; i < limit; i++) {
                        limiter.take(0);
                    }
                    bytes.put(limiter.name(), stored(redis, limiter));
                }
            }
        }
        return bytes;
    }

    private static long stored(EmbeddedRedis redis, Limiter limiter) {
        List<?> keys = (List<?>) requireNonNull(redis.execute("KEYS", "*" + limiter.keys() + "*"));
        return keys.stream()
                .mapToLong(key ->
                        (Long) requireNonNull(redis.execute("MEMORY", "USAGE", String.valueOf(key), "SAMPLES", "0")))
                .sum();
    }
}
