package dev.redport.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.driver.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Sentinel sample survives the loss of its primary, with the times of the sample. */
@Timeout(90)
class SentinelDeploymentTest {
    private static final List<String> DATA = List.of("redis-1", "redis-2", "redis-3");
    private static final List<String> SENTINELS = List.of("sentinel-1", "sentinel-2", "sentinel-3");

    private static Deployment.Server data(Deployment deployment, String name, int port, int primary) {
        Map<String, String> changes = new HashMap<>();
        changes.put("replica-announce-ip " + name, "replica-announce-ip localhost\nreplica-announce-port " + port);
        if (port != primary) {
            changes.put("replicaof redis-1 6379", "replicaof localhost " + primary);
        }
        return deployment.start(name, "redis.conf", port, changes);
    }

    private static Deployment.Server sentinel(Deployment deployment, String name, int primary) {
        return deployment.start(
                name,
                "sentinel.conf",
                Deployment.port(),
                Map.of(
                        "sentinel announce-ip " + name,
                        "sentinel announce-ip localhost",
                        "sentinel monitor mymaster redis-1 6379 2",
                        "sentinel monitor mymaster localhost " + primary + " 2"),
                "--sentinel");
    }

    @Test
    void writesGoOnAfterTheLossOfThePrimary() {
        try (Deployment deployment = Deployment.prepare()) {
            int primaryPort = Deployment.port();
            List<Deployment.Server> data = new ArrayList<>();
            for (String name : DATA) {
                data.add(data(deployment, name, data.isEmpty() ? primaryPort : Deployment.port(), primaryPort));
            }
            try (Console primary = deployment.console(data.get(0))) {
                primary.await("min_slaves_good_slaves:2", "INFO", "replication");
            }
            List<Deployment.Server> sentinels = SENTINELS.stream()
                    .map(name -> sentinel(deployment, name, primaryPort))
                    .toList();
            for (Deployment.Server each : sentinels) {
                try (Console console = deployment.console(each)) {
                    console.await("OK 3 usable Sentinels", "SENTINEL", "CKQUORUM", "mymaster");
                    console.await("num-slaves\n2", "SENTINEL", "MASTER", "mymaster");
                    assertThat(console.tell("ACL", "LOG")).isEmpty();
                }
            }
            String nodes = String.join(
                    ",",
                    sentinels.stream().map(each -> "localhost:" + each.port()).toList());
            Map<String, String> variables = deployment.environment("sentinel", Map.of("REDIS_SENTINEL_NODES", nodes));
            try (Redport redport = Redport.connect(
                    RedisConfig.from(variables).toBuilder().driver("jedis").build())) {
                Cache<String, String> cache = redport.cache(CacheSpec.named("greeting", String.class));
                cache.put("en", "Hello");
                assertThat(cache.find("en")).contains("Hello");

                data.get(0).kill();
                assertThat(Console.eventually(Duration.ofSeconds(30), () -> stored(cache)))
                        .isTrue();
                assertThat(cache.find("en")).contains("Good morning");
                assertThat(redport.health().check().isReady()).isTrue();
            }
            for (Deployment.Server each : data.subList(1, 3)) {
                try (Console console = deployment.console(each)) {
                    assertThat(console.tell("ACL", "LOG")).isEmpty();
                }
            }
        }
    }

    private static boolean stored(Cache<String, String> cache) {
        try {
            cache.put("en", "Good morning");
            return true;
        } catch (RedisException e) {
            return false;
        }
    }
}
