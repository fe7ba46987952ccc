package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EmbeddedClusterTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() {
        long before = System.nanoTime();
        cluster = EmbeddedRedis.cluster().nodeTimeout(Duration.ofSeconds(1)).start();
        System.out.println("cluster up after " + Duration.ofNanos(System.nanoTime() - before));
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @BeforeEach
    void clean() {
        cluster.awaitHealthy(LIMIT);
        cluster.flushAll();
        cluster.resetStats();
    }

    @Nested
    class Whole {
        @Test
        void hasThreePrimariesWithAReplicaEach() {
            assertThat(cluster.nodes()).hasSize(6);
            assertThat(cluster.primaries()).hasSize(3);
            assertThat(cluster.replicas()).hasSize(3).doesNotContainAnyElementsOf(cluster.primaries());
            assertThat(cluster.addresses())
                    .containsExactlyElementsOf(cluster.nodes().stream()
                            .map(node -> "127.0.0.1:" + node.port())
                            .toList());
            List<EmbeddedRedis> owners = IntStream.range(0, 16_384)
                    .filter(slot -> slot % 1_000 == 0)
                    .mapToObj(cluster::primaryOf)
                    .distinct()
                    .toList();
            assertThat(owners).containsExactlyInAnyOrderElementsOf(cluster.primaries());
        }

        @Test
        void findsTheSlotOfAKeyAsTheServerDoes() {
            EmbeddedRedis node = cluster.nodes().get(0);
            for (String key :
                    List.of("", "a", "123456789", "{tag}x", "x{}y", "{}{a}", "a{b}c{d}", "{", "}{", "grüße", "{ü}")) {
                assertThat((long) EmbeddedCluster.slot(key)).as(key).isEqualTo(node.execute("CLUSTER", "KEYSLOT", key));
            }
            assertThatThrownBy(() -> cluster.primaryOf(16_384)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void answersAtTheOwnerAndRedirectsElsewhere() {
            EmbeddedRedis owner = cluster.primaryOf("k");
            assertThat(owner.execute("SET", "k", "v")).isEqualTo("OK");
            for (EmbeddedRedis other : cluster.primaries()) {
                if (other != owner) {
                    assertThatThrownBy(() -> other.execute("GET", "k"))
                            .hasMessage("MOVED 7629 127.0.0.1:" + owner.port());
                }
            }
        }

        @Test
        void countsAndFlushesOnItsPrimaries() {
            Stream.of("a", "b", "c").forEach(key -> cluster.primaryOf(key).execute("SET", key, "v"));
            assertThat(cluster.primaries())
                    .extracting(node -> node.execute("DBSIZE"))
                    .containsOnly(1L);
            assertThat(cluster.commandCount("set")).isEqualTo(3);
            cluster.flushAll();
            assertThat(cluster.primaries())
                    .extracting(node -> node.execute("DBSIZE"))
                    .containsOnly(0L);
            cluster.resetStats();
            assertThat(cluster.commandCount("set")).isZero();
        }
    }

    @Nested
    class FailsOver {
        @Test
        void toAReplicaThatHasTheData() {
            EmbeddedRedis before = cluster.primaryOf("k");
            before.execute("SET", "k", "v");
            EmbeddedRedis after = cluster.failover(EmbeddedCluster.slot("k"));
            assertThat(after).isNotSameAs(before).isSameAs(cluster.primaryOf("k"));
            assertThat(after.execute("GET", "k")).isEqualTo("v");
            assertThat(cluster.replicas()).contains(before);
        }

        @Test
        void whenAPrimaryDiesWhichRejoinsAsAReplica() {
            int slot = EmbeddedCluster.slot("k");
            EmbeddedRedis dead = cluster.killPrimaryOf(slot);
            assertThat(cluster.primaryOf(slot)).isSameAs(dead);
            assertThat(cluster.primaries()).doesNotContain(dead);
            assertThatThrownBy(() -> cluster.awaitHealthy(Duration.ZERO))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a primary for slot");

            cluster.awaitHealthy(LIMIT);

            assertThat(cluster.primaryOf(slot)).isNotSameAs(dead);
            dead.restart();
            cluster.awaitHealthy(LIMIT);
            assertThat(cluster.replicas()).hasSize(3).contains(dead);
        }

        @Test
        void whenAPrimaryIsPaused() {
            int slot = EmbeddedCluster.slot("k");
            EmbeddedRedis paused = cluster.primaryOf(slot);
            paused.pause();
            cluster.awaitHealthy(LIMIT);
            assertThat(cluster.primaryOf(slot)).isNotSameAs(paused);
            paused.resume();
            cluster.awaitHealthy(LIMIT);
            assertThat(cluster.replicas()).contains(paused);
        }
    }

    @Nested
    class MovesSlots {
        private final int slot = EmbeddedCluster.slot("{t}");
        private EmbeddedRedis from;
        private EmbeddedRedis to;

        @BeforeEach
        void fill() {
            from = cluster.primaryOf(slot);
            to = cluster.primaries().stream()
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < 250; i++) {
                from.execute("SET", "{t}" + i, "v" + i);
            }
        }

        @Test
        void withTheirKeys() {
            cluster.moveSlot(slot, to);
            assertThat(cluster.primaryOf(slot)).isSameAs(to);
            assertThat(to.execute("MGET", "{t}0", "{t}249")).isEqualTo(List.of("v0", "v249"));
            assertThat(to.execute("CLUSTER", "COUNTKEYSINSLOT", "" + slot)).isEqualTo(250L);
            assertThat(from.execute("DBSIZE")).isEqualTo(0L);
            assertThat(cluster.nodes())
                    .filteredOn(node -> node != to && !follows(node, to))
                    .allSatisfy(node -> assertThatThrownBy(() -> node.execute("GET", "{t}0"))
                            .hasMessage("MOVED " + slot + " 127.0.0.1:" + to.port()));
        }

        @Test
        void soThatTheOldOwnerAsksAndTheNewOneWantsAnotherTry() {
            cluster.beginMove(slot, to);
            assertThat(from.execute("GET", "{t}0")).isEqualTo("v0");
            assertThatThrownBy(() -> from.execute("GET", "{t}none"))
                    .hasMessage("ASK " + slot + " 127.0.0.1:" + to.port());
            assertThat(cluster.migrateKeys(slot, 100)).isEqualTo(100);
            assertThat(to.execute("CLUSTER", "COUNTKEYSINSLOT", "" + slot)).isEqualTo(100L);
            List<String> moved = keys(to);
            List<String> left = keys(from);
            assertThatThrownBy(() -> from.execute("GET", moved.get(0))).hasMessageStartingWith("ASK " + slot);
            assertThatThrownBy(() -> from.execute("MGET", moved.get(0), left.get(0)))
                    .hasMessageStartingWith("ASK " + slot);
            assertThat(to.execute("ASKING")).isEqualTo("OK");
            assertThatThrownBy(() -> to.execute("MGET", moved.get(0), left.get(0)))
                    .hasMessageStartingWith("TRYAGAIN");
            assertThat(cluster.primaryOf(slot)).isSameAs(from);

            cluster.endMove(slot);

            assertThat(cluster.primaryOf(slot)).isSameAs(to);
            assertThat(to.execute("CLUSTER", "COUNTKEYSINSLOT", "" + slot)).isEqualTo(250L);
        }

        @Test
        void onlyToAnotherPrimaryAndOnlyOnceBegun() {
            assertThatThrownBy(() -> cluster.beginMove(slot, from)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cluster.beginMove(slot, cluster.replicas().get(0)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cluster.migrateKeys(slot, 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> cluster.endMove(slot)).isInstanceOf(IllegalStateException.class);
        }

        private List<String> keys(EmbeddedRedis node) {
            return ((List<?>) Objects.requireNonNull(node.execute("CLUSTER", "GETKEYSINSLOT", "" + slot, "10")))
                    .stream().map(String::valueOf).toList();
        }

        private static boolean follows(EmbeddedRedis node, EmbeddedRedis primary) {
            return String.valueOf(node.execute("ROLE")).contains(String.valueOf(primary.port()));
        }
    }

    @Nested
    class LosesSlots {
        @Test
        void andIsDownAsAWholeUntilTheyAreBack() {
            EmbeddedRedis owner = cluster.primaryOf("k");
            owner.execute("SET", "k", "v");
            cluster.loseSlots(0, 9_999);
            assertThatThrownBy(() -> owner.execute("GET", "k")).hasMessageStartingWith("CLUSTERDOWN");
            String elsewhere = "a"; // slot 15495
            assertThatThrownBy(() -> cluster.primaryOf(elsewhere).execute("GET", elsewhere))
                    .hasMessageStartingWith("CLUSTERDOWN");
            assertThatThrownBy(() -> cluster.primaryOf(0)).isInstanceOf(IllegalStateException.class);

            cluster.restoreSlots();

            assertThat(cluster.primaryOf("k")).isSameAs(owner);
            assertThat(owner.execute("GET", "k")).isEqualTo("v");
            assertThatThrownBy(() -> cluster.loseSlots(2, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
