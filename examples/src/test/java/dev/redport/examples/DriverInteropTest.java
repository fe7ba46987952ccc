package dev.redport.examples;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every driver reads what every driver wrote, all of them on one class path and one server. */
@ParameterizedClass
@MethodSource("pairs")
@Timeout(60)
final class DriverInteropTest {
    private static final List<String> DRIVERS = List.of("lettuce", "jedis", "redisson");
    private static final CacheSpec<String, User> SPEC = CacheSpec.named("user", User.class)
            .ttl(Duration.ofMinutes(5))
            .negativeTtl(Duration.ofMinutes(1))
            .compressAbove(200);
    private static final User ADA = new User("Ada, at home in \u00c5re \ud83d\ude00", 36);
    private static final User GRACE = new User("Grace ".repeat(100), 85);

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedRedis redis;

    @Parameter(0)
    @SuppressWarnings("NullAway.Init")
    private String writing;

    @Parameter(1)
    @SuppressWarnings("NullAway.Init")
    private String reading;

    @SuppressWarnings("NullAway.Init")
    private Redport first;

    @SuppressWarnings("NullAway.Init")
    private Redport second;

    @SuppressWarnings("NullAway.Init")
    private Cache<String, User> writer;

    @SuppressWarnings("NullAway.Init")
    private Cache<String, User> reader;

    /** What is cached. */
    record User(String name, int age) {}

    static Stream<Arguments> pairs() {
        return DRIVERS.stream()
                .flatMap(one ->
                        DRIVERS.stream().filter(other -> !other.equals(one)).map(other -> Arguments.of(one, other)));
    }

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void endRedis() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        redis.flushAll();
        first = connect(writing);
        second = connect(reading);
        writer = first.cache(SPEC);
        reader = second.cache(SPEC);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static Redport connect(String driver) {
        return Redport.connect(
                RedisConfig.builder().url(redis.url()).driver(driver).build());
    }

    @Test
    void readsValuesPlainAndCompressed() {
        writer.put("1", ADA);
        writer.putAll(Map.of("2", GRACE, "3", ADA));
        assertThat(reader.find("1")).contains(ADA);
        assertThat(reader.findAll(List.of("3", "2", "1", "4")))
                .containsExactly(Map.entry("3", ADA), Map.entry("2", GRACE), Map.entry("1", ADA));
        assertThat(reader.getOrLoad("2", key -> ADA)).isEqualTo(GRACE);
    }

    @Test
    void readsWhatWasLoaded() {
        writer.getOrLoadAll(List.of("1", "2", "3"), keys -> Map.of("1", ADA, "2", GRACE));
        assertThat(reader.lookup("1")).isInstanceOf(Lookup.Hit.class);
        assertThat(reader.find("2")).contains(GRACE);
        assertThat(reader.lookup("3")).isInstanceOf(Lookup.KnownAbsent.class);
        assertThat(reader.findOrLoad("3", key -> Optional.of(ADA))).isEmpty();
    }

    @Test
    void replacesByTheVersionTheOtherWrote() {
        writer.put("1", ADA);
        Lookup<User> seen = reader.lookup("1");
        assertThat(seen).isInstanceOfSatisfying(Lookup.Hit.class, hit -> {
            assertThat(reader.replace("1", hit.version(), GRACE)).isTrue();
            assertThat(writer.replace("1", hit.version(), ADA)).isFalse();
        });
        assertThat(writer.find("1")).contains(GRACE);
        assertThat(reader.putIfAbsent("1", ADA)).isFalse();
        assertThat(writer.touch("1", Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void takesTheLeaseOfTheOtherAway() {
        assertThat(writer.getOrLoad("1", key -> {
                    reader.invalidate("1");
                    return ADA;
                }))
                .isEqualTo(ADA);
        assertThat(reader.exists("1")).isFalse();
        writer.getOrLoad("2", key -> {
            reader.put("2", GRACE);
            return ADA;
        });
        assertThat(writer.find("2")).contains(GRACE);
    }

    @Test
    void removesWhatTheOtherWrote() {
        writer.putAll(Map.of("1", ADA, "2", ADA, "3", ADA));
        reader.invalidateAll(List.of("1", "2"));
        assertThat(writer.findAll(List.of("1", "2", "3"))).containsOnlyKeys("3");
        assertThat(reader.clear()).isEqualTo(1);
        assertThat(writer.exists("3")).isFalse();
    }
}
