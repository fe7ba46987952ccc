package dev.redport.examples;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.guice.CacheModule;
import dev.redport.guice.RedportModule;
import dev.redport.testkit.EmbeddedRedis;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * A typed cache by injection.
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

        @Inject
        Greeter(Cache<String, User> users) {
            this.users = users;
        }

        String greet(String id) {
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
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            RedisConfig config =
                    RedisConfig.builder().url(redis.url()).driver("lettuce").build();
            Injector injector = Guice.createInjector(
                    new RedportModule(config), CacheModule.of(new TypeLiteral<Cache<String, User>>() {}, spec));
            try (Redport redport = injector.getInstance(Redport.class)) {
                System.out.println(injector.getInstance(Greeter.class).greet("1"));
                System.out.println(redport.health().check().status());
            }
        }
    }
}
