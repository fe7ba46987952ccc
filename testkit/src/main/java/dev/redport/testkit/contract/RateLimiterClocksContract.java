package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.ratelimit.CalendarPeriod;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Exact with many threads, in real time, whatever the clocks say, and while the servers forget the script.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterClocksContract extends LimiterFixture {
    /** For subclasses. */
    protected RateLimiterClocksContract() {}

    /** Also that a state which expires is as good as one that is kept. */
    @Test
    void inRealTimeAWindowHoldsNoMoreThanItMay() {
        Duration period = Duration.ofMillis(40);
        long periodNanos = period.toNanos();
        RateLimiter limiter = limiter(Limit.slidingLog(3, period));
        RateLimiter bucket = limiter(policy(Limit.tokenBucket(3).per(period)).version(2));
        List<Long> sent = new ArrayList<>();
        List<Long> answered = new ArrayList<>();
        long fromBucket = 0;
        long start = System.nanoTime();
        for (int i = 0; i < 4_000 && System.nanoTime() - start < 8 * periodNanos; i++) {
            long before = System.nanoTime();
            if (limiter.tryAcquire("k").allowed()) {
                sent.add(before);
                answered.add(System.nanoTime());
            }
            fromBucket += bucket.tryAcquire("k").allowed() ? 1 : 0;
        }
        long end = System.nanoTime();

        assertThat(sent).hasSizeGreaterThan(6);
        for (int i = 3; i < sent.size(); i++) { // the clocks of server and client run alike to a thousandth
            assertThat(answered.get(i) - sent.get(i - 3)).isGreaterThan(periodNanos - periodNanos / 1_000);
        }
        assertThat(fromBucket).isBetween(4L, 3 + (end - start) * 3 / periodNanos + 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"BUCKET", "SLIDING", "LOG"})
    void sixtyFourThreadsGetExactlyTheLimit(LimitKind kind) throws Exception {
        RateLimiter one = limiter(policy(kind.limit(100)).coalescing(false));
        RateLimiter other =
                RateLimiter.over(stack(config().maxRetries(2), context.listener()), policy(kind.limit(100)));
        AtomicLong passed = new AtomicLong();

        inThreads(
                64,
                4,
                n -> passed.addAndGet((n % 2 == 0 ? one : other).tryAcquire("k").allowed() ? 1 : 0));

        // what a bucket drips, or a window that ends meanwhile gives, is a matter of minutes
        assertThat(passed).hasValue(100);
    }

    @Test
    void scriptsThatTheServersForgetCostNothing() throws Exception {
        RateLimiter limiter = limiter(policy(LimitKind.BUCKET.limit(200)).coalescing(false));
        AtomicLong passed = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        Thread flusher = LifecycleContract.start(
                () -> {
                    for (int i = 0; !over.get() && i < 100_000; i++) {
                        redis.onPrimaries("SCRIPT", "FLUSH");
                    }
                },
                failures);

        inThreads(16, 25, n -> passed.addAndGet(limiter.tryAcquire("k").allowed() ? 1 : 0));
        over.set(true);
        LifecycleContract.join(List.of(flusher));

        assertThat(failures).isEmpty();
        assertThat(passed).hasValue(200);
    }

    private interface Numbered {
        void run(int number);
    }

    private static void inThreads(int threads, int calls, Numbered task) throws InterruptedException {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            all.add(LifecycleContract.start(
                    () -> {
                        for (int call = 0; call < calls; call++) {
                            task.run(number);
                        }
                    },
                    failures));
        }
        LifecycleContract.join(all);
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aClockThatGoesBackLetsNobodyThrough(LimitKind kind) {
        RateLimiter limiter = clocked(kind.limit(3));
        assertThat(limiter.tryAcquire("k", 3).allowed()).isTrue();
        for (long back : new long[] {1, HOUR_MICROS, DAY_MICROS, 3 * DAY_MICROS, 400 * DAY_MICROS}) {
            clock.addAndGet(-back);
            Decision told = limiter.tryAcquire("k");
            assertThat(told.outcome()).as("-" + back).isEqualTo(Outcome.DENIED);
            assertThat(told.retryAfter()).isGreaterThan(Duration.ofNanos(back * 1_000));
            clock.addAndGet(back);
        }
    }

    @Test
    void theServersTimeChoosesTheDayHoweverWrongTheClientsIs() {
        ZoneId zone = ZoneId.of("America/New_York");
        RateLimiter limiter = clocked(Limit.calendar(2, CalendarPeriod.MONTH, zone));
        for (String far : List.of("2020-02-29T23:00:00Z", "2031-07-01T03:59:59Z", "1999-12-31T12:00:00Z")) {
            Instant now = Instant.parse(far);
            clock.set(now.getEpochSecond() * 1_000_000);
            trips.set(0);

            Decision told = limiter.tryAcquire(far, 2);

            assertThat(trips).as("asked again with the months around " + far).hasValue(2);
            assertThat(told.outcome()).isEqualTo(Outcome.ALLOWED);
            Instant end = now.atZone(zone)
                    .toLocalDate()
                    .withDayOfMonth(1)
                    .plusMonths(1)
                    .atStartOfDay(zone)
                    .toInstant();
            assertThat(told.resetAfter()).isEqualTo(Duration.between(now, end));
            assertThat(limiter.tryAcquire(far).retryAfter()).isEqualTo(Duration.between(now, end));
        }
    }
}
