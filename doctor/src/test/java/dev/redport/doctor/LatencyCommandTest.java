package dev.redport.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverInfo;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import dev.redport.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class LatencyCommandTest {
    private static JsonNode json(Ran ran) {
        return JsonMapper.shared().readTree(ran.out());
    }

    /** The machine of the test may be slow, so either judgement will do. */
    private static void assertMeasured(Ran ran) {
        assertThat(ran.status()).as(ran.err()).isIn(0, 2);
    }

    private static LatencyReport report(long millis, long failures) {
        Timing timing = new Timing("GET", List.of(millis * 1_000_000), failures);
        DriverInfo info = new DriverInfo("jedis", "8", RedisConfig.defaults());
        return new LatencyReport(info, 0, List.of(), List.of(timing), timing, timing, -1);
    }

    @Test
    void judgesByTheReadTimeoutTheGuidesAlertAndFailures() {
        assertThat(report(1, 0).good()).isTrue();
        assertThat(report(1, 0).text()).contains("p99 is 1 ms; ten times that is within REDIS_READ_TIMEOUT (3 s)");
        assertThat(report(101, 0).good()).isFalse();
        assertThat(report(101, 0).text()).contains("WRONG: p99 is above 100 ms").doesNotContain("WRONG: p99 is 101");
        assertThat(report(300, 0).text()).contains("WRONG: p99 is 300 ms; ten times that is more than");
        assertThat(report(1, 1).good()).isFalse();
        assertThat(report(1, 1).text()).contains("WRONG: 3 calls failed");
    }

    @Test
    void percentilesAreNearestRanks() {
        Timing timing = new Timing("", LongStream.rangeClosed(1, 1000).boxed().toList(), 0);
        assertThat(List.of(timing.min(), timing.perMille(500), timing.p99(), timing.perMille(999), timing.max()))
                .containsExactly(1L, 500L, 990L, 999L, 1000L);
        Timing one = new Timing("", List.of(7L), 0);
        assertThat(List.of(one.min(), one.perMille(500), one.p99(), one.max())).containsOnly(7L);
    }

    @Test
    void theHistogramCountsEachTimeOnceAndLinesUp() {
        Histogram histogram = Histogram.of(List.of(10_000L, 19_999L, 20_000L, 60_000L, 3_000_000L));
        assertThat(histogram.buckets())
                .startsWith(
                        new Histogram.Bucket(10_000, 20_000, 2),
                        new Histogram.Bucket(20_000, 50_000, 1),
                        new Histogram.Bucket(50_000, 100_000, 1),
                        new Histogram.Bucket(100_000, 200_000, 0))
                .endsWith(new Histogram.Bucket(2_000_000, 5_000_000, 1));
        assertThat(histogram.lines().stream().map(String::length).distinct()).hasSize(1);
        assertThat(histogram.lines().get(0)).contains("10 us - 20 us", "\u2588".repeat(50), "40.00 %");
        assertThat(histogram.lines().get(3)).doesNotContain("\u2588");
        assertThat(Histogram.of(List.of(1L << 62)).buckets()).hasSize(1);
    }

    @Test
    void measuresAServerAndWritesNothing() {
        try (EmbeddedRedis redis =
                EmbeddedRedis.builder().password("a password").tls().start()) {
            Ran ran = Ran.with(
                    Map.of("REDIS_TLS_CA_FILE", redis.certificates().ca().toString()),
                    "latency",
                    "--seconds",
                    "1",
                    "--url",
                    redis.url());
            assertThat(ran.err()).doesNotContain("password");
            assertMeasured(ran);
            assertThat(ran.out())
                    .contains(
                            "Latency of one server through jedis",
                            "TLS on",
                            "PING " + redis.host() + ":" + redis.port())
                    .contains("GET of an absent key", "100 GETs in one batch", "\u2588", "REDIS_READ_TIMEOUT (3 s)");
            assertThat(ran.out()).contains("the server worked");
            assertThat(ran.lines()).allMatch(line -> line.length() <= 100);
            assertThat(redis.execute("DBSIZE")).isEqualTo(0L);
            assertThat(redis.commandCount("set") + redis.commandCount("del")).isZero();
            assertThat(redis.commandCount("get")).isGreaterThan(100);
        }
    }

    @Test
    void speaksJson() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            Ran ran = Ran.with(
                    Map.of("REDIS_URL", redis.url(), "REDIS_DRIVER", "lettuce"),
                    "latency",
                    "--seconds",
                    "1",
                    "--size",
                    "1000",
                    "--format",
                    "json");
            assertMeasured(ran);
            assertThat(ran.err()).contains("lettuce is not part of this program");
            JsonNode trips = json(ran).get("roundTrips");
            assertThat(trips).hasSize(3);
            for (JsonNode trip : trips) {
                long counted = 0;
                for (JsonNode bucket : trip.get("histogram")) {
                    counted += bucket.get("calls").asLong();
                }
                assertThat(counted).isEqualTo(trip.get("calls").asLong()).isPositive();
                assertThat(trip.get("minMs").asDouble())
                        .isPositive()
                        .isLessThanOrEqualTo(trip.get("maxMs").asDouble());
            }
            assertThat(json(ran).get("connecting").get(0).get("tcpMs").asDouble())
                    .isPositive();
            assertThat(json(ran).get("good").asBoolean()).isEqualTo(ran.status() == 0);
        }
    }

    @Test
    void measuresEachMasterOfAClusterAndTheOneBehindSentinels() {
        try (EmbeddedCluster cluster = EmbeddedRedis.cluster().start()) {
            Ran ran = Ran.with(Map.of("REDIS_URL", cluster.url()), "latency", "--seconds", "1", "--format", "json");
            assertMeasured(ran);
            assertThat(json(ran).get("connecting")).hasSize(cluster.primaries().size());
            assertThat(json(ran).get("roundTrips")).hasSize(cluster.primaries().size() + 2);
            cluster.primaries()
                    .forEach(node -> assertThat(ran.out()).contains("PING " + node.host() + ":" + node.port()));
        }
        try (EmbeddedSentinel sentinel = EmbeddedRedis.sentinel().start()) {
            Ran ran = Ran.with(Map.of("REDIS_URL", sentinel.url()), "latency", "--seconds", "1");
            assertMeasured(ran);
            assertThat(ran.out())
                    .contains("master behind Sentinel")
                    .contains("PING " + sentinel.primary().host() + ":"
                            + sentinel.primary().port());
        }
    }

    @Test
    void aSlowServerIsWrong() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                FaultProxy proxy = FaultProxy.to(redis)) {
            proxy.delay(Duration.ofMillis(20));
            Ran ran = Ran.with(
                    Map.of(
                            "REDIS_PORT",
                            String.valueOf(proxy.port()),
                            "REDIS_HOST",
                            "127.0.0.1",
                            "REDIS_READ_TIMEOUT",
                            "150ms"),
                    "latency",
                    "--seconds",
                    "1");
            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.out()).contains("WRONG: p99 is", "REDIS_READ_TIMEOUT (150 ms)");
        }
    }

    @Test
    void aServerThatIsNotThereIsToldBriefly() {
        Ran ran = Ran.with(
                Map.of("REDIS_PORT", "1", "REDIS_OPERATION_DEADLINE", "1s", "REDIS_READ_TIMEOUT", "1s"), "latency");
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("Not connected to Redis; check").contains("./redport doctor env");
        assertThat(ran.err().toLowerCase(Locale.ROOT)).containsOnlyOnce("connected");
    }
}
