package dev.redport.config;

import static dev.redport.config.Problematic.lines;
import static dev.redport.config.Problematic.variables;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
final class RedisConfigTest {
    @Nested
    final class Defaults {
        private final RedisConfig config = RedisConfig.from(Map.of());

        @Test
        void meanAPlainRedisOnLocalhost() {
            assertThat(config)
                    .isEqualTo(RedisConfig.defaults())
                    .isEqualTo(new RedisConfig(
                            "localhost",
                            6379,
                            0,
                            new Topology.Standalone(),
                            Credentials.none(),
                            "redport",
                            "redport",
                            Profile.DEVELOPMENT,
                            "",
                            new PoolConfig(10, 2, Duration.ofSeconds(3)),
                            new Timeouts(
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(3),
                                    Duration.ofSeconds(3),
                                    Duration.ofSeconds(5)),
                            new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(3)),
                            true,
                            new MergePolicy(true, 256, 65_536, 32),
                            TlsConfig.disabled()));
            assertThat(config.tls().protocols()).containsExactly("TLSv1.3", "TLSv1.2");
        }

        @Test
        void areWhatTheTableSays() {
            Map<String, String> written = new HashMap<>();
            Arrays.stream(Variable.values()).forEach(each -> written.put(each.name(), each.defaultText()));
            assertThat(RedisConfig.from(written)).isEqualTo(config);
        }
    }

    @Nested
    final class Environment {
        @Test
        void setsEveryVariable(@TempDir Path directory) throws IOException {
            Path keyPassword = Files.writeString(directory.resolve("key-password"), "open\n");
            RedisConfig config = RedisConfig.from(Map.ofEntries(
                    Map.entry("REDIS_HOST", "::1"),
                    Map.entry("REDIS_PORT", "7000"),
                    Map.entry("REDIS_USERNAME", "app"),
                    Map.entry("REDIS_PASSWORD", " p=+/@:% "),
                    Map.entry("REDIS_DB", "3"),
                    Map.entry("REDIS_POOL_SIZE", "25"),
                    Map.entry("REDIS_MIN_IDLE_CONNS", "5"),
                    Map.entry("REDIS_POOL_TIMEOUT", "250ms"),
                    Map.entry("REDIS_DIAL_TIMEOUT", "1s"),
                    Map.entry("REDIS_READ_TIMEOUT", "PT2S"),
                    Map.entry("REDIS_WRITE_TIMEOUT", "1.5s"),
                    Map.entry("REDIS_OPERATION_DEADLINE", "1m30s"),
                    Map.entry("REDIS_TLS_ENABLED", "T"),
                    Map.entry("REDIS_TLS_SKIP_VERIFY", "True"),
                    Map.entry("REDIS_TLS_CA_FILE", "/tls/ca.crt"),
                    Map.entry("REDIS_TLS_CERT_FILE", "/tls/client.crt"),
                    Map.entry("REDIS_TLS_KEY_FILE", "/tls/client.key"),
                    Map.entry("REDIS_TLS_KEY_PASSWORD_FILE", keyPassword.toString()),
                    Map.entry("REDIS_MAX_RETRIES", "0"),
                    Map.entry("REDIS_MIN_RETRY_DELAY", "5ms"),
                    Map.entry("REDIS_MAX_RETRY_DELAY", "50ms"),
                    Map.entry("REDIS_CIRCUIT_BREAKER", "false"),
                    Map.entry("REDIS_MERGE_CALLERS", "false"),
                    Map.entry("REDIS_MERGE_MAX_COMMANDS", "300"),
                    Map.entry("REDIS_MERGE_MAX_BYTES", "70000"),
                    Map.entry("REDIS_MERGE_MAX_TRIPS", "3"),
                    Map.entry("REDIS_NAMESPACE", "shop.eu-1"),
                    Map.entry("REDIS_CLIENT_NAME", "shop:web"),
                    Map.entry("REDIS_PROFILE", "development"),
                    Map.entry("REDIS_DRIVER", "jedis"),
                    Map.entry("REDIS_MODE", "standalone")));
            assertThat(config)
                    .isEqualTo(new RedisConfig(
                            "::1",
                            7000,
                            3,
                            new Topology.Standalone(),
                            new Credentials("app", Secret.of(" p=+/@:% ")),
                            "shop.eu-1",
                            "shop:web",
                            Profile.DEVELOPMENT,
                            "jedis",
                            new PoolConfig(25, 5, Duration.ofMillis(250)),
                            new Timeouts(
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(2),
                                    Duration.ofMillis(1500),
                                    Duration.ofSeconds(90)),
                            new RetryPolicy(0, Duration.ofMillis(5), Duration.ofMillis(50)),
                            false,
                            new MergePolicy(false, 300, 70_000, 3),
                            new TlsConfig(
                                    true,
                                    true,
                                    Path.of("/tls/ca.crt"),
                                    Path.of("/tls/client.crt"),
                                    Path.of("/tls/client.key"),
                                    config.tls().keyPassword(),
                                    TlsConfig.disabled().protocols())));
            assertThat(config.tls().keyPassword().get().reveal()).isEqualTo("open");
        }

        @Test
        void comesFromAnySourceThatAnswersByName() {
            Function<String, Optional<String>> source =
                    name -> name.equals("REDIS_PORT") ? Optional.of("7001") : Optional.empty();
            assertThat(RedisConfig.from(source))
                    .isEqualTo(RedisConfig.builder().port(7001).build());
        }

        @Test
        void lendsTheReadTimeoutToThePool() {
            assertThat(RedisConfig.from(Map.of("REDIS_READ_TIMEOUT", "2s"))
                            .pool()
                            .timeout())
                    .isEqualTo(Duration.ofSeconds(2));
        }

        @ParameterizedTest
        @CsvSource({
            "1, true",
            "t, true",
            "T, true",
            "TRUE, true",
            "true, true",
            "True, true",
            "0, false",
            "f, false",
            "F, false",
            "FALSE, false",
            "false, false",
            "False, false"
        })
        void readsTheBooleansOfGo(String text, boolean expected) {
            assertThat(RedisConfig.from(Map.of("REDIS_TLS_ENABLED", text)).tls().enabled())
                    .isEqualTo(expected);
        }

        @Test
        void readsThePasswordFileAtEachConnection(@TempDir Path directory) throws IOException {
            Path file = Files.writeString(directory.resolve("password"), "first\r\n");
            RedisConfig config = RedisConfig.from(Map.of("REDIS_USERNAME", "app", "REDIS_PASSWORD_FILE", "" + file));
            assertThat(config.credentials().get()).isEqualTo(new Credentials("app", Secret.of("first")));
            Files.writeString(file, "second\n\n");
            assertThat(config.credentials().get().password().reveal()).isEqualTo("second\n");
            Files.delete(file);
            assertThat(variables(() -> config.credentials().get())).containsExactly("REDIS_PASSWORD_FILE");
        }
    }

    @Nested
    final class Wrong {
        @Test
        void valuesAreReportedAllAtOnce() {
            assertThat(lines(Map.of(
                            "REDIS_PORT", "0",
                            "REDIS_READ_TIMEOUT", "5",
                            "REDIS_OPERATION_DEADLINE", "2s",
                            "REDIS_TLS_ENABLED", "yes",
                            "REDIS_MIN_IDLE_CONNS", "11",
                            "REDIS_MODE", "sentinel",
                            "REDIS_PROFILE", "prod",
                            "REDIS_NAMESPACE", "a:b",
                            "REDIS_MIN_RETRY_DELAY", "4s",
                            "REDIS_TLS_CERT_FILE", "/c")))
                    .containsExactly(
                            "REDIS_PORT: 0 (expected: 1..65535 such as 6379)",
                            "REDIS_MIN_IDLE_CONNS: 11 (expected: <= REDIS_POOL_SIZE, 10)",
                            "REDIS_READ_TIMEOUT: 5 (expected: a duration such as 5s, 1m30s or PT5S;"
                                    + " the unit is missing, write 5s or 5000ms)",
                            "REDIS_TLS_ENABLED: yes (expected: true or false (also 1, t, T, 0, f, F) such as true)",
                            "REDIS_TLS_KEY_FILE: not set (expected: a file, because REDIS_TLS_CERT_FILE is set)",
                            "REDIS_MIN_RETRY_DELAY: 4s (expected: <= REDIS_MAX_RETRY_DELAY, 3s)",
                            "REDIS_NAMESPACE: a:b (expected: 1..64 characters of A-Z a-z 0-9 _ . - such as shop)",
                            "REDIS_PROFILE: prod (expected: development or production)",
                            "REDIS_SENTINEL_NODES: not set (expected: at least one node such as"
                                    + " sentinel-1:26379,sentinel-2:26379,sentinel-3:26379)");
        }

        @ParameterizedTest
        @CsvSource({
            "REDIS_HOST, redis.internal:6379",
            "REDIS_HOST, a b",
            "REDIS_HOST, redis://a",
            "REDIS_HOST, [::1]",
            "REDIS_PORT, 65536",
            "REDIS_PORT, -1",
            "REDIS_PORT, 6379.0",
            "REDIS_PORT, ' 6379'",
            "REDIS_DB, -1",
            "REDIS_DB, 65536",
            "REDIS_DB, 99999999999",
            "REDIS_POOL_SIZE, 0",
            "REDIS_POOL_SIZE, 10001",
            "REDIS_MIN_IDLE_CONNS, -1",
            "REDIS_POOL_TIMEOUT, 0",
            "REDIS_DIAL_TIMEOUT, 999ns",
            "REDIS_DIAL_TIMEOUT, 24h0m0.001s",
            "REDIS_READ_TIMEOUT, -3s",
            "REDIS_WRITE_TIMEOUT, three",
            "REDIS_OPERATION_DEADLINE, 2s",
            "REDIS_TLS_ENABLED, on",
            "REDIS_TLS_SKIP_VERIFY, tRUE",
            "REDIS_MAX_RETRIES, -1",
            "REDIS_MAX_RETRIES, 101",
            "REDIS_MIN_RETRY_DELAY, 0",
            "REDIS_MAX_RETRY_DELAY, 25h",
            "REDIS_NAMESPACE, ab{c}",
            "REDIS_CLIENT_NAME, a b",
            "REDIS_DRIVER, 'a,b'",
            "REDIS_PROFILE, PRODUCTION",
            "REDIS_MODE, Cluster",
            "REDIS_PASSWORD_FILE, /nonexistent/password"
        })
        void valueIsReportedByName(String variable, String value) {
            assertThat(lines(Map.of(variable, value)))
                    .singleElement()
                    .asString()
                    .startsWith(variable + ": " + value);
        }

        @Test
        void builderValuesAreReportedUnderTheSameNames() {
            assertThat(variables(() -> RedisConfig.builder()
                            .port(-1)
                            .poolSize(0)
                            .readTimeout(Duration.ofSeconds(-5))
                            .tlsKeyFile(Path.of("/key"))
                            .build()))
                    .containsExactly("REDIS_PORT", "REDIS_POOL_SIZE", "REDIS_READ_TIMEOUT", "REDIS_TLS_CERT_FILE");
        }

        @Test
        void recordsCannotBeMade() {
            assertThat(variables(() -> new PoolConfig(0, -1, Duration.ZERO))).hasSize(3);
            assertThat(variables(() -> new RetryPolicy(-1, Duration.ZERO, Duration.ofDays(2))))
                    .hasSize(3);
            assertThat(variables(() -> RedisConfig.builder()
                            .tlsProtocols(Set.of("TLSv1.1"))
                            .build()))
                    .containsExactly("tlsProtocols");
        }

        @Test
        void passwordFromTwoPlacesIsRefused() {
            assertThat(lines(Map.of("REDIS_PASSWORD", "p", "REDIS_PASSWORD_FILE", "/p")))
                    .containsExactly("REDIS_PASSWORD_FILE: /p (expected: unset, because REDIS_PASSWORD is set)");
        }

        @Test
        void portOfAKubernetesServiceLinkIsExplained() {
            assertThat(lines(Map.of("REDIS_PORT", "tcp://10.0.0.11:6379")))
                    .singleElement()
                    .asString()
                    .contains("enableServiceLinks: false");
        }

        @Test
        void valueCannotForgeALine() {
            assertThat(lines(Map.of("REDIS_HOST", "a\nREDIS_PORT: 0\u001b[31m")))
                    .hasSize(1);
        }
    }

    @Nested
    final class Order {
        private final Map<String, String> environment =
                Map.of("REDIS_HOST", "env", "REDIS_PORT", "7000", "REDIS_PASSWORD_FILE", "/nonexistent");

        @Test
        void isBuilderThenEnvironmentThenDefaults() {
            RedisConfig config = RedisConfig.builder()
                    .host("told")
                    .password("p")
                    .environment(environment)
                    .build();
            assertThat(config)
                    .isEqualTo(RedisConfig.builder()
                            .host("told")
                            .port(7000)
                            .password("p")
                            .build());
        }

        @Test
        void letsTheLastCallOfTheBuilderCount() {
            RedisConfig config = RedisConfig.defaults().toBuilder()
                    .passwordFile(Path.of("/nonexistent"))
                    .url("rediss://u:p@h/1")
                    .database(2)
                    .build();
            assertThat(config)
                    .isEqualTo(RedisConfig.builder()
                            .host("h")
                            .username("u")
                            .password("p")
                            .database(2)
                            .tlsEnabled(true)
                            .build());
        }

        @Test
        void survivesACopy(@TempDir Path directory) throws IOException {
            Path password = Files.writeString(directory.resolve("password"), "p");
            for (RedisConfig config : List.of(
                    RedisConfig.of("rediss://u:p@h:1/2"),
                    RedisConfig.builder().username("u").passwordFile(password).build(),
                    RedisConfig.builder()
                            .credentials(Credentials::none)
                            .tlsKeyPassword(Secret.of("k"))
                            .build())) {
                assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config);
            }
        }
    }

    @Nested
    final class Production {
        private static final Map<String, String> GOOD =
                Map.of("REDIS_PROFILE", "production", "REDIS_TLS_ENABLED", "true", "REDIS_PASSWORD", "x".repeat(32));

        private List<String> without(String variable, String value) {
            Map<String, String> environment = new HashMap<>(GOOD);
            environment.put(variable, value);
            return lines(environment);
        }

        @Test
        void acceptsSafeSettings() {
            assertThat(RedisConfig.from(GOOD).profile()).isEqualTo(Profile.PRODUCTION);
        }

        @ParameterizedTest
        @CsvSource({
            "REDIS_TLS_ENABLED, false, true", "REDIS_TLS_SKIP_VERIFY, true, false", "REDIS_POOL_SIZE, 9, 10..500",
            "REDIS_POOL_SIZE, 501, 10..500", "REDIS_DIAL_TIMEOUT, 999ms, >= 1s", "REDIS_READ_TIMEOUT, 999ms, >= 1s",
            "REDIS_WRITE_TIMEOUT, 999ms, >= 1s", "REDIS_MAX_RETRIES, 0, 1..10", "REDIS_MAX_RETRIES, 11, 1..10"
        })
        void refuses(String variable, String value, String rule) {
            assertThat(without(variable, value))
                    .singleElement()
                    .asString()
                    .startsWith(variable + ": " + value + " (expected: " + rule + " in production");
        }

        @Test
        void refusesAShortPasswordWithoutTellingItsLength() {
            assertThat(without("REDIS_PASSWORD", "y".repeat(31))).isEqualTo(without("REDIS_PASSWORD", "y"));
            assertThat(without("REDIS_PASSWORD", "y"))
                    .containsExactly("REDIS_PASSWORD: *** (expected: at least 32 characters in production;"
                            + " openssl rand -base64 32 makes some)");
        }

        @Test
        void saysThatAPasswordIsNotSet() {
            assertThat(without("REDIS_PASSWORD", ""))
                    .containsExactly("REDIS_PASSWORD: not set (expected: at least 32 characters in production;"
                            + " openssl rand -base64 32 makes some)");
        }

        @Test
        void refusesAShortPasswordFromAFileOrASupplier(@TempDir Path directory) throws IOException {
            Path password = Files.writeString(directory.resolve("password"), "short");
            RedisConfigBuilder builder =
                    RedisConfig.builder().profile(Profile.PRODUCTION).tlsEnabled(true);
            assertThat(variables(() -> builder.passwordFile(password).build())).containsExactly("REDIS_PASSWORD");
            assertThat(variables(
                            () -> builder.credentials(() -> Credentials.none()).build()))
                    .containsExactly("REDIS_PASSWORD");
            assertThat(lines(() -> builder.credentials(() -> {
                                throw new IllegalStateException("vault says canary");
                            })
                            .build()))
                    .containsExactly(
                            "REDIS_PASSWORD: *** (expected: a supplier that answers, not IllegalStateException)");
        }

        @Test
        void cannotBeReachedByTheConstructorEither() {
            RedisConfig config = RedisConfig.defaults();
            assertThat(variables(() -> new RedisConfig(
                            "localhost",
                            6379,
                            0,
                            new Topology.Standalone(),
                            Credentials.none(),
                            "n",
                            "c",
                            Profile.PRODUCTION,
                            "",
                            config.pool(),
                            config.timeouts(),
                            config.retry(),
                            true,
                            config.merging(),
                            config.tls())))
                    .containsExactly("REDIS_PASSWORD", "REDIS_TLS_ENABLED");
        }
    }

    @Nested
    final class Table {
        @ParameterizedTest
        @EnumSource
        void describesEveryVariable(Variable variable) {
            assertThat(variable.description()).isNotBlank().doesNotContain("\n", "|");
        }

        @Test
        void findsTheNearestNameOfAnUnknownOne() {
            assertThat(Variable.unknown(List.of(
                            "REDIS_HSOT",
                            "REDIS_TLS_CACERT_FILE",
                            "REDIS_PASWORD",
                            "PATH",
                            "REDISCLI_AUTH",
                            "REDIS_HOST")))
                    .containsExactly(
                            "REDIS_HSOT: unknown variable, not used (nearest: REDIS_HOST)",
                            "REDIS_PASWORD: unknown variable, not used (nearest: REDIS_PASSWORD)",
                            "REDIS_TLS_CACERT_FILE: unknown variable, not used (nearest: REDIS_TLS_CERT_FILE)");
        }

        @Test
        void passesOverServiceLinksOfKubernetes() {
            assertThat(Variable.unknown(List.of(
                            "REDIS_SERVICE_HOST",
                            "REDIS_SERVICE_PORT",
                            "REDIS_SERVICE_PORT_TLS",
                            "REDIS_PORT_6379_TCP",
                            "REDIS_PORT_6379_TCP_ADDR",
                            "REDIS_MASTER_SERVICE_HOST",
                            "REDIS_MASTER_PORT")))
                    .isEmpty();
            assertThat(Variable.unknown(List.of("REDIS_MASTER_PORT"))).hasSize(1);
        }
    }

    @Nested
    final class Url {
        @ParameterizedTest
        @CsvSource({
            "redis://h, h, 6379, 0, '', ''",
            "redis://h:1/, h, 1, 0, '', ''",
            "redis://:p@h/2, h, 6379, 2, '', p",
            "redis://u:p@h:7/15, h, 7, 15, u, p",
            "redis://u:@h, h, 6379, 0, u, ''",
            "redis://[::1]:7, ::1, 7, 0, '', ''",
            "redis://:a+/b@h, '', 0, 0, '', ''",
            "redis://:%2B%2F%3D%40%3A%25@h, h, 6379, 0, '', +/=@:%",
            "redis://:+=%2f@h, h, 6379, 0, '', +=/",
            "redis://us%C3%A9r:%E2%82%AC@h, h, 6379, 0, us\u00e9r, \u20ac"
        })
        void isTakenApart(String url, String host, int port, int database, String username, String password) {
            if (host.isEmpty()) {
                assertThat(variables(() -> RedisConfig.of(url))).containsExactly("REDIS_URL");
                return;
            }
            assertThat(RedisConfig.of(url))
                    .isEqualTo(RedisConfig.from(Map.of("REDIS_URL", url)))
                    .isEqualTo(RedisConfig.builder()
                            .host(host)
                            .port(port)
                            .database(database)
                            .username(username)
                            .password(password)
                            .build());
        }

        @Test
        void switchesTlsOn() {
            assertThat(RedisConfig.of("rediss://h").tls().enabled()).isTrue();
            assertThat(RedisConfig.of("redis://h").tls().enabled()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "canary",
                    "http://h",
                    "redis:h",
                    "redis://",
                    "redis://canary@h",
                    "redis://:can@ary@h",
                    "redis://u:canary/@h",
                    "redis://:canary?@h",
                    "redis://:canary#@h",
                    "redis://:canary%@h",
                    "redis://:canary%zz@h",
                    "redis://:canary%ff@h",
                    "redis://h/canary",
                    "redis://h:canary",
                    "redis://h/0?password=canary",
                    "redis://h/1/2",
                    "REDIS://h",
                    "redis://h:6379:1",
                    "redis:// h",
                    "redis://canary:1,h:1",
                    "redis://h?master=canary",
                    "redis-cluster://h?master=canary",
                    "redis-cluster://h:1,canary:99999",
                    "redis-cluster://canary,",
                    "redis-sentinel://u:canary,h",
                    "redis-sentinel://h?master=canary&x=1",
                    "redis-sentinel://h?master=can%61ry",
                    "redis-sentinel://h/0?timeout=canary",
                    "redis-sentinel://h#canary",
                    "redis-ring://canary"
                })
        void malformedIsRefusedUnseen(String url) {
            for (List<String> told : List.of(lines(() -> RedisConfig.of(url)), lines(Map.of("REDIS_URL", url)))) {
                assertThat(told).singleElement().asString().doesNotContain("canary");
            }
        }

        @ParameterizedTest
        @CsvSource({
            "redis://h, REDIS_HOST, h",
            "redis://h, REDIS_PORT, 6379",
            "redis://h/1, REDIS_DB, 1",
            "redis://:p@h, REDIS_PASSWORD, q",
            "redis://u:p@h, REDIS_USERNAME, u",
            "redis://:p@h, REDIS_PASSWORD_FILE, /p",
            "rediss://h, REDIS_TLS_ENABLED, false",
            "redis://h, REDIS_TLS_ENABLED, true",
            "redis://h, REDIS_MODE, cluster",
            "redis-cluster://h, REDIS_CLUSTER_NODES, h",
            "redis-cluster://h, REDIS_SENTINEL_NODES, h",
            "redis-sentinel://h, REDIS_SENTINEL_NODES, h",
            "redis-sentinel://h?master=m, REDIS_SENTINEL_MASTER, n"
        })
        void conflictsWithItsParts(String url, String variable, String value) {
            assertThat(variables(() -> RedisConfig.from(Map.of("REDIS_URL", url, variable, value))))
                    .containsExactly(variable);
        }

        @Test
        void leavesOpenWhatItDoesNotName() {
            assertThat(RedisConfig.from(Map.of(
                            "REDIS_URL", "rediss://h",
                            "REDIS_TLS_ENABLED", "true",
                            "REDIS_PASSWORD", "p",
                            "REDIS_DB", "1")))
                    .isEqualTo(RedisConfig.of("rediss://:p@h/1"));
        }
    }
}
