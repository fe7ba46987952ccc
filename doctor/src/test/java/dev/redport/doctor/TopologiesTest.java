package dev.redport.doctor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TopologiesTest {
    private static final DoctorOptions OPTIONS = DoctorOptions.defaults();

    @Nested
    class Sentinels {
        @Test
        void thatWatchWellPass() {
            try (EmbeddedSentinel sentinel = EmbeddedRedis.sentinel().start()) {
                Examined.of(RedisConfig.of(sentinel.url()).toBuilder(), OPTIONS)
                        .has("connect", Status.PASS)
                        .has("sentinel-reachable", Status.PASS)
                        .has("sentinel-count", Status.PASS, "3 sentinels")
                        .has("sentinel-quorum", Status.PASS, "quorum 2 of 3")
                        .has("sentinel-ckquorum", Status.PASS)
                        .has("sentinel-replicas", Status.PASS)
                        .has("server-role", Status.PASS)
                        .has("replicas-write", Status.WARN, "min-replicas-to-write");
            }
        }

        @Test
        void thatIsAloneWithAQuorumOfTwoIsNamed() {
            try (EmbeddedSentinel sentinel = EmbeddedRedis.sentinel().start()) {
                EmbeddedRedis alone = sentinel.sentinels().get(0);
                sentinel.sentinels().get(1).kill();
                sentinel.sentinels().get(2).kill();
                alone.execute("SENTINEL", "RESET", sentinel.masterName());
                Examined.of(
                                RedisConfig.builder()
                                        .sentinel(sentinel.masterName(), new Endpoint(alone.host(), alone.port())),
                                OPTIONS)
                        .has("connect", Status.PASS)
                        .has("sentinel-count", Status.FAIL, "1 sentinel watches it")
                        .has("sentinel-quorum", Status.FAIL, "never be reached")
                        .has("sentinel-ckquorum", Status.FAIL, "NOQUORUM");
                Examined.of(RedisConfig.of(sentinel.url()).toBuilder(), OPTIONS)
                        .has("sentinel-reachable", Status.WARN, "not_connected");
            }
        }
    }

    @Nested
    class Clusters {
        @Test
        void thatAreWholePassAndLosingSlotsIsNamed() {
            try (EmbeddedCluster cluster = EmbeddedRedis.cluster().start()) {
                RedisConfig config = RedisConfig.of(cluster.url());
                Examined whole = Examined.of(config.toBuilder(), OPTIONS);
                whole.has("cluster-state", Status.PASS)
                        .has("cluster-masters", Status.PASS)
                        .has("cluster-replicas", Status.PASS)
                        .has("acl-commands", Status.PASS)
                        .has("eviction-policy", Status.PASS);
                for (EmbeddedRedis master : cluster.primaries()) {
                    assertTrue(whole.finding("maxmemory").seen().contains(":" + master.port()));
                }
                cluster.loseSlots(0, 10);
                Examined.of(config.toBuilder(), OPTIONS).has("cluster-state", Status.FAIL, "16373 of 16384");
            }
        }
    }
}
