package dev.redport.config;

import static dev.redport.config.Problematic.lines;
import static dev.redport.config.Problematic.variables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
final class TopologyTest {
    private static final String CANARY = "c4n4ry";
    private static final Endpoint A = new Endpoint("a", 26379);
    private static final Endpoint B = new Endpoint("b", 1);
    private static final Map<String, String> SENTINEL =
            Map.of("REDIS_MODE", "sentinel", "REDIS_SENTINEL_NODES", "a, b:1");
    private static final Map<String, String> CLUSTER =
            Map.of("REDIS_MODE", "cluster", "REDIS_CLUSTER_NODES", "a:26379,b:1");

    private static Map<String, String> with(Map<String, String> variables, String... more) {
        Map<String, String> all = new HashMap<>(variables);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Nested
    final class Environment {
        @Test
        void namesSentinels() {
            assertThat(RedisConfig.from(SENTINEL).topology())
                    .isEqualTo(new Topology.Sentinel("mymaster", List.of(A, B), Credentials.none(), false));
            assertThat(RedisConfig.from(with(
                                    SENTINEL,
                                    "REDIS_TLS_ENABLED",
                                    "true",
                                    "REDIS_PASSWORD",
                                    "other",
                                    "REDIS_SENTINEL_MASTER",
                                    "shop.eu-1",
                                    "REDIS_SENTINEL_USERNAME",
                                    "watcher",
                                    "REDIS_SENTINEL_PASSWORD",
                                    "p"))
                            .topology())
                    .isEqualTo(new Topology.Sentinel(
                            "shop.eu-1", List.of(A, B), new Credentials("watcher", Secret.of("p")), true));
        }

        @Test
        void encryptsWithSentinelsOnlyOrWithServersOnly() {
            RedisConfig sentinels =
                    RedisConfig.from(with(SENTINEL, "REDIS_SENTINEL_TLS_ENABLED", "true", "REDIS_TLS_CA_FILE", "/ca"));
            assertThat(sentinels.tls().enabled()).isFalse();
            assertThat(sentinels.forSentinel(A).tls()).isEqualTo(sentinels.tls().withEnabled(true));
            RedisConfig servers =
                    RedisConfig.from(with(SENTINEL, "REDIS_SENTINEL_TLS_ENABLED", "false", "REDIS_TLS_ENABLED", "1"));
            assertThat(servers.forNode(A).tls().enabled()).isTrue();
            assertThat(servers.forSentinel(A).tls().enabled()).isFalse();
        }

        @Test
        void readsTheSentinelsPasswordAtEachConnection(@TempDir Path directory) throws IOException {
            Path file = Files.writeString(directory.resolve("password"), "first\n");
            RedisConfig config = RedisConfig.from(with(SENTINEL, "REDIS_SENTINEL_PASSWORD_FILE", "" + file));
            Supplier<Credentials> credentials = ((Topology.Sentinel) config.topology()).credentials();
            Files.writeString(file, "second\n");
            assertThat(credentials.get().password().reveal()).isEqualTo("second");
            Files.delete(file);
            assertThat(variables(credentials::get)).containsExactly("REDIS_SENTINEL_PASSWORD_FILE");
            assertThat(variables(() -> config.toBuilder().build())).containsExactly("REDIS_SENTINEL_PASSWORD_FILE");
        }

        @Test
        void namesNodesOfACluster() {
            assertThat(RedisConfig.from(CLUSTER).topology()).isEqualTo(new Topology.Cluster(List.of(A, B)));
            assertThat(RedisConfig.from(with(CLUSTER, "REDIS_CLUSTER_NODES", "a,[::1]:7"))
                            .topology())
                    .isEqualTo(new Topology.Cluster(List.of(new Endpoint("a", 6379), new Endpoint("::1", 7))));
        }

        @Test
        void startsAClusterAtHostAndPortWithoutNodes() {
            assertThat(RedisConfig.from(Map.of("REDIS_MODE", "cluster", "REDIS_HOST", "h", "REDIS_PORT", "7"))
                            .topology())
                    .isEqualTo(new Topology.Cluster(List.of(new Endpoint("h", 7))));
        }
    }

    @Nested
    final class Url {
        @Test
        void namesSentinels() {
            assertThat(RedisConfig.of("rediss-sentinel://u:p%2C@a,b:1/3?master=m"))
                    .isEqualTo(RedisConfig.builder()
                            .sentinel("m", A, B)
                            .username("u")
                            .password("p,")
                            .database(3)
                            .tlsEnabled(true)
                            .build());
            assertThat(RedisConfig.of("redis-sentinel://[::1],a:1").topology())
                    .isEqualTo(new Topology.Sentinel(
                            "mymaster",
                            List.of(new Endpoint("::1", 26379), new Endpoint("a", 1)),
                            Credentials.none(),
                            false));
        }

        @Test
        void namesNodesOfACluster() {
            assertThat(RedisConfig.from(Map.of("REDIS_URL", "rediss-cluster://:p@a:26379,b:1/")))
                    .isEqualTo(RedisConfig.builder()
                            .cluster(A, B)
                            .password("p")
                            .tlsEnabled(true)
                            .build());
            assertThat(RedisConfig.of("redis-cluster://a").topology())
                    .isEqualTo(new Topology.Cluster(List.of(new Endpoint("a", 6379))));
        }

        @Test
        void leavesTheRestToOtherVariables() {
            assertThat(RedisConfig.from(Map.of(
                            "REDIS_URL", "redis-sentinel://a,b:1",
                            "REDIS_MODE", "sentinel",
                            "REDIS_SENTINEL_MASTER", "m",
                            "REDIS_SENTINEL_PASSWORD", "p")))
                    .isEqualTo(RedisConfig.builder()
                            .sentinel("m", A, B)
                            .sentinelCredentials(new Credentials("", Secret.of("p")))
                            .build());
        }

        @Test
        void sayingSomethingWrongIsTheOnlyProblem() {
            assertThat(variables(() -> RedisConfig.from(Map.of(
                            "REDIS_URL", "redis-sentinel://a:b", "REDIS_SENTINEL_PASSWORD", "p", "REDIS_DB", "1"))))
                    .containsExactly("REDIS_URL");
        }
    }

    @Nested
    final class Builder {
        @Test
        void winsOverTheEnvironmentAltogether() {
            assertThat(RedisConfig.builder()
                            .cluster(B)
                            .environment(with(SENTINEL, "REDIS_SENTINEL_PASSWORD", "p"))
                            .build())
                    .isEqualTo(RedisConfig.builder().cluster(B).build());
            assertThat(RedisConfig.builder().standalone().environment(CLUSTER).build())
                    .isEqualTo(RedisConfig.defaults());
        }

        @Test
        void leavesWhatItWasNotToldToTheEnvironment() {
            RedisConfig config = RedisConfig.builder()
                    .sentinel("m")
                    .environment(with(SENTINEL, "REDIS_SENTINEL_PASSWORD", "p"))
                    .build();
            assertThat(config.topology())
                    .isEqualTo(new Topology.Sentinel("m", List.of(A, B), new Credentials("", Secret.of("p")), false));
        }

        @Test
        void letsTheLastCallCount() {
            RedisConfigBuilder builder = RedisConfig.builder()
                    .sentinelCredentials(Credentials::none)
                    .sentinel("m", A)
                    .sentinelTlsEnabled(true);
            assertThat(builder.cluster(A, B).cluster().host("h").build().topology())
                    .isEqualTo(new Topology.Cluster(List.of(new Endpoint("h", 6379))));
            assertThat(builder.url("redis-sentinel://b:1").build().topology())
                    .isEqualTo(new Topology.Sentinel("mymaster", List.of(B), Credentials.none(), false));
            assertThat(builder.url("redis://h").build())
                    .isEqualTo(RedisConfig.builder().host("h").build());
        }

        @Test
        void survivesACopy(@TempDir Path directory) throws IOException {
            Path password = Files.writeString(directory.resolve("password"), "p");
            for (RedisConfig config : List.of(
                    RedisConfig.from(with(SENTINEL, "REDIS_SENTINEL_TLS_ENABLED", "true")),
                    RedisConfig.from(with(SENTINEL, "REDIS_SENTINEL_PASSWORD_FILE", "" + password)),
                    RedisConfig.builder()
                            .sentinel("m", A)
                            .sentinelCredentials(Credentials::none)
                            .build(),
                    RedisConfig.from(CLUSTER),
                    RedisConfig.builder().cluster().host("h").build(),
                    RedisConfig.builder().circuitBreaker(false).build())) {
                assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config);
            }
        }
    }

