package dev.redport.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.ConfigException;
import dev.redport.config.RedisConfig;
import dev.redport.examples.snippets.Shop.Repository;
import dev.redport.examples.snippets.Shop.User;
import dev.redport.testkit.EmbeddedRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the documentation shows does what its comments say. */
@Timeout(60)
class SnippetsTest {
    private EmbeddedRedis redis;
    private RedisConfig config;
    private Redport redport;

    @SuppressWarnings("NullAway.Init")
    SnippetsTest() {}

    @BeforeEach
    void start() {
        redis = EmbeddedRedis.start();
        config = RedisConfig.of(redis.url()).toBuilder().driver("jedis").build();
        redport = Redport.connect(config);
    }

    @AfterEach
    void end() {
        redport.close();
        redis.close();
    }

    @Test
    void theFirstScreenLoadsOneAndManyAndInvalidates() {
        CacheSnippets.firstScreen(config, new Repository(), Shop.IDS);
        assertThat(redis.execute("EXISTS", "redport:c:user:v1:1")).isEqualTo(0L);
        assertThat(redis.execute("EXISTS", "redport:c:user:v1:2")).isEqualTo(1L);
    }

    @Test
    void theCacheRemembersAbsenceAndReplacesByVersion() {
        assertThat(CacheSnippets.cache(redport, new Repository())).isTrue();
        assertThat(redis.execute("EXISTS", "redport:c:user:v1:7")).isEqualTo(1L);
    }

    @Test
    void anUpdateRemovesTheCopy() {
        Cache<String, User> users = redport.cache(CacheSpec.named("user", User.class));
        users.put("1", new User("Ada"));
        CacheSnippets.update(users, new Repository());
        assertThat(users.find("1")).isEmpty();
    }

    @Test
    void aSharedEntryIsThePlainValue() {
        assertThat(CacheSnippets.shared(redport).find("en")).contains("Hello");
        assertThat(redis.execute("GET", "greeting:en")).isEqualTo("Hello");
    }

    @Test
    void healthIsUpAndInjectionAndMetersWork() {
        assertThat(WiringSnippets.health(redport)).isEqualTo(200);
        assertThat(WiringSnippets.guice(config)).isTrue();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        WiringSnippets.micrometer(config, meters).close();
        assertThat(meters.find("redis.operations").counters()).isNotEmpty();
        WiringSnippets.errors(redport.cache(CacheSpec.named("user", User.class)), new User("Ada"));
    }

    @Test
    void theProductionProfileNamesEveryProblem() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> WiringSnippets.configuration(Map.of("REDIS_DB", "x"), Path.of("ca.pem")));
        assertThat(refused.problems())
                .extracting("variable")
                .contains("REDIS_DB", "REDIS_PASSWORD", "REDIS_TLS_ENABLED");
    }

    @Test
    void theTestkitStallsAServerAndCutsALink() {
        TestingSnippets.embedded();
        TestingSnippets.faults(redis);
        TestingSnippets.topologies();
    }
}
