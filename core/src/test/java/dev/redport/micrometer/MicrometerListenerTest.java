package dev.redport.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.RedisConfig;
import dev.redport.driver.CircuitBreaker.State;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolCounts;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisListener.CertificateFile;
import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.driver.RedisListener.LookupOutcome;
import dev.redport.driver.RedisListener.TokenOutcome;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads the text that Prometheus would. */
@Timeout(60)
class MicrometerListenerTest {
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)\\{(.*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final PoolStats POOL = new PoolStats(
            10, 4, 3, 1, 2, new PoolCounts(11, 12, 13_000_000_000L, 5, 9, 14_000_000_000L, 15, 6, 7, 16, 170));
    private static final String CLIENT = "client=\"shop\",driver=\"fake\"";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerListener listener = new MicrometerListener(registry);

    private static DriverInfo info() {
        return new DriverInfo(
                "fake", "1", RedisConfig.builder().clientName("shop").build());
    }

    private void connect() {
        PoolStats pool = POOL;
        // captures, so that it is an object of its own, which the garbage collector may take if nothing holds it
        listener.onConnect(info(), () -> pool);
    }

    /** One line of the scrape. */
    private record Sample(String name, Map<String, String> labels, double value) {}

    private List<Sample> samples() {
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(MicrometerListenerTest::sample)
                .toList();
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(matcher.group(2));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        String value = matcher.group(3);
        return new Sample(
                matcher.group(1), labels, value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
    }

    private double value(String name, String... labels) {
        return value(samples(), name, labels);
    }

    private static double value(List<Sample> samples, String name, String... labels) {
        Map<String, String> wanted = new TreeMap<>(Map.of("client", "shop", "driver", "fake"));
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        List<Sample> found = samples.stream()
                .filter(sample -> sample.name().equals(name) && sample.labels().equals(wanted))
                .toList();
        assertThat(found).as(name + wanted).hasSize(1);
        return found.get(0).value();
    }

    @Test
    void countsChangesOfTheCertificateFiles() {
        connect();
        assertThat(value("redis_tls_reloads_total", "outcome", "ok")).isZero();
        assertThat(value("redis_tls_reloads_total", "outcome", "failed")).isZero();

        listener.onTlsReload(true);
        listener.onTlsReload(false);
        listener.onTlsReload(false);

        assertThat(value("redis_tls_reloads_total", "outcome", "ok")).isEqualTo(1);
        assertThat(value("redis_tls_reloads_total", "outcome", "failed")).isEqualTo(2);
    }

    @Nested
    class Names {
        @Test
        void areThoseOfTheDocumentation() {
            connect();
            listener.onCache("user");
            listener.onLimiter("login");
            assertThat(samples().stream().map(Sample::name).distinct().toList())
                    .containsExactlyInAnyOrder(
                            "redis_operation_duration_seconds_bucket",
                            "redis_operation_duration_seconds_count",
                            "redis_operation_duration_seconds_max",
                            "redis_operation_duration_seconds_sum",
                            "redis_operations_total",
                            "redis_operation_errors_total",
                            "redis_operation_retries_total",
                            "redis_retry_budget_exhausted_total",
                            "redis_circuit_state",
                            "redis_circuit_rejected_total",
                            "redis_tls_reloads_total",
                            "redis_pool_size",
                            "redis_pool_total_connections",
                            "redis_pool_active_connections",
                            "redis_pool_idle_connections",
                            "redis_pool_pending_requests",
                            "redis_pool_timeouts_total",
                            "redis_connections_opened_total",
                            "redis_connections_closed_total",
                            "redis_reconnects_total",
                            "redis_pool_hits_total",
                            "redis_pool_misses_total",
                            "redis_merge_trips_total",
                            "redis_merge_calls_total",
                            "redis_pool_stale_connections",
                            "redis_pool_wait_seconds_count",
                            "redis_pool_wait_seconds_sum",
                            "redis_connection_create_seconds_count",
                            "redis_connection_create_seconds_sum",
                            "redis_health_check_duration_seconds_bucket",
                            "redis_health_check_duration_seconds_count",
                            "redis_health_check_duration_seconds_max",
                            "redis_health_check_duration_seconds_sum",
                            "redis_tls_certificate_expiry_seconds",
                            "redis_cache_hits_total",
                            "redis_cache_absent_total",
                            "redis_cache_misses_total",
                            "redis_cache_corrupt_total",
                            "redis_cache_bypassed_total",
                            "redis_cache_value_bytes_count",
                            "redis_cache_value_bytes_sum",
                            "redis_cache_value_bytes_max",
                            "redis_ratelimit_allowed_total",
                            "redis_ratelimit_denied_total",
                            "redis_ratelimit_shadow_denied_total",
                            "redis_ratelimit_deny_cache_total",
                            "redis_ratelimit_coalesced_total",
                            "redis_ratelimit_failopen_total",
                            "redis_ratelimit_failclosed_total",
                            "redis_ratelimit_local_total",
                            "redis_health_up");
        }

        @Test
        void haveATypeAndADescription() {
            connect();
            listener.onCache("user");
            listener.onLimiter("login");
            String text = registry.scrape();
            Set<String> described = new TreeSet<>();
            text.lines().filter(line -> line.startsWith("# HELP ")).forEach(line -> {
                String[] words = line.split(" ", 4);
                assertThat(words).as(line).hasSize(4);
                assertThat(words[3]).isNotBlank();
                described.add(words[2]);
            });
            Set<String> typed = text.lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.split(" ", 4)[2])
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(described).isEqualTo(typed);
            assertThat(text)
                    .contains("# TYPE redis_operation_duration_seconds histogram")
                    .contains("# TYPE redis_operations_total counter")
                    .contains("# TYPE redis_pool_timeouts_total counter")
                    .contains("# TYPE redis_pool_size gauge");
        }

        @Test
        void haveTheSameTagKeysOnEverySample() {
            connect();
            listener.onCache("user");
            listener.onCall(Operation.CACHE_GET, 1, 1, ErrorKind.TIMEOUT);
            listener.onRetry(Operation.CACHE_GET, ErrorKind.OTHER);
            listener.onLookup("late", LookupOutcome.HIT, 1);
            listener.onLimit("late", LimitOutcome.ALLOWED);
            Map<String, Set<Set<String>>> keys = samples().stream()
                    .collect(Collectors.groupingBy(
                            Sample::name,
                            Collectors.mapping(sample -> sample.labels().keySet(), Collectors.toSet())));
            assertThat(keys).allSatisfy((name, sets) -> {
                assertThat(sets).as(name).hasSize(1);
                assertThat(sets.iterator().next()).as(name).contains("client", "driver");
            });
        }

        @Test
        void carryTheTagsOfTheApplication() {
            new MicrometerListener(registry, Tags.of("region", "eu")).onConnect(info(), () -> POOL);
            assertThat(samples())
                    .allSatisfy(sample -> assertThat(sample.labels()).containsEntry("region", "eu"));
        }
    }

    @Nested
    class Calls {
        private Set<String> operations() {
            return samples().stream()
                    .filter(sample -> sample.name().equals("redis_operations_total"))
                    .map(sample -> String.valueOf(sample.labels().get("operation")))
                    .collect(Collectors.toSet());
        }

        @Test
        void areThereAtZeroForEveryOperationAndErrorOnceThePortsAreMade() {
            connect();
            assertThat(operations())
                    .containsExactlyInAnyOrder("health.ping", "health.details", "health.settings", "other");
            listener.onCache("user");
            listener.onLimiter("login");
            assertThat(operations()).contains("cache.get", "ratelimit.reset").doesNotContain("token.deny");
            listener.onTokenStore("auth");
            List<Sample> all = samples();
            for (Operation operation : Operation.values()) {
                assertThat(value(all, "redis_operations_total", "operation", operation.tag()))
                        .isZero();
                assertThat(value(all, "redis_operation_duration_seconds_count", "operation", operation.tag()))
                        .isZero();
                for (ErrorKind kind : ErrorKind.values()) {
                    assertThat(value(
                                    all,
                                    "redis_operation_errors_total",
                                    "operation",
                                    operation.tag(),
                                    "error",
                                    kind.tag()))
                            .isZero();
                }
            }
            assertThat(value("redis_operation_retries_total", "operation", "cache.get", "error", "timeout"))
                    .isZero();
            assertThat(value("redis_retry_budget_exhausted_total")).isZero();
        }

        @Test
        void countInTheBucketsUpToFiveSeconds() {
            connect();
            listener.onCall(Operation.CACHE_GET, Duration.ofMillis(100).toNanos(), 1, null);
            listener.onCall(Operation.CACHE_GET, Duration.ofMillis(101).toNanos(), 1, null);
            Map<String, Double> buckets = new TreeMap<>();
            List<String> edges = new ArrayList<>();
            for (Sample sample : samples()) {
                if (sample.name().equals("redis_operation_duration_seconds_bucket")
                        && "cache.get".equals(sample.labels().get("operation"))) {
                    String edge = String.valueOf(sample.labels().get("le"));
                    edges.add(edge);
                    buckets.put(edge, sample.value());
                }
            }
            assertThat(edges)
                    .containsExactly(
                            "1.0E-4", "2.5E-4", "5.0E-4", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1",
                            "0.25", "0.5", "1.0", "2.5", "5.0", "+Inf");
            assertThat(buckets)
                    .containsEntry("0.05", 0.0)
                    .containsEntry("0.1", 1.0)
                    .containsEntry("0.25", 2.0)
                    .containsEntry("+Inf", 2.0);
            assertThat(value("redis_operation_duration_seconds_sum", "operation", "cache.get"))
                    .isEqualTo(0.201);
        }

        @Test
        void countSuccessesAndErrorsAsOperations() {
            connect();
            listener.onCall(Operation.CACHE_PUT, 1, 1, null);
            listener.onCall(Operation.CACHE_PUT, 1, 1, ErrorKind.TIMEOUT);
            assertThat(value("redis_operations_total", "operation", "cache.put"))
                    .isEqualTo(2);
            assertThat(value("redis_operation_errors_total", "operation", "cache.put", "error", "timeout"))
                    .isOne();
            assertThat(value("redis_operation_errors_total", "operation", "cache.put", "error", "auth"))
                    .isZero();
        }

        @Test
        void countRetriesAndTheirBudget() {
            connect();
            listener.onRetry(Operation.CACHE_GET, ErrorKind.NOT_CONNECTED);
            listener.onRetry(Operation.CACHE_GET, ErrorKind.OTHER);
            listener.onRetry(Operation.CACHE_GET, ErrorKind.OTHER);
            listener.onRetryBudgetExhausted(Operation.CACHE_GET);
            assertThat(value("redis_operation_retries_total", "operation", "cache.get", "error", "not_connected"))
                    .isOne();
            assertThat(value("redis_operation_retries_total", "operation", "cache.get", "error", "other"))
                    .isEqualTo(2);
            assertThat(value("redis_retry_budget_exhausted_total")).isOne();
        }
    }

    @Nested
    class HealthChecks {
        @Test
        void tellWhetherRedisIsUp() {
            connect();
            assertThat(value("redis_health_up")).isNaN();
            listener.onHealth(false, 1);
            assertThat(value("redis_health_up")).isZero();
            listener.onHealth(true, 1);
            assertThat(value("redis_health_up")).isOne();
        }

        @Test
        void areTimed() {
            connect();
            assertThat(value("redis_health_check_duration_seconds_count")).isZero();
            listener.onHealth(false, Duration.ofMillis(250).toNanos());
            listener.onHealth(true, Duration.ofMillis(750).toNanos());
            assertThat(value("redis_health_check_duration_seconds_count")).isEqualTo(2);
            assertThat(value("redis_health_check_duration_seconds_sum")).isEqualTo(1);
            assertThat(value("redis_health_check_duration_seconds_bucket", "le", "0.25"))
                    .isEqualTo(1);
        }
    }

    @Nested
    class Certificates {
        private double seconds(String which) {
            return value("redis_tls_certificate_expiry_seconds", "which", which);
        }

        @Test
        void areThereWithoutANumberWhereThereIsNone() {
            connect();
            assertThat(seconds("client")).isNaN();
            assertThat(seconds("ca")).isNaN();
        }

        @Test
        void tellHowLongTheyLast() {
            connect();
            listener.onCertificates(CertificateFile.CLIENT, Instant.now().plus(Duration.ofHours(1)));
            listener.onCertificates(CertificateFile.CA, Instant.now().minus(Duration.ofHours(2)));
            assertThat(seconds("client")).isBetween(3_500.0, 3_600.0);
            assertThat(seconds("ca")).isBetween(-7_300.0, -7_200.0);

            listener.onCertificates(CertificateFile.CLIENT, Instant.now().plus(Duration.ofHours(9)));
            assertThat(seconds("client")).isGreaterThan(32_000);
        }
    }

    @Nested
    class Circuit {
        private List<Double> states() {
            return Stream.of("closed", "open", "half_open")
                    .map(state -> value("redis_circuit_state", "state", state))
                    .toList();
        }

        @Test
        void isClosedFromTheStart() {
            connect();
            assertThat(states()).containsExactly(1.0, 0.0, 0.0);
            assertThat(value("redis_circuit_rejected_total")).isZero();
        }

        @Test
        void isInOneStateAtATime() {
            connect();
            listener.onCircuit(State.CLOSED, State.OPEN);
            assertThat(states()).containsExactly(0.0, 1.0, 0.0);
            listener.onCircuit(State.OPEN, State.HALF_OPEN);
            assertThat(states()).containsExactly(0.0, 0.0, 1.0);
            listener.onCircuit(State.HALF_OPEN, State.CLOSED);
            assertThat(states()).containsExactly(1.0, 0.0, 0.0);
        }

        @Test
        void isReadAfterTheRegistryHadTimeToForgetIt() {
            connect();
            System.gc();
            assertThat(states()).containsExactly(1.0, 0.0, 0.0);
        }

        @Test
        void isThatOfTheConnectionMadeLast() {
            connect();
            listener.onCircuit(State.CLOSED, State.OPEN);
            new MicrometerListener(registry).onConnect(info(), () -> POOL);
            assertThat(states()).containsExactly(1.0, 0.0, 0.0);
        }

        @Test
        void countsTheCallsItTurnedAway() {
            connect();
            listener.onCircuitRejected(Operation.CACHE_GET);
            listener.onCircuitRejected(Operation.CACHE_PUT);
            assertThat(value("redis_circuit_rejected_total")).isEqualTo(2);
        }
    }

    @Nested
    class Pool {
        @Test
        void isReadWithEachScrape() {
            connect();
            assertThat(value("redis_pool_size", "pool", "default")).isEqualTo(10);
            assertThat(value("redis_pool_total_connections", "pool", "default")).isEqualTo(4);
            assertThat(value("redis_pool_active_connections", "pool", "default"))
                    .isEqualTo(3);
            assertThat(value("redis_pool_idle_connections", "pool", "default")).isEqualTo(1);
            assertThat(value("redis_pool_pending_requests", "pool", "default")).isEqualTo(2);
            assertThat(value("redis_pool_timeouts_total", "pool", "default")).isEqualTo(5);
            assertThat(value("redis_connections_opened_total", "pool", "default"))
                    .isEqualTo(9);
            assertThat(value("redis_connections_closed_total", "pool", "default", "reason", "lost"))
                    .isEqualTo(6);
            assertThat(value("redis_connections_closed_total", "pool", "default", "reason", "retired"))
                    .isEqualTo(7);
            assertThat(value("redis_reconnects_total", "pool", "default")).isEqualTo(15);
            assertThat(value("redis_pool_stale_connections", "pool", "default")).isEqualTo(6);
            assertThat(value("redis_pool_hits_total", "pool", "default")).isEqualTo(11);
            assertThat(value("redis_pool_misses_total", "pool", "default")).isEqualTo(12);
            assertThat(value("redis_merge_trips_total", "pool", "default")).isEqualTo(16);
            assertThat(value("redis_merge_calls_total", "pool", "default")).isEqualTo(170);
            assertThat(value("redis_pool_wait_seconds_count", "pool", "default"))
                    .isEqualTo(12);
            assertThat(value("redis_pool_wait_seconds_sum", "pool", "default")).isEqualTo(13);
            assertThat(value("redis_connection_create_seconds_count", "pool", "default"))
                    .isEqualTo(9);
            assertThat(value("redis_connection_create_seconds_sum", "pool", "default"))
                    .isEqualTo(14);
        }

        @Test
        void isReadAfterTheRegistryHadTimeToForgetIt() {
            connect();
            System.gc();
            assertThat(value("redis_pool_size", "pool", "default")).isEqualTo(10);
        }

        @Test
        void isThatOfTheConnectionMadeLast() {
            connect();
            MicrometerListener next = new MicrometerListener(registry);
            next.onConnect(info(), () -> new PoolStats(20, 0, 0, 0, 0, 0, 0, 0));
            assertThat(value("redis_pool_size", "pool", "default")).isEqualTo(20);
            next.onCall(Operation.CACHE_GET, 1, 1, null);
            listener.onCall(Operation.CACHE_GET, 1, 1, null);
            assertThat(value("redis_operations_total", "operation", "cache.get"))
                    .isEqualTo(2);
        }

        @Test
        void thatThrowsDoesNotBreakTheScrape() {
            listener.onConnect(info(), () -> {
                throw new IllegalStateException("closed");
            });
            assertThat(value("redis_pool_size", "pool", "default")).isNaN();
            assertThat(value("redis_pool_timeouts_total", "pool", "default")).isNaN();
            assertThat(value("redis_pool_wait_seconds_count", "pool", "default"))
                    .isZero();
            assertThat(value("redis_operations_total", "operation", "other")).isZero();
        }
    }

    @Nested
    class Caches {
        @Test
        void areThereAtZeroOnceMade() {
            connect();
            listener.onCache("user");
            for (String name : List.of("hits", "absent", "misses", "corrupt", "bypassed")) {
                assertThat(value("redis_cache_" + name + "_total", "cache", "user"))
                        .isZero();
            }
            assertThat(value("redis_cache_value_bytes_count", "cache", "user")).isZero();
        }

        @Test
        void countWhatWasFound() {
            connect();
            listener.onLookup("user", LookupOutcome.HIT, 3);
            listener.onLookup("user", LookupOutcome.ABSENT, 2);
            listener.onLookup("user", LookupOutcome.MISS, 7);
            listener.onLookup("user", LookupOutcome.CORRUPT, 1);
            listener.onLookup("user", LookupOutcome.BYPASS, 4);
            assertThat(value("redis_cache_hits_total", "cache", "user")).isEqualTo(5);
            assertThat(value("redis_cache_absent_total", "cache", "user")).isEqualTo(2);
            assertThat(value("redis_cache_misses_total", "cache", "user")).isEqualTo(7);
            assertThat(value("redis_cache_corrupt_total", "cache", "user")).isEqualTo(1);
            assertThat(value("redis_cache_bypassed_total", "cache", "user")).isEqualTo(4);
        }

        @Test
        void sumTheSizesOfTheValues() {
            connect();
            listener.onStore("user", 100);
            listener.onStore("user", 50);
            assertThat(value("redis_cache_value_bytes_count", "cache", "user")).isEqualTo(2);
            assertThat(value("redis_cache_value_bytes_sum", "cache", "user")).isEqualTo(150);
            assertThat(value("redis_cache_value_bytes_max", "cache", "user")).isEqualTo(100);
        }

        @Test
        void afterTheFirstHundredShareOneTag() {
            connect();
            for (int i = 0; i < 150; i++) {
                listener.onCache("cache-" + i);
                listener.onLookup("cache-" + i, LookupOutcome.HIT, 1);
            }
            Set<String> tags = samples().stream()
                    .filter(sample -> sample.name().equals("redis_cache_hits_total"))
                    .map(sample -> String.valueOf(sample.labels().get("cache")))
                    .collect(Collectors.toSet());
            assertThat(tags).hasSize(101).contains("cache-0", "cache-99", "other");
            assertThat(value("redis_cache_hits_total", "cache", "cache-99")).isOne();
            assertThat(value("redis_cache_hits_total", "cache", "other")).isEqualTo(50);
        }
    }

    @Nested
    class Limiters {
        private static final List<String> NAMES = List.of(
                "allowed", "denied", "shadow_denied", "deny_cache", "coalesced", "failopen", "failclosed", "local");

        private List<Double> counts(String limiter) {
            return NAMES.stream()
                    .map(name -> value("redis_ratelimit_" + name + "_total", "limiter", limiter))
                    .toList();
        }

        @Test
        void areThereAtZeroOnceMade() {
            connect();
            listener.onLimiter("login");
            assertThat(counts("login")).hasSize(8).containsOnly(0.0);
        }

        @Test
        void countEachOutcomeByItself() {
            connect();
            List<LimitOutcome> outcomes = List.of(LimitOutcome.values());
            for (int i = 0; i < outcomes.size(); i++) {
                for (int times = 0; times <= i; times++) {
                    listener.onLimit("login", outcomes.get(i));
                }
            }
            assertThat(outcomes)
                    .extracting(
                            outcome -> outcome.name().replace("FAIL_", "FAIL").toLowerCase(Locale.ROOT))
                    .isEqualTo(NAMES);
            assertThat(counts("login")).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        }

        @Test
        void afterTheFirstHundredShareOneTagAndHaveHundredOfTheirOwnBesideTheCaches() {
            connect();
            for (int i = 0; i < 150; i++) {
                listener.onCache("name-" + i);
                listener.onLimiter("name-" + i);
                listener.onLimit("name-" + i, LimitOutcome.DENIED);
            }
            Set<String> tags = samples().stream()
                    .filter(sample -> sample.name().equals("redis_ratelimit_denied_total"))
                    .map(sample -> String.valueOf(sample.labels().get("limiter")))
                    .collect(Collectors.toSet());
            assertThat(tags).hasSize(101).contains("name-0", "name-99", "other");
            assertThat(value("redis_ratelimit_denied_total", "limiter", "name-99"))
                    .isOne();
            assertThat(value("redis_ratelimit_denied_total", "limiter", "other"))
                    .isEqualTo(50);
        }
    }

    @Nested
    class TokenStores {
        private double count(TokenOutcome outcome) {
            return samples().stream()
                    .filter(sample -> sample.name().equals("redis_tokenstore_outcomes_total")
                            && "auth".equals(sample.labels().get("store"))
                            && outcome.name()
                                    .toLowerCase(Locale.ROOT)
                                    .equals(sample.labels().get("outcome")))
                    .mapToDouble(Sample::value)
                    .sum();
        }

        @Test
        void areThereAtZeroOnceMade() {
            connect();
            listener.onTokenStore("auth");
            assertThat(samples())
                    .filteredOn(sample -> sample.name().equals("redis_tokenstore_outcomes_total"))
                    .hasSize(TokenOutcome.values().length)
                    .allMatch(sample -> sample.value() == 0);
        }

        @Test
        void countEachOutcomeByItself() {
            connect();
            List<TokenOutcome> outcomes = List.of(TokenOutcome.values());
            for (int i = 0; i < outcomes.size(); i++) {
                listener.onToken("auth", outcomes.get(i), i + 1);
            }
            for (int i = 0; i < outcomes.size(); i++) {
                assertThat(count(outcomes.get(i))).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void doesNothingBeforeItIsConnected() {
        listener.onCall(Operation.CACHE_GET, 1, 1, null);
        listener.onStart(Operation.CACHE_GET);
        listener.onHealth(true, 1);
        listener.onTlsReload(true);
        listener.onCertificates(CertificateFile.CA, Instant.EPOCH);
        listener.onRetry(Operation.CACHE_GET, ErrorKind.TIMEOUT);
        listener.onRetryBudgetExhausted(Operation.CACHE_GET);
        listener.onCircuit(State.CLOSED, State.OPEN);
        listener.onCircuitRejected(Operation.CACHE_GET);
        listener.onCache("user");
        listener.onLookup("user", LookupOutcome.HIT, 1);
        listener.onStore("user", 1);
        listener.onLimiter("login");
        listener.onLimit("login", LimitOutcome.ALLOWED);
        listener.onTokenStore("auth");
        listener.onToken("auth", TokenOutcome.DENIED, 1);
        assertThat(samples()).isEmpty();
    }

    @Test
    void showsTheTagsOfTheClientAndTheDriver() {
        connect();
        assertThat(registry.scrape()).contains("redis_retry_budget_exhausted_total{" + CLIENT + "} 0.0");
    }
}