    @Nested
    final class Wrong {
        @Test
        void valuesAreReportedAllAtOnce() {
            assertThat(lines(with(
                            SENTINEL,
                            "REDIS_SENTINEL_MASTER",
                            "a b",
                            "REDIS_SENTINEL_NODES",
                            "a,b c,a:99999,[x]",
                            "REDIS_SENTINEL_PASSWORD",
                            CANARY,
                            "REDIS_SENTINEL_PASSWORD_FILE",
                            "/p",
                            "REDIS_SENTINEL_TLS_ENABLED",
                            "yes",
                            "REDIS_CLUSTER_NODES",
                            "c:7")))
                    .containsExactly(
                            "REDIS_SENTINEL_MASTER: a b (expected: 1..64 characters of A-Z a-z 0-9 _ . - such as mymaster)",
                            "REDIS_SENTINEL_NODES: b c,a:99999,[x] (expected: host:port,host:port with IPv6 in brackets"
                                    + " such as sentinel-1:26379,sentinel-2:26379,sentinel-3:26379)",
                            "REDIS_SENTINEL_PASSWORD_FILE: /p (expected: unset, because REDIS_SENTINEL_PASSWORD is set)",
                            "REDIS_SENTINEL_TLS_ENABLED: yes"
                                    + " (expected: true or false (also 1, t, T, 0, f, F) such as true)",
                            "REDIS_CLUSTER_NODES: c:7 (expected: unset, because REDIS_MODE is sentinel)");
        }

