package dev.redport.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalLimiterTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Plan BUCKET = new Plan(List.of(Limit.tokenBucket(8).per(MINUTE)));
    private static final Plan WINDOW = new Plan(List.of(Limit.fixedWindow(8, MINUTE)));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final LocalLimiter limiter = new LocalLimiter(2, nanos::get);

    private long take(Plan plan, long cost, long most) {
        return limiter.take(plan, "ada", cost, most, true);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void givesOutItsShareAndNoMore() {
        assertThat(take(BUCKET, 1, 3)).isEqualTo(3);
        assertThat(take(BUCKET, 1, 3)).isEqualTo(1);
        assertThat(take(BUCKET, 1, 3)).isZero();
        assertThat(limiter.take(BUCKET, "bob", 2, 9, true)).as("another key").isEqualTo(2);
    }

    @Test
    void countsLimitsOfARequestsOwnByThemselves() {
        assertThat(take(BUCKET, 1, 9)).isEqualTo(4);
        assertThat(take(WINDOW, 1, 9)).isEqualTo(4);
        assertThat(take(BUCKET, 1, 9)).as("not forgotten meanwhile").isZero();
        limiter.forget("ada");
        assertThat(take(BUCKET, 1, 9)).isEqualTo(4);
    }

    @Test
    void fillsABucketEvenly() {
        take(BUCKET, 4, 1);
        pass(Duration.ofSeconds(15).minusNanos(1_000));
        assertThat(take(BUCKET, 1, 1)).isZero();
        pass(Duration.ofNanos(1_000));
        assertThat(take(BUCKET, 1, 9)).isEqualTo(1);
        pass(Duration.ofDays(1));
        assertThat(take(BUCKET, 1, 9)).as("full, and not more").isEqualTo(4);
    }

    @Test
    void beginsAWindowWithTheFirstUse() {
        take(WINDOW, 1, 3);
        pass(Duration.ofSeconds(59));
        assertThat(take(WINDOW, 1, 9)).isEqualTo(1);
        pass(Duration.ofSeconds(1).minusNanos(1));
        assertThat(take(WINDOW, 1, 9)).isZero();
        pass(Duration.ofNanos(1));
        assertThat(take(WINDOW, 1, 9)).isEqualTo(4);
    }

    @Test
    void givesEveryProcessOneTokenAtLeast() {
        LocalLimiter many = new LocalLimiter(1_000, nanos::get);
        assertThat(many.take(BUCKET, "ada", 1, 5, true)).isOne();
        assertThat(many.take(BUCKET, "ada", 1, 5, true)).isZero();
        pass(MINUTE);
        assertThat(many.take(BUCKET, "ada", 1, 5, true)).isOne();
    }

    @Test
    void takesFromAllLimitsOrNone() {
        Plan both = new Plan(List.of(Limit.tokenBucket(100).per(MINUTE), Limit.fixedWindow(6, MINUTE)));
        assertThat(take(both, 2, 1)).isOne();
        assertThat(take(both, 2, 1)).isZero();
        assertThat(take(both, 1, 100))
                .as("nothing was charged for what was denied")
                .isOne();
        pass(MINUTE);
        assertThat(take(both, 1, 100)).isEqualTo(3);
    }

    @Test
    void looksWithoutTaking() {
        assertThat(limiter.take(BUCKET, "ada", 1, 9, false)).isEqualTo(4);
        assertThat(take(BUCKET, 1, 9)).isEqualTo(4);
    }

    @Test
    void chargesIntoDebtUpToTwiceTheShareAndGivesBackToFullAtMost() {
        limiter.charge(BUCKET, "ada", 1_000);
        assertThat(limiter.wait(BUCKET, "ada", 1)).as("5 tokens at 4 a minute").isEqualTo(Duration.ofSeconds(75));
        limiter.charge(BUCKET, "ada", -6);
        assertThat(take(BUCKET, 1, 9)).isEqualTo(2);
        limiter.charge(BUCKET, "ada", -1_000);
        assertThat(take(BUCKET, 1, 9)).isEqualTo(4);
    }

    @Test
    void forgetsAKey() {
        take(BUCKET, 4, 1);
        limiter.forget("ada");
        assertThat(take(BUCKET, 1, 9)).isEqualTo(4);
    }

    @Test
    void beginsAnewWithOtherLimits() {
        take(BUCKET, 4, 1);
        assertThat(take(WINDOW, 1, 9)).isEqualTo(4);
    }

    @Test
    void tellsHowLongUntilAWindowEnds() {
        take(WINDOW, 4, 1);
        pass(Duration.ofSeconds(10));
        assertThat(limiter.wait(WINDOW, "ada", 1)).isEqualTo(Duration.ofSeconds(50));
        assertThat(limiter.wait(WINDOW, "bob", 1)).isZero();
    }

    /** Whatever the rate: who comes back when told is let in. */
    @Test
    void neverSendsSomebodyAwayWhoWaitedAsLongAsTold() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long capacity = 1L + random.nextInt(1_000);
            Limit bucket = Limit.tokenBucket(capacity)
                    .refill(1L + random.nextInt(1_000), Duration.ofSeconds(1L + random.nextInt(86_400)));
            Plan plan = new Plan(List.of(bucket));
            LocalLimiter one = new LocalLimiter(1 + random.nextInt(5), nanos::get);
            long all = one.take(plan, "ada", 1, Long.MAX_VALUE, true);
            long cost = 1L + random.nextInt((int) all);
            pass(Duration.ofNanos(random.nextInt(1_000_000)));
            pass(one.wait(plan, "ada", cost));
            assertThat(one.take(plan, "ada", cost, 1, true)).as(bucket.name()).isOne();
        }
    }

    @Test
    void isBoundedInItsKeys() {
        for (int i = 0; i <= 100_000; i++) {
            limiter.take(BUCKET, "key" + i, 4, 1, true);
        }
        assertThat(limiter.take(BUCKET, "key1", 1, 1, true)).as("still known").isZero();
        assertThat(limiter.take(BUCKET, "key0", 1, 1, true))
                .as("least recently used")
                .isOne();
    }
}
