package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TopologyCloseTest {
    @Test
    void aClusterLeavesNothing() {
        EmbeddedCluster cluster = EmbeddedRedis.cluster().throughProxies().start();
        List<EmbeddedRedis> servers = cluster.nodes();
        List<Path> directories =
                servers.stream().map(TopologyCloseTest::directory).toList();
        int proxy = cluster.proxyOf(servers.get(0)).port();
        servers.get(0).pause();
        servers.get(1).kill();
        assertThat(directories).allSatisfy(directory -> assertThat(directory).isDirectory());

        cluster.close();
        cluster.close();

        assertNothingLeft(servers, directories);
        assertThatThrownBy(() -> Direct.open(proxy, null)).isInstanceOf(IOException.class);
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
                servers.stream().map(TopologyCloseTest::directory).toList();
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
        assertThat(directories).allSatisfy(directory -> assertThat(directory).doesNotExist());
        assertThat(servers).allSatisfy(server -> assertThat(server.log()).isNotEmpty());
    }

    private static Path directory(EmbeddedRedis server) {
        return Path.of(server.info("server").getOrDefault("config_file", ""))
                .resolveSibling(".")
                .normalize();
    }
}