        @ParameterizedTest
        @CsvSource({
            "REDIS_SENTINEL_MASTER, m",
            "REDIS_SENTINEL_NODES, 'a:1,b:2'",
            "REDIS_SENTINEL_USERNAME, u",
            "REDIS_SENTINEL_PASSWORD_FILE, /nonexistent",
            "REDIS_SENTINEL_TLS_ENABLED, false"
        })
        void variablesOfSentinelAreRefusedElsewhere(String variable, String value) {
            for (String mode : List.of("standalone", "cluster")) {
                assertThat(lines(Map.of("REDIS_MODE", mode, variable, value)))
                        .containsExactly(
                                variable + ": " + value + " (expected: unset, because REDIS_MODE is " + mode + ")");
            }
        }

        @Test
        void passwordOfSentinelIsRefusedElsewhereUnseen() {
            String line = "REDIS_SENTINEL_PASSWORD: *** (expected: unset, because REDIS_MODE is standalone)";
            assertThat(lines(Map.of("REDIS_SENTINEL_PASSWORD", CANARY))).containsExactly(line);
            assertThat(lines(() -> RedisConfig.builder()
                            .sentinelCredentials(Credentials::none)
                            .build()))
                    .containsExactly(line);
        }

        @Test
        void nodesOfAClusterAreRefusedElsewhere() {
            assertThat(lines(Map.of("REDIS_CLUSTER_NODES", "a:1")))
                    .containsExactly("REDIS_CLUSTER_NODES: a:1 (expected: unset, because REDIS_MODE is standalone)");
        }

        @Test
        void modeIsTheOnlyProblemIfItIsUnknown() {
            assertThat(lines(with(SENTINEL, "REDIS_MODE", "ring")))
                    .containsExactly("REDIS_MODE: ring (expected: standalone, sentinel or cluster)");
        }

        @Test
        void databaseOfAClusterIsRefused() {
            String line = "REDIS_DB: 3 (expected: 0, because REDIS_MODE is cluster)";
            assertThat(lines(with(CLUSTER, "REDIS_DB", "3"))).containsExactly(line);
            assertThat(lines(() -> RedisConfig.of("redis-cluster://a/3"))).containsExactly(line);
        }

        @ParameterizedTest
        @CsvSource({
            "'a,a:26379,b,b,a', 'a:26379,b:26379 (expected: each node once)'",
            "'a,,b', 'a,,b (expected: host:port,'",
            "',', ', (expected: host:port,'",
            "'redis://:c4n4ry,@h', '*** (expected: host:port,'"
        })
        void listIsRefused(String nodes, String start) {
            assertThat(lines(with(SENTINEL, "REDIS_SENTINEL_NODES", nodes)))
                    .singleElement()
                    .asString()
                    .startsWith("REDIS_SENTINEL_NODES: " + start);
        }

        @Test
        void recordsCannotBeMade() {
            assertThat(variables(() -> new Topology.Sentinel("", List.of(), Credentials.none(), false)))
                    .containsExactly("REDIS_SENTINEL_MASTER", "REDIS_SENTINEL_NODES");
            assertThat(variables(() -> new Topology.Cluster(List.of(A, A)))).containsExactly("REDIS_CLUSTER_NODES");
            RedisConfig config = RedisConfig.builder().database(3).build();
            assertThat(variables(() -> new RedisConfig(
                            "h",
                            1,
                            3,
                            new Topology.Cluster(List.of(A)),
                            Credentials.none(),
                            "n",
                            "c",
                            Profile.DEVELOPMENT,
                            "",
                            config.pool(),
                            config.timeouts(),
                            config.retry(),
                            true,
                            config.merging(),
                            config.tls())))
                    .containsExactly("REDIS_DB");
        }

