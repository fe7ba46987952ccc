package dev.redport.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.jedis.JedisDriverFactory;
import dev.redport.examples.snippets.Shop.User;
import dev.redport.health.Health;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import dev.redport.testkit.contract.DriverContract;

/** The testkit. */
final class TestingSnippets {
    private TestingSnippets() {}

    static void embedded() {
        // snippet: embedded
        try (EmbeddedRedis redis = EmbeddedRedis.start(); // a real redis-server on a free loopback port
                Redport redport = Redport.connect(
                        RedisConfig.of(redis.url()).toBuilder().driver("jedis").build())) {
            Cache<String, User> users = redport.cache(CacheSpec.named("user", User.class));
            users.put("1", new User("Ada"));

            assertThat(redis.execute("EXISTS", "redport:c:user:v1:1")).isEqualTo(1L);
            redis.pause(); // SIGSTOP: connections stay, answers do not come
            assertThat(redport.health().check().status()).isEqualTo(Health.Status.DOWN);
            redis.resume();
        }
        // end
    }

    static void faults(EmbeddedRedis redis) {
        // snippet: faults
        try (FaultProxy proxy = FaultProxy.to(redis);
                Redport redport = Redport.connect(RedisConfig.builder()
                        .host(proxy.host())
                        .port(proxy.port())
                        .driver("jedis")
                        .build())) {
            Cache<String, User> users = redport.cache(CacheSpec.named("user", User.class));
            proxy.cutBeforeReply("SET"); // the server runs it, and the connection ends before the reply
            users.put("1", new User("Ada")); // succeeds: SET may be repeated
            assertThat(redis.commandCount("SET")).isEqualTo(2);
        }
        // end
    }

    // snippet: contract
    static class MyDriverContractTest extends DriverContract {
        @Override
        protected DriverFactory factory() {
            return new JedisDriverFactory(); // yours
        }
    }
    // end
}
