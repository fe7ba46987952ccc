package dev.redport.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolCounts;
import dev.redport.driver.PoolStats;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Semantic conventions for database client metrics; those of calls are stable, those of connections in development. */
class OpenTelemetryNamesTest {
    private static final PoolStats POOL = new PoolStats(
            10, 4, 30, 1, 2, new PoolCounts(11, 12, 13_000_000_000L, 5, 9, 14_000_000_000L, 15, 6, 7, 16, 170));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerListener listener = MicrometerListener.openTelemetry(registry);

    private static void connect(MicrometerListener listener) {
        RedisConfig config = RedisConfig.builder().clientName("shop").build();
        PoolStats pool = POOL;
        listener.onConnect(new DriverInfo("fake", "1", config), () -> pool);
    }

    private double connections(String name, String... attributes) {
        return registry.get("db.client.connection." + name)
                .tags(attributes)
                .tags("db.client.connection.pool.name", "shop", "db.system.name", "redis")
                .gauge()
                .value();
    }

    @Test
    void callsAreInOneHistogramAndFailedOnesHaveAnErrorType() {
        connect(listener);
        listener.onCall(Operation.OTHER, Duration.ofMillis(5).toNanos(), 1, null);
        listener.onCall(Operation.OTHER, Duration.ofMillis(6).toNanos(), 1, ErrorKind.TIMEOUT);
        listener.onCall(Operation.OTHER, Duration.ofMillis(7).toNanos(), 1, ErrorKind.TIMEOUT);

        var all = registry.get("db.client.operation.duration")
                .tags("db.system.name", "redis", "db.operation.name", "other")
                .timers();
        assertThat(all).hasSize(2);
        Timer failed = registry.get("db.client.operation.duration")
                .tag("error.type", "timeout")
                .timer();
        assertThat(failed.count()).isEqualTo(2);
        Timer succeeded =
                all.stream().filter(each -> each != failed).findFirst().orElseThrow();
        assertThat(succeeded.getId().getTag("error.type")).isNull();
        assertThat(succeeded.count()).isEqualTo(1);
        assertThat(succeeded.takeSnapshot().histogramCounts())
                .extracting(bucket -> bucket.bucket(TimeUnit.SECONDS))
                .containsExactly(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);
    }

    @Test
    void connectionsAreIdleOrUsed() {
        connect(listener);
        assertThat(connections("count", "db.client.connection.state", "idle")).isEqualTo(1);
        assertThat(connections("count", "db.client.connection.state", "used")).isEqualTo(3);
        assertThat(connections("max")).isEqualTo(10);
        assertThat(connections("pending_requests")).isEqualTo(2);
        assertThat(registry.get("db.client.connection.timeouts")
                        .functionCounter()
                        .count())
                .isEqualTo(5);
        FunctionTimer waited = registry.get("db.client.connection.wait_time").functionTimer();
        assertThat(waited.count()).isEqualTo(12);
        assertThat(waited.totalTime(TimeUnit.SECONDS)).isEqualTo(13);
        FunctionTimer created = registry.get("db.client.connection.create_time").functionTimer();
        assertThat(created.count()).isEqualTo(9);
        assertThat(created.totalTime(TimeUnit.SECONDS)).isEqualTo(14);
    }

    @Test
    void retriesHaveTheConventionsAttributes() {
        connect(listener);
        listener.onRetry(Operation.OTHER, ErrorKind.TIMEOUT);
        listener.onRetry(Operation.OTHER, ErrorKind.OTHER);
        assertThat(registry.get("redis.operation.retries")
                        .tags("db.operation.name", "other", "error.type", "timeout")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theGuidesNamesOfTheSameThingsAreGone() {
        connect(listener);
        Set<String> names = registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toSet());
        assertThat(names)
                .doesNotContain("redis.operations", "redis.operation.duration", "redis.operation.errors")
                .noneMatch(name -> name.startsWith("redis.pool.") && !name.equals("redis.pool.hits"))
                .contains("redis.connections.closed", "redis.reconnects", "redis.health.up", "redis.circuit.state");
    }

    @Test
    void prometheusTakesThemToo() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        MicrometerListener scraped = MicrometerListener.openTelemetry(prometheus);
        connect(scraped);
        scraped.onCall(Operation.OTHER, 1_000_000, 1, null);
        scraped.onCall(Operation.OTHER, 1_000_000, 1, ErrorKind.TIMEOUT);

        String text = prometheus.scrape();
        assertThat(text.lines().filter(line -> line.startsWith("db_client_operation_duration_seconds_count{")))
                .filteredOn(line -> line.contains("db_operation_name=\"other\""))
                .hasSize(2)
                .anyMatch(line -> line.contains("error_type=\"timeout\"") && line.endsWith(" 1"));
        assertThat(text).contains("db_client_connection_count{").contains("db_client_connection_max{");
    }
}
