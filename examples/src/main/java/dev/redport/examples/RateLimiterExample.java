package dev.redport.examples;

import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitHeaders;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;

/**
 * The rate limiter without a framework. A service of yours takes {@code RedisConfig.fromEnvironment()} instead of an
 * embedded Redis.
 *
 * @since 0.1.0
 */
public final class RateLimiterExample {
    private RateLimiterExample() {}

    /**
     * Runs the example.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        RateLimitPolicy policy = RateLimitPolicy.named("api")
                .limit(Limit.tokenBucket(3).per(Duration.ofMinutes(1)).named("burst"))
                .limit(Limit.slidingWindow(1_000, Duration.ofDays(1)).named("daily"))
                .onUnavailable(OutagePolicy.localShareOf(4))
                .deadline(Duration.ofSeconds(5)); // for the first call of a cold JVM
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Redport redport = Redport.connect(
                        RedisConfig.builder().url(redis.url()).driver("lettuce").build())) {
            RateLimiter calls = redport.rateLimiter(policy);
            for (int call = 1; call <= 4; call++) {
                Decision decision = calls.tryAcquire("ada");
                System.out.println("call " + call + ":      " + decision.outcome() + ", " + decision.remaining()
                        + " left of " + decision.bindingLimit());
            }
            Decision denied = calls.tryAcquire("ada");
            System.out.println("once more:   " + denied.outcome() + ", known by " + denied.source());
            System.out.println("status:      " + RateLimitHeaders.TOO_MANY_REQUESTS);
            System.out.println("policy:      "
                    + RateLimitHeaders.of(calls.policy(), denied).get("RateLimit-Policy"));
            System.out.println("too much:    " + calls.tryAcquire("ada", 4).outcome());
            System.out.println("refunded:    " + calls.refund("ada", 2).remaining() + " left");
            System.out.println("bob:         " + calls.tryAcquireUpTo("bob", 10).granted() + " of 10");
            System.out.println("larger plan: "
                    + calls.tryAcquire(Request.of("eve")
                                    .cost(5)
                                    .limits(Limit.tokenBucket(10).per(Duration.ofMinutes(1))))
                            .remaining()
                    + " left");
        }
    }
}
