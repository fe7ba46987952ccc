package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final Endpoint ASKED = new Endpoint("10.0.0.9", 7009);

    private final Servers servers = new Servers(RedisConfig.defaults(), new FakeServers());

    private static ClusterView seen(boolean tls, String... views) {
        ClusterView view = new ClusterView(tls);
        for (String each : views) {
            view.add(each, ASKED);
        }
        return view;
    }

    /** The owner of key {@code a}, which is in slot 15495. */
    private static String owner(Layout layout) {
        return layout.owner(Command.of(Verb.GET, "a".getBytes(UTF_8))).master().toString();
    }

    private static String line(String id, String address, String flags, int epoch, String slots) {
        return id + " " + address + " " + flags + " - 0 0 " + epoch + " connected"
                + (slots.isEmpty() ? "" : " " + slots);
    }

    @Test
    void masterAndReplicasMakeAShard() {
        Layout layout = seen(
                        false,
                        line("m1", "10.0.0.1:7001@17001", "myself,master", 1, "0-8000") + "\n"
                                + line("m2", "10.0.0.2:7002@17002", "master", 2, "8001-16383") + "\n"
                                + "r1 10.0.0.3:7003@17003 slave m2 0 0 2 connected\n"
                                + "r2 10.0.0.4:7004@17004 slave,fail m2 0 0 2 connected\n"
                                + "r3 10.0.0.5:7005@17005 slave,fail? m2 0 0 2 connected")
                .layout(servers);

        assertThat(owner(layout)).isEqualTo("MASTER 10.0.0.2:7002");
        assertThat(layout.shards()).hasSize(2);
        assertThat(layout.shards().get(1).replicas()).hasToString("[REPLICA 10.0.0.3:7003]");
        assertThat(layout.settled()).isTrue();
        assertThat(layout.knows(new Endpoint("10.0.0.4", 7004))).isTrue();
        assertThat(layout.knows(new Endpoint("10.0.0.6", 7004))).isFalse();
    }

    @Test
    void theHigherEpochIsRightWhoeverSaysItFirst() {
        String old = line("m1", "10.0.0.1:7001@1", "master", 1, "0-16383");
        String newer = line("m2", "10.0.0.2:7002@1", "master", 2, "15495");

        assertThat(owner(seen(false, old, newer).layout(servers))).isEqualTo("MASTER 10.0.0.2:7002");
        assertThat(owner(seen(false, newer, old).layout(servers))).isEqualTo("MASTER 10.0.0.2:7002");
        assertThat(owner(seen(false, newer, old.replace(" 1 connected", " 3 connected"))
                        .layout(servers)))
                .isEqualTo("MASTER 10.0.0.1:7001");
    }

    @Test
    void aSlotThatIsOnItsWayIsStillItsOwnersAndNothingIsSettled() {
        for (String mark : List.of("[15495->-m2]", "[15495-<-m2]")) {
            Layout layout = seen(
                            false,
                            line("m1", "10.0.0.1:7001@1", "myself,master", 1, "0-16383 " + mark) + "\n"
                                    + line("m2", "10.0.0.2:7002@1", "master", 2, ""))
                    .layout(servers);

            assertThat(owner(layout)).isEqualTo("MASTER 10.0.0.1:7001");
            assertThat(layout.settled()).isFalse();
            assertThat(layout.knows(new Endpoint("10.0.0.2", 7002))).isTrue();
        }
    }

    @Test
    void namesAreUsedWithTlsOnly() {
        String named = line("m1", "10.0.0.1:7001@1,redis-1.example", "master", 1, "0-16383");

        assertThat(owner(seen(false, named).layout(servers))).isEqualTo("MASTER 10.0.0.1:7001");
        assertThat(owner(seen(true, named).layout(servers))).isEqualTo("MASTER redis-1.example:7001");
        for (String none : List.of("", "?")) {
            assertThat(owner(seen(true, named.replace("redis-1.example", none)).layout(servers)))
                    .isEqualTo("MASTER 10.0.0.1:7001");
        }
    }

    @Test
    void addressesMayBeOfAnyKind() {
        assertThat(owner(seen(false, line("m", "::1:7001@17001", "master", 1, "0-16383"))
                        .layout(servers)))
                .isEqualTo("MASTER [::1]:7001");
        assertThat(owner(seen(false, line("m", ":7001@17001", "myself,master", 1, "0-16383"))
                        .layout(servers)))
                .isEqualTo("MASTER 10.0.0.9:7001");
        assertThat(owner(seen(false, line("m", "10.0.0.1:7001", "master", 1, "0-16383"))
                        .layout(servers)))
                .isEqualTo("MASTER 10.0.0.1:7001");
    }

    @Test
    void aNodeKnowsItsOwnAddressBest() {
        Layout layout = seen(
                        false,
                        line("m", "10.0.0.1:7001@1", "master", 1, "0-16383"),
                        line("m", "10.0.0.2:7002@1", "myself,master", 1, "0-16383"))
                .layout(servers);

        assertThat(owner(layout)).isEqualTo("MASTER 10.0.0.2:7002");
    }

    @Test
    void whatCannotBeReadOrReachedIsLeftOut() {
        Layout layout = seen(
                        false,
                        "\n\nnonsense\nm9 10.0.0.9:7001@1 master\n"
                                + line("m1", ":0@0", "master,noaddr", 9, "0-16383") + "\n"
                                + line("m2", "10.0.0.2:7002@1", "handshake,master", 9, "0-16383") + "\n"
                                + line("m3", "10.0.0.3:99999@1", "master", 9, "0-16383") + "\n"
                                + line("m4", "10.0.0.4:7004@1", "master", 1, "0-99999 x y-z -5") + "\n")
                .layout(servers);

        assertThat(owner(layout)).isEqualTo("MASTER 10.0.0.4:7004");
        assertThat(layout.shards()).hasSize(1);
        assertThat(layout.known()).containsExactly(new Endpoint("10.0.0.4", 7004));
    }

    @Test
    void aSlotOfNobodyIsABusyClusterAndSoIsAClusterWithoutSlots() {
        Layout layout =
                seen(false, line("m1", "10.0.0.1:7001@1", "master", 1, "0-100")).layout(servers);
        ClusterView empty = seen(false, line("m1", "10.0.0.1:7001@1", "master", 1, ""));

        assertThatThrownBy(() -> owner(layout))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("CLUSTERDOWN");
        assertThatThrownBy(() -> empty.layout(servers))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("CLUSTERDOWN");
        assertThat(layout.owner(Command.of(Verb.PING)).master()).hasToString("MASTER 10.0.0.1:7001");
    }

    @Test
    void aLayoutFollowsMovesAndKnowsItsLike() {
        String view = line("m1", "10.0.0.1:7001@1", "master", 1, "0-8000") + "\n"
                + line("m2", "10.0.0.2:7002@1", "master", 2, "8001-16383");
        Layout layout = seen(false, view).layout(servers);
        Server other = layout.shards().get(0).master();
        Server stranger = servers.get(new Endpoint("10.0.0.3", 7003), Server.Role.MASTER);

        assertThat(layout.sameAs(seen(false, view).layout(servers))).isTrue();
        assertThat(layout.sameAs(null)).isFalse();
        assertThat(owner(layout.with(15_495, other))).isEqualTo("MASTER 10.0.0.1:7001");
        assertThat(layout.sameAs(layout.with(15_495, other))).isFalse();
        assertThat(layout.with(0, other)).isSameAs(layout);
        assertThat(owner(layout.with(15_495, stranger))).isEqualTo("MASTER 10.0.0.3:7003");
        assertThat(owner(layout)).as("unchanged").isEqualTo("MASTER 10.0.0.2:7002");
    }
}
