package dev.redport.examples;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.guice.CacheModule;
import dev.redport.guice.RateLimiterModule;
import dev.redport.guice.RedportModule;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.testkit.EmbeddedRedis;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;

/**
 * A typed cache and a rate limiter by injection.
 *
 * @since 0.1.0
 */
public final class GuiceExample {
    private GuiceExample() {}

    /** What is cached. */
    record User(String name) {}

    /** Has no idea of Redis. */
    static final class Greeter {
        private final Cache<String, User> users;
        private final RateLimiter greetings;

        @Inject
        Greeter(Cache<String, User> users, @Named("greeting") RateLimiter greetings) {
            this.users = users;
            this.greetings = greetings;
        }

        String greet(String id) {
            if (!greetings.tryAcquire(id).allowed()) {
                return "Not again";
            }
            return "Hello, "
                    + users.getOrLoad(id, key -> new User("user " + key)).name();
        }
    }

    /**
     * Runs the example.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        CacheSpec<String, User> spec = CacheSpec.named("user", User.class).ttl(Duration.ofHours(1));
        RateLimitPolicy policy = RateLimitPolicy.named("greeting")
                .limit(Limit.windowFromFirstUse(1, Duration.ofDays(1)))
                .onUnavailable(OutagePolicy.THROW)
                .deadline(Duration.ofSeconds(5)); // for the first call of a cold JVM
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            RedisConfig config =
                    RedisConfig.builder().url(redis.url()).driver("lettuce").build();
            Injector injector = Guice.createInjector(
                    new RedportModule(config),
                    CacheModule.of(new TypeLiteral<Cache<String, User>>() {}, spec),
                    RateLimiterModule.of(policy));
            try (Redport redport = injector.getInstance(Redport.class)) {
                Greeter greeter = injector.getInstance(Greeter.class);
                System.out.println(greeter.greet("1"));
                System.out.println(greeter.greet("1"));
                System.out.println(redport.health().check().status());
            }
        }
    }
}