        @Test
        void productionAsksForTheServersPasswordOnly() {
            Map<String, String> production = with(SENTINEL, "REDIS_PROFILE", "production", "REDIS_TLS_ENABLED", "true");
            assertThat(variables(() -> RedisConfig.from(production))).containsExactly("REDIS_PASSWORD");
            assertThat(RedisConfig.from(with(
                                    production, "REDIS_PASSWORD", "x".repeat(32), "REDIS_SENTINEL_PASSWORD", "short"))
                            .profile())
                    .isEqualTo(Profile.PRODUCTION);
        }
    }

    @Nested
    final class OneServer {
        private final List<String> asked = new ArrayList<>();
        private final Supplier<Credentials> forData = new Vault("data");
        private final Supplier<Credentials> forSentinels = new Vault("sentinels");
        private final RedisConfig config = RedisConfig.builder()
                .sentinel("m", A, B)
                .sentinelCredentials(forSentinels)
                .sentinelTlsEnabled(false)
                .credentials(forData)
                .database(3)
                .profile(Profile.PRODUCTION)
                .tlsEnabled(true)
                .tlsCaFile(Path.of("/ca"))
                .poolTimeout(Duration.ofMillis(70))
                .circuitBreaker(false)
                .build();

        private final class Vault implements Supplier<Credentials> {
            private final String user;

            Vault(String user) {
                this.user = user;
            }

            @Override
            public Credentials get() {
                asked.add(user);
                return new Credentials(user, Secret.of("x".repeat(32)));
            }
        }

        @Test
        void withDataIsAskedAsIfItStoodAlone() {
            asked.clear();
            assertThat(config.forNode(B))
                    .isEqualTo(config.toBuilder()
                            .profile(Profile.DEVELOPMENT)
                            .standalone()
                            .host("b")
                            .port(1)
                            .build())
                    .extracting(RedisConfig::credentials)
                    .isSameAs(forData);
            assertThat(asked).isEmpty();
        }

        @Test
        void thatIsASentinelIsAskedOnItsOwnTerms() {
            asked.clear();
            RedisConfig sentinel = config.forSentinel(B);
            assertThat(sentinel.credentials()).isSameAs(forSentinels);
            assertThat(sentinel.tls()).isEqualTo(config.tls().withEnabled(false));
            assertThat(sentinel.toBuilder().tlsCaFile(Path.of("")).build())
                    .isEqualTo(RedisConfig.builder()
                            .host("b")
                            .port(1)
                            .credentials(forSentinels)
                            .poolSize(1)
                            .minIdle(0)
                            .poolTimeout(Duration.ofMillis(70))
                            .circuitBreaker(false)
                            .build());
            assertThat(asked).isEmpty();
        }

        @Test
        void isFoundWithoutTheFileOfThePassword(@TempDir Path directory) throws IOException {
            Path file = Files.writeString(directory.resolve("password"), "p");
            RedisConfig withFiles = RedisConfig.from(
                    with(SENTINEL, "REDIS_PASSWORD_FILE", "" + file, "REDIS_SENTINEL_PASSWORD_FILE", "" + file));
            Files.delete(file);
            assertThat(withFiles.forNode(A).host()).isEqualTo("a");
            assertThat(withFiles.forSentinel(A).host()).isEqualTo("a");
        }

        @Test
        void isNoSentinelWithoutSentinels() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> RedisConfig.defaults().forSentinel(A))
                    .withMessage("topology: Standalone[] (expected: Sentinel)");
        }
    }

    @Test
    void printsNoSecret() {
        record Leaky(String secret) implements Supplier<Credentials> {
            @Override
            public Credentials get() {
                return new Credentials("app", Secret.of(secret));
            }
        }
        for (Supplier<Credentials> who : List.of(new Leaky(CANARY), new Leaky(CANARY).get())) {
            RedisConfig config = RedisConfig.builder()
                    .sentinel("m", A)
                    .sentinelCredentials(who)
                    .build();
            assertThat(config.toString())
                    .contains("Sentinel[master=m, nodes=[a:26379], credentials=***")
                    .doesNotContain(CANARY);
        }
    }
}
