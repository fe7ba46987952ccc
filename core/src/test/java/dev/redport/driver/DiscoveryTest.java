package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DiscoveryTest {
    private static final String S1 = "10.0.0.1:26379";
    private static final String S2 = "10.0.0.2:26379";
    private static final String S3 = "10.0.0.3:26379";

    private final FakeServers fakes = new FakeServers();
    private final RedisConfig config = RedisConfig.builder()
            .dialTimeout(Duration.ofMillis(500))
            .sentinel("mymaster", Endpoint.parse(S1), Endpoint.parse(S2), Endpoint.parse(S3))
            .build();
    private final Servers servers = new Servers(config, fakes);

    @Nested
    class OfSentinel {
        private final SentinelDiscovery discovery =
                new SentinelDiscovery((Topology.Sentinel) config.topology(), servers);

        private void sentinel(String address, String master, int epoch) {
            fakes.at(address).answers(line -> switch (line) {
                case "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster" -> List.of((Object[]) master.split(":", -1));
                case "SENTINEL MASTER mymaster" -> List.of("name", "mymaster", "config-epoch", Integer.toString(epoch));
                default ->
                    List.of(
                            List.of("ip", "10.1.0.5", "port", "6379", "flags", "slave", "master-link-status", "ok"),
                            List.of(
                                    "ip",
                                    "10.1.0.6",
                                    "port",
                                    "6379",
                                    "flags",
                                    "s_down,slave",
                                    "master-link-status",
                                    "ok"),
                            List.of("ip", "10.1.0.7", "port", "6379", "flags", "slave", "master-link-status", "err"),
                            List.of("ip", "10.1.0.8", "port", "x", "flags", "slave", "master-link-status", "ok"));
            });
        }

        private Shard found() {
            return Objects.requireNonNull(discovery.discover(null).only());
        }

        @ParameterizedTest
        @ValueSource(strings = {S1, S2, S3})
        void theHighestEpochIsRight(String best) {
            for (String each : List.of(S1, S2, S3)) {
                sentinel(each, each.equals(best) ? "10.1.0.1:6379" : "10.1.0.2:6379", each.equals(best) ? 7 : 6);
            }

            assertThat(found().master()).hasToString("MASTER 10.1.0.1:6379");
            assertThat(found().replicas()).hasToString("[REPLICA 10.1.0.5:6379]");
        }

        @Test
        void whoConnectsAMomentLaterIsHeardInTheFirstLook() {
            sentinel(S1, "10.1.0.2:6379", 6);
            sentinel(S2, "10.1.0.1:6379", 7);
            fakes.at(S2).connected = false;
            fakes.at(S3).away = Failures.notConnected(null);
            Thread later = new Thread(
                    () -> {
                        LockSupport.parkNanos(20_000_000);
                        fakes.at(S2).connected = true;
                    },
                    "later");
            later.start();

            assertThat(found().master()).hasToString("MASTER 10.1.0.1:6379");
        }

        @Test
        void aSentinelThatDoesNotKnowOrAnswerIsPassedOver() {
            fakes.at(S1).answers(line -> Failures.server("ERR No such master with that name"));
            fakes.at(S2).away = Failures.notConnected(null);
            sentinel(S3, "10.1.0.1:6379", 0);

            assertThat(found().master()).hasToString("MASTER 10.1.0.1:6379");
        }

        @Test
        void ifNobodyKnowsTheNameIsToBeChecked() {
            List.of(S1, S2, S3).forEach(each -> sentinel(each, "nonsense", 1));

            assertThatThrownBy(this::found).hasMessageContaining("REDIS_SENTINEL_MASTER");
        }
    }

    @Nested
    class Watched {
        private final Layout layout =
                Layout.of(new Shard(servers.get(Endpoint.parse("10.1.0.1:6379"), Server.Role.MASTER), List.of()));
        private final AtomicInteger looks = new AtomicInteger();
        private volatile boolean failing;
        private final WatchedDirectory directory = new WatchedDirectory(
                        last -> {
                            looks.incrementAndGet();
                            if (failing) {
                                throw Failures.timeout();
                            }
                            return layout;
                        },
                        servers,
                        List.of())
                .start();

        private Call call(int millis) {
            return Call.start(Operation.OTHER, Duration.ofMillis(millis));
        }

        @Test
        void looksAtMostOnceForEachGapHoweverManyCallsFail() {
            Server server = directory.layout(call(5_000)).shards().get(0).master();
            int before = looks.get();
            long end = System.nanoTime() + 1_000_000_000L;
            long suspects = 0;
            while (System.nanoTime() - end < 0) {
                directory.suspect(server);
                suspects++;
                LockSupport.parkNanos(100_000);
            }
            directory.close();

            assertThat(suspects).isGreaterThan(100);
            assertThat(looks.get() - before).isBetween(2, 11);
            assertThat(server.isSuspect()).isTrue();
        }

        @Test
        void aRefreshIsALookThatBeganLater() {
            assertThat(directory.layout(call(5_000))).isSameAs(layout);
            int before = looks.get();

            assertThat(directory.refreshed(call(5_000))).isSameAs(layout);

            assertThat(looks.get()).isGreaterThan(before);
            directory.close();
        }

        @Test
        void aLookThatFailsLeavesWhatIsKnownAndTellsWhoWantsToKnow() {
            assertThat(directory.layout(call(5_000))).isSameAs(layout);
            failing = true;

            assertThat(catchThrowableOfType(RedisException.class, () -> directory.refreshed(call(5_000))))
                    .extracting(RedisException::kind)
                    .isEqualTo(ErrorKind.TIMEOUT);
            assertThat(directory.layout(call(5_000))).isSameAs(layout);
            directory.close();
            assertThatThrownBy(() -> directory.refreshed(call(5_000))).isInstanceOf(IllegalStateException.class);
        }
    }
}
