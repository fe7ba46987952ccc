package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.redport.config.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RetryDelayTest {
    private static final long MIN = Duration.ofMillis(1).toNanos();

    @Test
    void isUniformBelowABoundThatDoublesUpToTheMaximum() {
        RetryPolicy policy = new RetryPolicy(10, Duration.ofNanos(MIN), Duration.ofMillis(100));
        List<LongSummaryStatistics> delays = statistics(10);
        for (int run = 0; run < 1_000; run++) {
            record(policy, delays);
        }
        for (int attempt = 0; attempt < 10; attempt++) {
            double bound = Math.min(100 * MIN, MIN << attempt);
            LongSummaryStatistics seen = delays.get(attempt);
            assertThat((double) seen.getMin()).as("shortest before %d", attempt).isBetween(0.0, bound * 0.1);
            assertThat((double) seen.getMax()).as("longest before %d", attempt).isBetween(bound * 0.9, bound);
            assertThat(seen.getAverage()).as("mean before %d", attempt).isBetween(bound * 0.42, bound * 0.58);
        }
    }

    @Test
    void doesNotOverflowAfterManyAttempts() {
        Duration max = Duration.ofHours(24);
        List<LongSummaryStatistics> delays = statistics(100);
        record(new RetryPolicy(100, Duration.ofNanos(MIN), max), delays);

        assertThat(delays).allSatisfy(seen -> {
            assertThat(seen.getCount()).isEqualTo(1);
            assertThat(seen.getMin()).isBetween(0L, max.toNanos());
        });
        assertThat(delays.subList(60, 100)).as("still long").anyMatch(seen -> seen.getMax() > max.toNanos() / 2);
    }

    private static List<LongSummaryStatistics> statistics(int size) {
        List<LongSummaryStatistics> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(new LongSummaryStatistics());
        }
        return all;
    }

    private static void record(RetryPolicy policy, List<LongSummaryStatistics> delays) {
        FakeDriver fake = new FakeDriver().otherwise(FakeDriver.failure(ErrorKind.NOT_CONNECTED));
        List<Long> slept = new ArrayList<>();
        RedisDriver driver = new RetryingDriver(fake, policy, RedisListener.NONE, new RetryBudget(() -> 0), slept::add);

        var unused = catchThrowable(
                () -> driver.execute(FakeDriver.get("k"), Call.start(Operation.OTHER, Duration.ofDays(1_000))));

        assertThat(slept).hasSize(policy.maxRetries());
        for (int i = 0; i < slept.size(); i++) {
            delays.get(i).accept(slept.get(i));
        }
    }
}
