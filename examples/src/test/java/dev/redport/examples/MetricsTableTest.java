package dev.redport.examples;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.Redport;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Operation;
import dev.redport.micrometer.MicrometerListener;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.KeyRing;
import dev.redport.token.TokenSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/metrics.md lists what a scrape shows, and nothing else, whatever the driver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class MetricsTableTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern OTEL = Pattern.compile("(?m)^\\| `(db\\.client\\.[a-z._]+)` \\|");

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private String page = "";

    @BeforeAll
    void readThePage() throws IOException {
        page = Files.readString(PAGE);
    }

    @AfterAll
    void closeTheServer() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void everyRowIsInTheScrapeAndEverySeriesHasARow(String driver) {
        assertThat(documented(page)).isEqualTo(published(scrape(driver, MicrometerListener::new)));
    }

    @Test
    void aRowTooManyOrTooFewOrWithOtherTagsIsFound() {
        Map<String, String> rows = documented(page);
        assertThat(rows).hasSizeGreaterThan(30);
        assertThat(documented(page.replace("| `redis_health_up` |", "| `redis_health` |")))
                .isNotEqualTo(rows);
        assertThat(documented(page.replaceFirst("(?m)^\\| `redis_health_up` .*\\n", "")))
                .isNotEqualTo(rows);
        assertThat(documented(page.replaceFirst("histogram \\| `operation`", "histogram | `cache`")))
                .isNotEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void everyNameOfOpenTelemetryIsInItsTable(String driver) {
        Set<String> documented = OTEL.matcher(page)
                .results()
                .map(found -> found.group(1).replace('.', '_'))
                .collect(toCollection(TreeSet::new));
        Set<String> published = published(scrape(driver, MicrometerListener::openTelemetry)).keySet().stream()
                .filter(name -> name.startsWith("db_"))
                .map(name -> name.replaceFirst("_(seconds|total)$", ""))
                .collect(toCollection(TreeSet::new));
        assertThat(published).isEqualTo(documented);
    }

    @Test
    void theOperationsAreThoseOfTheCode() {
        String section = page.substring(page.indexOf("### Operations"), page.indexOf("### The drivers"));
        assertThat(section.lines()
                        .filter(line -> line.startsWith("| `") && !line.startsWith("| `operation`"))
                        .map(line -> line.replaceFirst("\\| `([^`]+)` .*", "$1")))
                .containsExactly(
                        Arrays.stream(Operation.values()).map(Operation::tag).toArray(String[]::new));
    }

    @Test
    void theNumberOfSeriesIsTheMeasuredOne() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RedisConfig nobody = RedisConfig.builder().port(1).driver("jedis").build();
        try (Redport redport = Redport.connect(nobody, new MicrometerListener(meters))) {
            long connected = series(meters);
            redport.cache(CacheSpec.named("user", String.class));
            redport.rateLimiter(policy("login"));
            long onePort = series(meters);
            redport.cache(CacheSpec.named("order", String.class));
            redport.rateLimiter(policy("search"));
            long all = series(meters);
            redport.tokenStore(TokenSpec.named("auth", KeyRing.random()));
            long tokens = series(meters);
            assertThat(page)
                    .contains(String.format(
                            "**%,d series** for one client with two caches and two limiters: %,d come with the connection, %,d with the first cache and limiter, %,d with the second ones. A token store adds %,d.",
                            all, connected, onePort - connected, all - onePort, tokens - all));
        }
    }

    private static long series(PrometheusMeterRegistry meters) {
        return meters.scrape().lines().filter(line -> !line.startsWith("#")).count();
    }

    private static RateLimitPolicy policy(String name) {
        return RateLimitPolicy.named(name).limit(Limit.fixedWindow(10, Duration.ofDays(1)));
    }

    /** Of a service that uses everything, on a real server. */
    private String scrape(String driver, Function<MeterRegistry, MicrometerListener> listener) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RedisConfig config =
                RedisConfig.of(redis.url()).toBuilder().driver(driver).build();
        try (Redport redport = Redport.connect(config, listener.apply(meters))) {
            var cache = redport.cache(CacheSpec.named("user", String.class));
            cache.put("1", "Ada");
            assertThat(cache.find("1")).contains("Ada");
            assertThat(redport.rateLimiter(policy("api")).tryAcquire("1").allowed())
                    .isTrue();
            redport.tokenStore(TokenSpec.named("auth", KeyRing.random())).sessions();
            assertThat(redport.health().check().isUp()).isTrue();
            return meters.scrape();
        }
    }

    private static Map<String, String> documented(String page) {
        Map<String, String> metrics = new TreeMap<>();
        page.lines().filter(line -> line.startsWith("| `redis_")).forEach(row -> {
            List<String> cell = List.of(row.split("\\s*\\|\\s*", -1));
            metrics.put(
                    cell.get(1).replace("`", ""),
                    cell.get(2) + " " + cell.get(3).replace("`", "").replace(" ", ""));
        });
        return metrics;
    }

    /** Type and tags by name; all have client and driver. A maximum belongs to its histogram or summary. */
    private static Map<String, String> published(String scrape) {
        Map<String, String> metrics = new TreeMap<>();
        TYPE.matcher(scrape).results().forEach(type -> {
            String name = type.group(1);
            if (!name.endsWith("_max") || !scrape.contains("# TYPE " + name.replaceFirst("_max$", " "))) {
                metrics.put(name, type.group(2) + " " + tags(name, scrape));
            }
        });
        return metrics;
    }

    /** The same on every sample. */
    private static String tags(String name, String scrape) {
        Set<String> found = SAMPLE.matcher(scrape)
                .results()
                .filter(sample ->
                        sample.group(1).replaceFirst("_(bucket|count|sum)$", "").equals(name)
                                || sample.group(1).equals(name))
                .map(sample -> tags(sample.group(2)))
                .collect(toCollection(TreeSet::new));
        assertThat(found).as(name).isNotEmpty();
        return String.join(" or ", found);
    }

    private static String tags(String labels) {
        Set<String> tags = new TreeSet<>();
        Matcher label = LABEL.matcher(labels);
        while (label.find()) {
            tags.add(label.group(1));
        }
        assertThat(tags).contains("client", "driver");
        return tags.stream()
                .filter(tag -> !Set.of("client", "driver", "le").contains(tag))
                .collect(joining(","));
    }
}
