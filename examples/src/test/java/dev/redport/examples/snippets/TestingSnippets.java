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
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import dev.redport.testkit.FaultProxy;
import dev.redport.testkit.contract.DriverContract;
import dev.redport.testkit.contract.PortsContract;

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

    static void topologies() {
        // snippet: topologies
        try (EmbeddedCluster cluster = EmbeddedRedis.cluster().start(); // 3 primaries, 3 replicas, up in 2 to 3 seconds
                Redport redport = Redport.connect(RedisConfig.of(cluster.url()).toBuilder()
                        .driver("jedis")
                        .build())) {
            Cache<String, User> users = redport.cache(CacheSpec.named("user", User.class));
            users.put("1", new User("Ada"));
            cluster.failover(EmbeddedCluster.slot("redport:c:user:v1:1")); // the replica takes over, nothing is lost
            assertThat(users.find("1")).isPresent();
        }
        try (EmbeddedSentinel sentinel = EmbeddedRedis.sentinel().start(); // 1 primary, 2 replicas, 3 sentinels
                Redport redport = Redport.connect(RedisConfig.of(sentinel.url()).toBuilder()
                        .driver("jedis")
                        .build())) {
            Cache<String, User> users = redport.cache(CacheSpec.named("user", User.class));
            sentinel.failover();
            users.put("1", new User("Ada")); // goes to the new primary
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

    static class MyPortsContractTest extends PortsContract {
        @Override
        protected DriverFactory factory() {
            return new JedisDriverFactory();
        }
    }
    // end
}
