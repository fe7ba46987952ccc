package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SentinelOptionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void passwordsOfServersAndSentinels() throws IOException {
        try (EmbeddedSentinel topology = EmbeddedRedis.sentinel()
                .password("data")
                .sentinelPassword("watch")
                .sentinelUser("app", "two", "+@all")
                .start()) {
            try (RespConnection client = Direct.open(topology.primary().port(), null)) {
                assertThatThrownBy(() -> Direct.send(client, "PING")).hasMessageStartingWith("NOAUTH");
                assertThat(Direct.send(client, "AUTH", "data")).isEqualTo("OK");
            }
            for (EmbeddedRedis sentinel : topology.sentinels()) {
                try (RespConnection client = Direct.open(sentinel.port(), null)) {
                    assertThatThrownBy(() -> Direct.send(client, "PING")).hasMessageStartingWith("NOAUTH");
                    assertThat(Direct.send(client, "AUTH", "watch")).isEqualTo("OK");
                    assertThat(Direct.send(client, "AUTH", "app", "two")).isEqualTo("OK");
                    assertThat(Direct.send(client, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", topology.masterName()))
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
            try (RespConnection client = Direct.open(port, tls)) {
                assertThatThrownBy(() -> Direct.send(client, "PING")).hasMessageStartingWith("NOAUTH");
                assertThat(Direct.send(client, "AUTH", "app", "two")).isEqualTo("OK");
            }
            assertThatThrownBy(() -> Direct.ping(port)).isInstanceOf(IOException.class);
            EmbeddedRedis after = topology.failover();
            try (RespConnection client = Direct.open(after.port(), tls)) {
                assertThat(Direct.send(client, "AUTH", "app", "one")).isEqualTo("OK");
                assertThat(Direct.send(client, "SET", "k", "v")).isEqualTo("OK");
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
            assertThat(Direct.ping(topology.proxyOf(after).port())).isEqualTo("PONG");

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
        assertThatThrownBy(() -> builder.failoverTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(builder.sentinelPassword("p").sentinelDefaultUserOff()::start)
                .isInstanceOf(IllegalStateException.class);
    }
}
