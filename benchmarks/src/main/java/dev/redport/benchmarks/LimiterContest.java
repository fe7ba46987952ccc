package dev.redport.benchmarks;

import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Redport's rate limiter and its peers over the same client library, with keys of the same length. Thread-safe. */
final class LimiterContest implements AutoCloseable {
    static final String PLAIN = "Redport plain";
    static final String DEFAULT = "Redport";
    /** What Redport puts around the name of a policy, before the caller's key. */
    static final String PREFIX = "bench:r:";

    static final String VERSION = ":v1:";

    private final Redport redport;
    private final PeerLimiters peers;

    private LimiterContest(Redport redport, PeerLimiters peers) {
        this.redport = redport;
        this.peers = peers;
    }

    static LimiterContest open(String driver, URI server) {
        Redport redport = Redport.connect(RedisConfig.builder()
                .url(server.toString())
                .driver(driver)
                .namespace("bench")
                .build());
        return new LimiterContest(redport, PeerLimiters.connect(driver, server));
    }

    /**
     * All limiters with the same rate; none shares its state with another.
     *
     * @param name four letters, other ones for other limits
     */
    List<Limiter> limiters(String name, Rate rate, int keys) {
        List<Limiter> all = new ArrayList<>();
        all.add(ours(PLAIN, policy(name + "-1", rate).withoutDenyCache().coalescing(false), keys));
        all.add(ours(DEFAULT, policy(name + "-2", rate), keys));
        all.addAll(peers.limiters(PREFIX + name + "-", rate, keys));
        return all;
    }

    /** A slow answer is a slow answer, not one that is made up. */
    private static RateLimitPolicy policy(String name, Rate rate) {
        return RateLimitPolicy.named(name)
                .limit(Limit.tokenBucket(rate.capacity()).refill(rate.refill(), rate.period()))
                .onUnavailable(OutagePolicy.THROW)
                .deadline(Duration.ofSeconds(20));
    }

    private Limiter ours(String name, RateLimitPolicy policy, int keys) {
        RateLimiter limiter = redport.rateLimiter(policy);
        IntFunction<String> key = keyed("", keys);
        return new Limiter(
                name,
                PREFIX + policy.name() + VERSION,
                i -> limiter.tryAcquire(key.apply(i)).allowed());
    }

    /** Keys made beforehand. */
    static IntFunction<String> keyed(String prefix, int keys) {
        String[] made = new String[keys];
        for (int i = 0; i < keys; i++) {
            made[i] = prefix + "key" + (10_000 + i);
        }
        return i -> made[i];
    }

    @Override
    public void close() {
        redport.close();
        peers.close();
    }
}
