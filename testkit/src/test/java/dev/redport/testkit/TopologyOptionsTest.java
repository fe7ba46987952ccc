package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TopologyOptionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Nested
    class OfACluster {
        @Test
        void passwordForEveryNodeAndPartialCoverage() throws IOException {
            try (EmbeddedCluster cluster = EmbeddedRedis.cluster()
                    .password("secret")
                    .partialCoverage()
                    .config("maxmemory", "64mb")
                    .start()) {
                for (EmbeddedRedis node : cluster.nodes()) {
                    try (RespConnection client = open(node.port(), null)) {
                        assertThatThrownBy(() -> send(client, "PING")).hasMessageStartingWith("NOAUTH");
                        assertThat(send(client, "AUTH", "secret")).isEqualTo("OK");
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
                try (RespConnection client = open(owner.port(), tls)) {
                    assertThat(send(client, "AUTH", "app", "one")).isEqualTo("OK");
                    assertThat(send(client, "SET", "app:k", "v")).isEqualTo("OK");
                    assertThat(String.valueOf(send(client, "CLUSTER", "SLOTS"))).contains("127.0.0.1, " + owner.port());
                }
                assertThatThrownBy(() -> ping(owner.port())).isInstanceOf(IOException.class);
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
            try (EmbeddedCluster cluster =
                    EmbeddedRedis.cluster().throughProxies().start()) {
                EmbeddedRedis owner = cluster.primaryOf("k");
                FaultProxy proxy = cluster.proxyOf(owner);
                assertThat(cluster.addresses()).contains("127.0.0.1:" + proxy.port());
                assertThat(cluster.nodes()).allSatisfy(node -> {
                    String slots = String.valueOf(node.execute("CLUSTER", "SLOTS"));
                    assertThat(cluster.nodes())
                            .allSatisfy(other -> assertThat(slots)
                                    .contains("127.0.0.1, "
                                            + cluster.proxyOf(other).port())
                                    .doesNotContain("127.0.0.1, " + other.port() + ","));
                });
                proxy.cutBeforeReply("INCR");
                try (RespConnection client = open(proxy.port(), null)) {
                    assertThatThrownBy(() -> send(client, "INCR", "k")).isInstanceOf(IOException.class);
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
    }

    @Nested
    class OfSentinel {
        @Test
        void passwordsOfServersAndSentinels() throws IOException {
            try (EmbeddedSentinel topology = EmbeddedRedis.sentinel()
                    .password("data")
                    .sentinelPassword("watch")
                    .sentinelUser("app", "two", "+@all")
                    .start()) {
                try (RespConnection client = open(topology.primary().port(), null)) {
                    assertThatThrownBy(() -> send(client, "PING")).hasMessageStartingWith("NOAUTH");
                    assertThat(send(client, "AUTH", "data")).isEqualTo("OK");
                }
                for (EmbeddedRedis sentinel : topology.sentinels()) {
                    try (RespConnection client = open(sentinel.port(), null)) {
                        assertThatThrownBy(() -> send(client, "PING")).hasMessageStartingWith("NOAUTH");
                        assertThat(send(client, "AUTH", "watch")).isEqualTo("OK");
                        assertThat(send(client, "AUTH", "app", "two")).isEqualTo("OK");
                        assertThat(send(client, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", topology.masterName()))
                                .isEqualTo(List.of(
                                        "127.0.0.1",
                                        String.valueOf(topology.primary().port())));
                    }
                }
            }
        }

        @Test
        void mutualTlsWithUsersAndStillFailsOver() throws IOException {
            try (EmbeddedSentinel topology = EmbeddedRedis.sentinel()
                    .mutualTls()
                    .user("app", "one")
                    .defaultUserOff()
                    .sentinelUser("app", "two")
                    .sentinelDefaultUserOff()
                    .start()) {
                SSLContext tls = topology.certificates().adminContext();
                int port = topology.sentinels().get(0).port();
                try (RespConnection client = open(port, tls)) {
                    assertThatThrownBy(() -> send(client, "PING")).hasMessageStartingWith("NOAUTH");
                    assertThat(send(client, "AUTH", "app", "two")).isEqualTo("OK");
                }
                assertThatThrownBy(() -> ping(port)).isInstanceOf(IOException.class);
                EmbeddedRedis after = topology.failover();
                try (RespConnection client = open(after.port(), tls)) {
                    assertThat(send(client, "AUTH", "app", "one")).isEqualTo("OK");
                    assertThat(send(client, "SET", "k", "v")).isEqualTo("OK");
                }
            }
        }

        @Test
        void proxiesThatTheSentinelsName() throws IOException {
            try (EmbeddedSentinel topology =
                    EmbeddedRedis.sentinel().throughProxies().start()) {
                EmbeddedRedis before = topology.primary();
                assertThat(named(topology)).isEqualTo(topology.proxyOf(before).port());
                EmbeddedRedis after = topology.failover();
                assertThat(named(topology)).isEqualTo(topology.proxyOf(after).port());
                assertThat(ping(topology.proxyOf(after).port())).isEqualTo("PONG");

                topology.rejoin();
                topology.proxyOf(after).hold(); // alive, but nobody reaches it

                assertThat(Poll.until(LIMIT, () -> topology.primary() != after)).isTrue();
            }
        }

        private static int named(EmbeddedSentinel topology) {
            Object address =
                    topology.sentinels().get(0).execute("SENTINEL", "GET-MASTER-ADDR-BY-NAME", topology.masterName());
            return address instanceof List<?> parts ? Integer.parseInt(String.valueOf(parts.get(1))) : -1;
        }

        @Test
        void nothingSenseless() {
            EmbeddedSentinelBuilder builder = EmbeddedRedis.sentinel();
            assertThatThrownBy(() -> builder.downAfter(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> builder.failoverTimeout(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(builder.sentinelPassword("p").sentinelDefaultUserOff()::start)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class OnClose {
        @Test
        void aClusterLeavesNothing() {
            EmbeddedCluster cluster = EmbeddedRedis.cluster().throughProxies().start();
            List<EmbeddedRedis> servers = cluster.nodes();
            List<Path> directories =
                    servers.stream().map(TopologyOptionsTest::directory).toList();
            int proxy = cluster.proxyOf(servers.get(0)).port();
            servers.get(0).pause();
            servers.get(1).kill();
            assertThat(directories)
                    .allSatisfy(directory -> assertThat(directory).isDirectory());

            cluster.close();
            cluster.close();

            assertNothingLeft(servers, directories);
            assertThatThrownBy(() -> open(proxy, null)).isInstanceOf(IOException.class);
            assertThat(Poll.until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("redport-proxy-" + proxy))))
                    .isTrue();
        }

        @Test
        void sentinelsAndTheirServersLeaveNothing() {
            EmbeddedSentinel topology = EmbeddedRedis.sentinel().start();
            List<EmbeddedRedis> servers = Stream.concat(topology.nodes().stream(), topology.sentinels().stream())
                    .toList();
            List<Path> directories =
                    servers.stream().map(TopologyOptionsTest::directory).toList();
            assertThat(servers).hasSize(6);

            topology.close();
            topology.close();

            assertNothingLeft(servers, directories);
        }

        @Test
        void norDoesAClusterThatDoesNotStart() {
            EmbeddedClusterBuilder builder = EmbeddedRedis.cluster().config("no-such-directive", "yes");
            assertThatThrownBy(builder::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no-such-directive");
            assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                    .isEmpty();
        }

        private static void assertNothingLeft(List<EmbeddedRedis> servers, List<Path> directories) {
            assertThat(servers)
                    .allSatisfy(server -> assertThat(ProcessHandle.of(server.pid())
                                    .map(process -> !process.isAlive())
                                    .orElse(true))
                            .isTrue());
            assertThat(directories)
                    .allSatisfy(directory -> assertThat(directory).doesNotExist());
            assertThat(servers).allSatisfy(server -> assertThat(server.log()).isNotEmpty());
        }
    }

    private static Path directory(EmbeddedRedis server) {
        return Path.of(server.info("server").getOrDefault("config_file", ""))
                .resolveSibling(".")
                .normalize();
    }

    private static String keyOfSlot(int slot) {
        return Stream.iterate(0, i -> i + 1)
                .map(String::valueOf)
                .filter(key -> EmbeddedCluster.slot(key) == slot)
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Object ping(int port) throws IOException {
        try (RespConnection client = open(port, null)) {
            return send(client, "PING");
        }
    }

    private static RespConnection open(int port, @Nullable SSLContext tls) throws IOException {
        return RespConnection.open("127.0.0.1", port, tls, Duration.ofSeconds(5));
    }

    private static @Nullable Object send(RespConnection client, String... command) throws IOException {
        return AdminClient.text(
                client.execute(Arrays.stream(command).map(AdminClient::utf8).toArray(byte[][]::new)));
    }
}
