package dev.redport.benchmarks;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.testkit.EmbeddedRedis;
import java.net.URI;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class LimiterContestTest {
    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void eachLimiterKeepsTheLimitOfEachKey(String driver) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                LimiterContest contest = LimiterContest.open(driver, URI.create(redis.url()))) {
            for (Limiter limiter : contest.limiters("test", Rate.perHour(5), 2)) {
                for (int key = 0; key < 2; key++) {
                    int taken = key;
                    assertThat(IntStream.range(0, 8)
                                    .filter(i -> limiter.take(taken))
                                    .toArray())
                            .as(limiter.name())
                            .containsExactly(0, 1, 2, 3, 4);
                }
            }
        }
    }

    @Test
    void countsTripsAsTheyAre() {
        String driver = "lettuce";
        Map<String, LimiterCost> allowed = LimiterCost.of(driver, true);
        assertThat(of(allowed, LimiterContest.PLAIN).trips()).isEqualTo(1);
        assertThat(allowed.get(LimiterContest.DEFAULT)).isEqualTo(allowed.get(LimiterContest.PLAIN));
        assertThat(of(allowed, PeerLimiters.BUCKET4J).trips()).isEqualTo(2);
        Map<String, LimiterCost> denied = LimiterCost.of(driver, false);
        assertThat(of(denied, LimiterContest.PLAIN).trips()).isEqualTo(1);
        assertThat(of(denied, LimiterContest.DEFAULT).trips()).isZero();
        assertThat(of(denied, PeerLimiters.BUCKET4J).trips()).isEqualTo(1);
    }

    @Test
    void measuresAllKeysOfALimiter() {
        String driver = "redisson"; // whose limiter has several
        Map<String, Long> few = LimiterCost.memory(driver, 100);
        Map<String, Long> more = LimiterCost.memory(driver, 200);
        assertThat(few).containsOnlyKeys(LimiterContest.PLAIN, PeerLimiters.BUCKET4J, PeerLimiters.REDISSON);
        assertThat(of(more, PeerLimiters.REDISSON)).isGreaterThan(of(few, PeerLimiters.REDISSON) + 100);
        assertThat(more.get(LimiterContest.PLAIN)).isEqualTo(few.get(LimiterContest.PLAIN));
    }

    private static <T> T of(Map<String, T> all, String limiter) {
        return requireNonNull(all.get(limiter), limiter);
    }
}
