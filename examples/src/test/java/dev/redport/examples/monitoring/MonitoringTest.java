package dev.redport.examples.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.examples.demo.RunningDemo;
import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus scrapes the demo each second, over TLS to its Redis and under load. Redis dies and comes back; then every
 * expression that we publish is asked. Pools are small, so that callers wait.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class MonitoringTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(redis_\\w+)[{ ]");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (redis_\\w+) \\w+$");
    private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"");
    private static final List<String> PARTS = List.of("_bucket", "_count", "_sum");

    /** What looks like a metric in a text, and is none. */
    private static final Set<String> OTHER_NAMES = Set.of("redis_exporter");

    private final List<AutoCloseable> parts = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Program promtool;

    @SuppressWarnings("NullAway.Init")
    private Prometheus prometheus;

    private Set<String> alertsInHealth = Set.of();
    private Set<String> alertsWithoutRedis = Set.of();
    private String scrape = "";

    @BeforeAll
    void run(@TempDir Path directory) throws Exception {
        promtool = Program.orSkip("promtool");
        Program program = Program.orSkip("prometheus");
        EmbeddedRedis redis = own(EmbeddedRedis.builder().mutualTls().start());
        RunningDemo demo = own(RunningDemo.start("jedis", redis.url(), environment(redis)));
        prometheus = own(Prometheus.start(program, directory, demo.address()));
        Load load = own(Load.start(demo.address()));

        assertThat(prometheus.eventually(PATIENCE, () -> scrapes() >= 5))
                .as("scrapes")
                .isTrue();
        alertsInHealth = prometheus.activeAlerts();
        redis.kill();
        Set<String> expected =
                Set.of("critical RedisCircuitOpen", "critical RedisHealthDown", "warning RedisRateLimiterFailOpen");
        prometheus.eventually(PATIENCE, () -> prometheus.activeAlerts().containsAll(expected));
        alertsWithoutRedis = prometheus.activeAlerts();
        redis.restart();
        assertThat(prometheus.eventually(
                        PATIENCE, () -> prometheus.query("redis_health_up == 1").size() == 1))
                .as("health after Redis is back")
                .isTrue();
        double then = scrapes();
        assertThat(prometheus.eventually(PATIENCE, () -> scrapes() >= then + 3)).isTrue();
        shareTrips(redis);
        scrape = get(demo.address().resolve("/metrics"));
        load.close();
    }

    /** While Redis is slow, callers gather, so that Prometheus sees shared trips whatever the machine does. */
    private void shareTrips(EmbeddedRedis redis) throws IOException {
        assertThat(prometheus.eventually(PATIENCE, () -> {
                    redis.pause();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                    redis.resume();
                    return !prometheus
                            .query("rate(redis_merge_trips_total[1m]) > 0")
                            .isEmpty();
                }))
                .as("shared trips")
                .isTrue();
    }

    private static Map<String, String> environment(EmbeddedRedis redis) {
        return Map.of(
                "REDIS_TLS_CA_FILE", redis.certificates().ca().toString(),
                "REDIS_TLS_CERT_FILE", redis.certificates().clientCertificate().toString(),
                "REDIS_TLS_KEY_FILE", redis.certificates().clientKey().toString(),
                "REDIS_POOL_SIZE", "2",
                "REDIS_MIN_IDLE_CONNS", "1",
                "REDIS_READ_TIMEOUT", "500ms",
                "REDIS_OPERATION_DEADLINE", "1s",
                "REDIS_MAX_RETRIES", "1");
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.add(0, part);
        return part;
    }

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
        if (prometheus != null) {
            assertThat(ProcessHandle.of(prometheus.pid()).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }

    /** How many of them Prometheus has, as of the last minutes. */
    private double scrapes() throws IOException {
        return prometheus.query("max(count_over_time(redis_health_up[5m]))").stream()
                .findFirst()
                .orElse(0.0);
    }

    private static String get(URI address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    @Test
    void everyExpressionWePublishReturnsNumbers() throws IOException {
        List<String> without = new ArrayList<>();
        for (Expression expression : Expression.everywhere()) {
            if (prometheus.query(expression.text()).isEmpty()) {
                without.add(expression.toString());
            }
        }
        assertThat(without).as("expressions without an answer").isEmpty();
        assertThat(Expression.everywhere()).hasSizeGreaterThan(60);
    }

    @Test
    void anExpressionOverAMetricThatIsNotThereReturnsNothing() throws IOException {
        assertThat(prometheus.query("sum(rate(redis_operation_total[1m]))")).isEmpty();
    }

    @Test
    void everyExpressionIsValidAsARecordingRule(@TempDir Path directory) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: published\n    rules:\n");
        int count = 0;
        for (Expression expression : Expression.everywhere()) {
            rules.append("      - record: published:expression").append(count++);
            rules.append("\n        expr: ").append(JsonMapper.shared().writeValueAsString(expression.text()));
            rules.append("\n");
        }
        Files.writeString(directory.resolve("rules.yml"), rules);
        Program.Result result = promtool.run(directory, "check", "rules", "rules.yml");
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains(count + " rules found");
    }

    @Test
    void promtoolFindsTheMetricsRight(@TempDir Path directory) throws Exception {
        Program.Result result = promtool.runReading(scrape, directory, "check", "metrics");
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).isEmpty();
    }

    @Test
    void everyMetricWeNameExists() {
        Set<String> named = new TreeSet<>(Expression.documentedMetrics());
        Expression.everywhere().forEach(expression -> named.addAll(expression.metrics()));
        named.removeAll(found(SAMPLE));
        named.removeAll(found(TYPE));
        named.removeAll(OTHER_NAMES);
        assertThat(named).as("named, and not in the scrape").isEmpty();
    }

    @Test
    void everyMetricThatExistsIsOnTheDashboard() {
        Set<String> shown = new TreeSet<>();
        Expression.dashboard().forEach(expression -> shown.addAll(expression.metrics()));
        Set<String> unused = new TreeSet<>(found(TYPE));
        unused.removeIf(name -> shown.contains(name) || PARTS.stream().anyMatch(part -> shown.contains(name + part)));
        assertThat(unused).as("in the scrape, and on no panel").isEmpty();
    }

    /** An expression that groups by a label that nothing has is answered too. */
    @Test
    void everyLabelWeGroupByExists() {
        Set<String> labels = new TreeSet<>(found(LABEL));
        labels.addAll(List.of("job", "instance")); // Prometheus adds them
        assertThat(Expression.everywhere())
                .allSatisfy(expression ->
                        assertThat(labels).as(expression.toString()).containsAll(expression.groupedBy()));
    }

    private Set<String> found(Pattern names) {
        Set<String> found = new TreeSet<>();
        names.matcher(scrape).results().forEach(name -> found.add(name.group(1)));
        return found;
    }

    @Test
    void noAlertIsCriticalInHealth() {
        assertThat(alertsInHealth)
                .filteredOn(alert -> alert.startsWith("critical"))
                .as("the certificates of tests last twelve hours")
                .containsExactly("critical RedisCertificateExpiresSoon");
    }

    @Test
    void theLossOfRedisRaisesTheAlertsForIt() {
        assertThat(alertsWithoutRedis)
                .contains("critical RedisCircuitOpen", "critical RedisHealthDown", "warning RedisRateLimiterFailOpen");
    }

    @Test
    void rulesAreEvaluatedWithoutAnErrorAndWithoutAWarning() throws IOException {
        assertThat(prometheus.ruleErrors()).isEmpty();
        assertThat(prometheus.output()).doesNotContain("level=error", "Evaluating rule failed");
    }
}
