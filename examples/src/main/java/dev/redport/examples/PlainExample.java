package dev.redport.examples;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Lookup;
import dev.redport.config.RedisConfig;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cache without a framework. A service of yours takes {@code RedisConfig.fromEnvironment()} instead of an embedded
 * Redis.
 *
 * @since 0.1.0
 */
public final class PlainExample {
    private static final Map<String, User> DATABASE = Map.of("1", new User("Ada"), "2", new User("Grace"));

    private PlainExample() {}

    /** What is cached. */
    record User(String name) {}

    /**
     * Runs the example.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        CacheSpec<String, User> spec =
                CacheSpec.named("user", User.class).ttl(Duration.ofHours(1)).negativeTtl(Duration.ofSeconds(30));
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Redport redport = Redport.connect(
                        RedisConfig.builder().url(redis.url()).driver("lettuce").build())) {
            Cache<String, User> users = redport.cache(spec);

            System.out.println("loaded:       " + users.getOrLoad("1", key -> new User("Ada")));
            System.out.println("cached:       " + users.find("1"));
            System.out.println("many:         " + users.getOrLoadAll(List.of("1", "2"), keys -> DATABASE));
            System.out.println("none:         " + users.findOrLoad("3", key -> Optional.empty()));
            System.out.println("known absent: " + (users.lookup("3") instanceof Lookup.KnownAbsent));
            System.out.println("ready:        " + redport.health().check().status());
        }
    }
}
