package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClusterOptionsTest {
    @Test
    void passwordForEveryNodeAndPartialCoverage() throws IOException {
        try (EmbeddedCluster cluster = EmbeddedRedis.cluster()
                .password("secret")
                .partialCoverage()
                .config("maxmemory", "64mb")
                .start()) {
            for (EmbeddedRedis node : cluster.nodes()) {
                try (RespConnection client = Direct.open(node.port(), null)) {
                    assertThatThrownBy(() -> Direct.send(client, "PING")).hasMessageStartingWith("NOAUTH");
                    assertThat(Direct.send(client, "AUTH", "secret")).isEqualTo("OK");
                }
                assertThat(node.info("memory")).containsEntry("maxmemory", "67108864");
            }
            cluster.loseSlots(0, 0);
            assertThatThrownBy(() -> cluster.nodes().get(0).execute("GET", keyOfSlot(0)))
                    .hasMessage("CLUSTERDOWN Hash slot not served");
            EmbeddedRedis owner = cluster.primaryOf("k");
            assertThat(owner.execute("SET", "k", "v")).isEqualTo("OK");
        }
    }

    @Test
    void mutualTlsWithUsersAndStillMovesAndFailsOver() throws IOException {
        try (EmbeddedCluster cluster = EmbeddedRedis.cluster()
                .mutualTls()
                .user("app", "one", "~app:*", "+@all")
                .defaultUserOff()
                .start()) {
            EmbeddedRedis owner = cluster.primaryOf("app:k");
            SSLContext tls = cluster.certificates().adminContext();
            try (RespConnection client = Direct.open(owner.port(), tls)) {
                assertThat(Direct.send(client, "AUTH", "app", "one")).isEqualTo("OK");
                assertThat(Direct.send(client, "SET", "app:k", "v")).isEqualTo("OK");
                assertThat(String.valueOf(Direct.send(client, "CLUSTER", "SLOTS")))
                        .contains("127.0.0.1, " + owner.port());
            }
            assertThatThrownBy(() -> Direct.ping(owner.port())).isInstanceOf(IOException.class);
            int slot = EmbeddedCluster.slot("app:k");
            EmbeddedRedis other = cluster.primaries().stream()
                    .filter(node -> node != owner)
                    .findFirst()
                    .orElseThrow();
            cluster.moveSlot(slot, other);
            EmbeddedRedis after = cluster.failover(slot);
            assertThat(after).isNotSameAs(other);
            assertThat(after.execute("GET", "app:k")).isEqualTo("v");
        }
    }

    @Test
    void proxiesThatTheTopologyNames() throws IOException {
        try (EmbeddedCluster cluster = EmbeddedRedis.cluster().throughProxies().start()) {
            EmbeddedRedis owner = cluster.primaryOf("k");
            FaultProxy proxy = cluster.proxyOf(owner);
            assertThat(cluster.addresses()).contains("127.0.0.1:" + proxy.port());
            assertThat(cluster.nodes()).allSatisfy(node -> {
                String slots = String.valueOf(node.execute("CLUSTER", "SLOTS"));
                assertThat(cluster.nodes())
                        .allSatisfy(other -> assertThat(slots)
                                .contains("127.0.0.1, " + cluster.proxyOf(other).port())
                                .doesNotContain("127.0.0.1, " + other.port() + ","));
            });
            proxy.cutBeforeReply("INCR");
            try (RespConnection client = Direct.open(proxy.port(), null)) {
                assertThatThrownBy(() -> Direct.send(client, "INCR", "k")).isInstanceOf(IOException.class);
            }
            assertThat(owner.execute("GET", "k")).isEqualTo("1");
            assertThat(cluster.failover(EmbeddedCluster.slot("k"))).isNotSameAs(owner);
        }
    }

    @Test
    void proxiesOfTlsNodes() {
        try (EmbeddedCluster cluster =
                EmbeddedRedis.cluster().tls().throughProxies().start()) {
            EmbeddedRedis node = cluster.nodes().get(0);
            assertThat(String.valueOf(node.execute("CLUSTER", "SLOTS")))
                    .contains("127.0.0.1, " + cluster.proxyOf(node).port());
        }
    }

    @Test
    void nothingSenseless() {
        EmbeddedClusterBuilder builder = EmbeddedRedis.cluster();
        assertThatThrownBy(() -> builder.nodeTimeout(Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(builder.password("p").defaultUserOff()::start).isInstanceOf(IllegalStateException.class);
    }

    private static String keyOfSlot(int slot) {
        return Stream.iterate(0, i -> i + 1)
                .map(String::valueOf)
                .filter(key -> EmbeddedCluster.slot(key) == slot)
                .findFirst()
                .orElseThrow();
    }
}
