package dev.redport.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.testkit.EmbeddedRedis;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LookupBenchmarkTest {
    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void readsTheStoredValueEachWay(String driver) {
        LookupBenchmark benchmark = new LookupBenchmark();
        benchmark.driver = driver;
        benchmark.open();
        try {
            assertThat(benchmark.rawGet()).isEqualTo(Contest.value(0));
            assertThat(benchmark.cacheLookup()).isEqualTo(Contest.value(0));
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void readsAHundredValuesEachWay(String driver) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Contest contest = Contest.open(driver, URI.create(redis.url()))) {
            List<byte[]> stored =
                    IntStream.range(0, Contest.BATCH).mapToObj(Contest::value).toList();
            List<byte[]> raw = new ArrayList<>();
            List<byte[]> found = new ArrayList<>();
            contest.rawMget(raw::add);
            contest.cacheFindAll(found::add);
            assertThat(raw).usingElementComparator(Arrays::compare).containsExactlyInAnyOrderElementsOf(stored);
            assertThat(found).usingElementComparator(Arrays::compare).containsExactlyElementsOf(stored);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void aHitCostsTheCommandsOfTheClientAndTheBytesOfTheEnvelope(String driver) {
        WireCost raw = WireCost.of(driver, Contest::rawGet);
        WireCost hit = WireCost.of(driver, Contest::cacheLookup);
        assertThat(hit.commands()).isEqualTo(raw.commands()).isEqualTo(1);
        assertThat(hit.toServer()).isEqualTo(raw.toServer());
        assertThat(hit.toClient()).isEqualTo(raw.toClient() + 14);
    }
}
