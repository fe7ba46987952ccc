package dev.redport.testkit.contract;

import static dev.redport.testkit.contract.LimitKind.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Callers that wait for their turn.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterWaitingContract extends LimiterFixture {
    private static final Duration DRIP = Duration.ofMillis(40);

    /** For subclasses. */
    protected RateLimiterWaitingContract() {}

    private static Limit dripping(long capacity) {
        return Limit.tokenBucket(capacity).refill(1, DRIP);
    }

    @Test
    void whoWaitsReservesInOneTripAndSleepsOnce() throws InterruptedException {
        RateLimiter limiter = limiter(dripping(1));
        limiter.tryAcquire("warm");
        trips.set(0);
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            Decision told = limiter.acquire("k", 1, Duration.ofSeconds(5));
            assertThat(told.outcome()).isEqualTo(Outcome.ALLOWED);
            assertThat(told.retryAfter()).isBetween(Duration.ZERO, DRIP);
        }
        // the first need not wait, and a server's microsecond is not quite ours
        assertThat(System.nanoTime() - start).isGreaterThan(3 * DRIP.toNanos() - 1_000_000);
        assertThat(trips).hasValue(4);
        assertThat(counted(LimitOutcome.ALLOWED)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void aWaitThatIsTooLongIsDeniedAtOnceAndTakesNothing(LimitKind kind) throws InterruptedException {
        RateLimiter limiter = limiter(kind.limit(3));
        limiter.tryAcquire("k", 3);
        byte[] before = dump(kind.key("k"));

        Decision told = limiter.acquire("k", 1, Duration.ofMillis(1));

        assertThat(told.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(told.retryAfter()).isGreaterThan(Duration.ofSeconds(1));
        assertThat(dump(kind.key("k"))).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptGivesBackWhatWasReserved(LimitKind kind) throws InterruptedException {
        RateLimiter limiter = limiter(kind.limit(3));
        limiter.tryAcquire("k", 2);
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        Thread waiting = LifecycleContract.start(
                () -> assertThatThrownBy(() -> limiter.acquire("k", 2, Duration.ofDays(366)))
                        .isInstanceOf(InterruptedException.class),
                failures);
        assertThat(eventually(Duration.ofSeconds(5), () -> counted(LimitOutcome.ALLOWED) == 2))
                .isTrue();
        waiting.interrupt();
        LifecycleContract.join(List.of(waiting));

        assertThat(failures).isEmpty();
        assertThat(limiter.tryAcquire("k", 1).allowed()).isTrue();
        assertThat(limiter.tryAcquire("k", 1).allowed()).isFalse();
    }

    @Test
    void whoIsInterruptedAlreadySendsNothing() {
        RateLimiter limiter = limiter(dripping(1));
        trips.set(0);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> limiter.acquire("k", 1, DAY)).isInstanceOf(InterruptedException.class);

        assertThat(trips).hasValue(0);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void cancellingTheFutureGivesBackWhatWasReserved(LimitKind kind) {
        RateLimiter limiter = limiter(kind.limit(3));
        limiter.tryAcquire("k", 3);
        byte[] before = dump(kind.key("k"));
        var waiting = limiter.async().acquire(Request.of("k").cost(2), Duration.ofDays(60));
        assertThat(eventually(Duration.ofSeconds(5), () -> !Arrays.equals(dump(kind.key("k")), before)))
                .as("reserved")
                .isTrue();
        Duration late = limiter.peek(Request.of("k").cost(3)).retryAfter().minusHours(1);

        assertThat(waiting.cancel(true)).isTrue();

        assertThat(eventually(
                        Duration.ofSeconds(5),
                        () -> limiter.peek(Request.of("k").cost(3)).retryAfter().compareTo(late) < 0))
                .as("given back")
                .isTrue();
    }

    @Test
    void inShadowNobodyWaits() throws InterruptedException {
        RateLimiter limiter = limiter(policy(dripping(1)).shadow(true));
        limiter.tryAcquire("k");
        long start = System.nanoTime();

        Decision told = limiter.acquire("k", 1, DAY);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(told.outcome()).isEqualTo(Outcome.SHADOW_DENIED);
        assertThat(limiter.peek("k").outcome()).isEqualTo(Outcome.SHADOW_DENIED);
    }

    /** What is reserved may be used when its time comes: also counted by these times, no window holds too much. */
    @ParameterizedTest
    @EnumSource
    void reservationsNeverMeetInOneWindow(LimitKind kind) {
        reserved(150, new Random(kind.name().hashCode()), Map.of(kind, 6L));
    }

    @Test
    void reservationsKeepEachOfSeveralLimits() {
        List<LimitKind> kinds = new ArrayList<>(List.of(LimitKind.values()));
        Random random = new Random(31);
        for (int round = 0; round < 4; round++) {
            Collections.shuffle(kinds, random);
            Map<LimitKind, Long> limits = new LinkedHashMap<>();
            kinds.subList(0, 2 + round % 2).forEach(kind -> limits.put(kind, 4L + random.nextInt(5)));
            reserved(60, random, limits);
        }
    }

    private void reserved(int calls, Random random, Map<LimitKind, Long> limits) {
        GatedDriver recording = new GatedDriver(clockedContext().driver());
        RateLimiter limiter = RateLimiter.over(
                new PortContext(recording, context.listener(), Runnable::run),
                policy(limits.entrySet().stream()
                        .map(each -> each.getKey()
                                .limit(each.getValue())
                                .named(each.getKey().name()))
                        .toArray(Limit[]::new)));
        // of windows one ahead is reserved at most
        boolean ahead = EnumSet.of(LimitKind.BUCKET, LimitKind.LOG).containsAll(limits.keySet());
        String key = "k" + random.nextInt();
        List<long[]> used = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            clock.addAndGet(random.nextInt(3) == 0 ? 0 : random.nextLong(8 * HOUR_MICROS));
            long cost = 1L + random.nextInt(3);
            long patience = random.nextLong(2 * DAY_MICROS);
            var unused = limiter.async().acquire(Request.of(key).cost(cost), Duration.ofNanos(patience * 1_000));
            List<Long> reply = recording.lastNumbers();
            if (reply.get(0) == 1) {
                assertThat(reply.get(3)).as("wait of #" + i).isLessThanOrEqualTo(patience);
                used.add(new long[] {clock.get() + reply.get(3), cost});
            } else if (ahead) {
                assertThat(reply.get(3)).as("denied #" + i).isGreaterThan(patience);
            }
        }
        assertThat(used).hasSizeBetween(calls / 6, calls - 1);
        limits.forEach((kind, limit) -> used.forEach(last -> check(kind, limit, used, last[0])));
    }

    private static void check(LimitKind kind, long limit, List<long[]> used, long at) {
        long day = at / DAY_MICROS * DAY_MICROS;
        long before = between(used, day - DAY_MICROS, day);
        long now = between(used, day, at + 1);
        long window = between(used, at - DAY_MICROS + 1, at + 1);
        switch (kind) {
            case LOG -> assertThat(window).isLessThanOrEqualTo(limit);
            case FIRST_USE -> assertThat(window).isLessThanOrEqualTo(2 * limit);
            case BUCKET ->
                used.stream()
                        .filter(first -> first[0] <= at)
                        .forEach(first -> assertThat(between(used, first[0], at + 1) * DAY_MICROS)
                                .isLessThanOrEqualTo(limit * (DAY_MICROS + at - first[0])));
            case SLIDING ->
                assertThat(before * (DAY_MICROS - (at - day)) + now * DAY_MICROS)
                        .isLessThanOrEqualTo(limit * DAY_MICROS);
            case FIXED, CALENDAR ->
                assertThat(between(used, day, day + DAY_MICROS)).isLessThanOrEqualTo(limit);
        }
    }

    private static long between(List<long[]> used, long from, long to) {
        return used.stream()
                .filter(each -> each[0] >= from && each[0] < to)
                .mapToLong(each -> each[1])
                .sum();
    }
}
