package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Grant;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each decision is the right one: against references that are written from the description, and against every window there is.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterExactnessContract extends LimiterFixture {
    private static final List<LimitKind> KINDS = List.of(LimitKind.values());
    private static final int OPERATIONS_OF_A_ROUND = 100;
    private static final long BIG = 1_000_003; // too many to count in microseconds for a day: milliseconds then

    /** For subclasses. */
    protected RateLimiterExactnessContract() {}

    /** 2,000 operations of each kind where a trip is short. */
    private int rounds() {
        return redis.nodes().size() == 1 ? 20 : 3;
    }

    @ParameterizedTest
    @EnumSource
    void everyAnswerIsThatOfTheReference(LimitKind kind) {
        Random random = new Random(kind.name().hashCode());
        for (int round = 0; round < rounds(); round++) {
            long limit = 1L + random.nextInt(20);
            play(
                    kind + " " + limit + "/" + round,
                    random,
                    List.of(kind.limit(limit)),
                    List.of(LimitReference.of(kind, limit, DAY_MICROS)));
        }
    }

    @Test
    void aBucketOfAnyRatioIsExact() {
        Random random = new Random(11);
        for (int round = 0; round < rounds(); round++) {
            long capacity = 1L + random.nextInt(30);
            long refill = 1L + random.nextInt(1_000);
            long period = HOUR_MICROS + random.nextLong(DAY_MICROS);
            play(
                    capacity + "+" + refill + "/" + period,
                    random,
                    List.of(Limit.tokenBucket(capacity).refill(refill, Duration.ofNanos(period * 1_000))),
                    List.of(new LimitReference.Bucket(capacity, refill, period, 1)));
        }
    }

    @Test
    void bigNumbersAreExactInCoarserUnits() {
        Random random = new Random(12);
        for (int round = 0; round < 1 + rounds() / 5; round++) {
            play(
                    "bucket of " + BIG,
                    random,
                    List.of(LimitKind.BUCKET.limit(BIG)),
                    List.of(new LimitReference.Bucket(BIG, BIG, DAY_MICROS, 1_000)));
            play(
                    "window of " + BIG,
                    random,
                    List.of(LimitKind.SLIDING.limit(BIG)),
                    List.of(new LimitReference.Sliding(BIG, DAY_MICROS, 1_000)));
        }
    }

    @Test
    void severalLimitsAreTheirConjunction() {
        Random random = new Random(13);
        for (int round = 0; round < rounds(); round++) {
            List<Limit> limits = new ArrayList<>();
            List<LimitReference> references = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(3); i++) {
                LimitKind kind = KINDS.get(random.nextInt(i == 0 ? 6 : 5)); // one log at most
                long limit = 1L + random.nextInt(12);
                limits.add(kind.limit(limit).named(kind + "-" + i));
                references.add(LimitReference.of(kind, limit, DAY_MICROS));
            }
            play(limits + "/" + round, random, limits, references);
        }
    }

    private void play(String what, Random random, List<Limit> limits, List<LimitReference> references) {
        String key = what + random.nextInt();
        RateLimiter limiter = clocked(limits.toArray(Limit[]::new));
        ReferenceLimiter reference = new ReferenceLimiter(limits, references);
        long most = limits.stream().mapToLong(Limit::limit).min().orElseThrow();
        long soon = 1; // when the last answer said that there would be more
        for (int i = 0; i < OPERATIONS_OF_A_ROUND; i++) {
            clock.addAndGet(random.nextInt(6) == 0 ? soon - random.nextInt(2) : step(random));
            long cost = 1L + (random.nextBoolean() ? random.nextLong(most) : random.nextLong(Math.min(most, 3)));
            Decision told = one(
                    what + " #" + i,
                    random.nextInt(10),
                    limiter,
                    reference,
                    Request.of(key).cost(cost));
            Duration next = told.retryAfter().isZero() ? told.resetAfter() : told.retryAfter();
            soon = Math.max(1, next.toNanos() / 1_000);
        }
    }

    /** Mostly a little; sometimes a day or two, and sometimes back. */
    private static long step(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> 0;
            case 2 -> random.nextLong(10);
            case 3, 4 -> random.nextLong(HOUR_MICROS);
            case 5 -> random.nextLong(DAY_MICROS);
            case 6 -> random.nextInt(4) == 0 ? random.nextLong(5 * DAY_MICROS / 2) : random.nextLong(6 * HOUR_MICROS);
            default -> -random.nextLong(DAY_MICROS / 2);
        };
    }

    private Decision one(String what, int dice, RateLimiter limiter, ReferenceLimiter reference, Request request) {
        long now = clock.get();
        long cost = request.cost();
        return switch (dice) {
            case 0 -> {
                Decision told = limiter.debit(request);
                reference.debit(cost, now);
                reference.check(told, now, 1, reference.times(1, now) == 0, what + " debit " + cost);
                yield told;
            }
            case 1 -> {
                Decision told = limiter.refund(request);
                reference.give(cost, now);
                reference.check(told, now, 1, reference.times(1, now) == 0, what + " refund " + cost);
                yield told;
            }
            case 2 -> {
                Grant grant = limiter.tryAcquireUpTo(request);
                long granted = Math.min(cost, reference.times(1, now));
                assertThat(grant.granted()).as(what + " up to " + cost).isEqualTo(granted);
                if (granted > 0) {
                    reference.take(granted, now);
                }
                reference.check(grant.decision(), now, 1, granted < cost, what + " up to " + cost);
                yield grant.decision();
            }
            case 3 -> {
                boolean room = reference.times(cost, now) > 0;
                Decision told = limiter.peek(request);
                assertThat(told.allowed()).as(what + " peek " + cost).isEqualTo(room);
                reference.check(told, now, cost, !room, what + " peek " + cost);
                yield told;
            }
            default -> {
                boolean room = reference.times(cost, now) > 0;
                Decision told = limiter.tryAcquire(request);
                assertThat(told.allowed()).as(what + " take " + cost).isEqualTo(room);
                if (room) {
                    reference.take(cost, now);
                }
                reference.check(told, now, cost, !room, what + " take " + cost);
                yield told;
            }
        };
    }

    /** No reference: what passed is written down, and all windows are looked at in the end. */
    @ParameterizedTest
    @EnumSource
    void noWindowEverHoldsMoreThanItMay(LimitKind kind) {
        long limit = 10;
        RateLimiter limiter = clocked(kind.limit(limit));
        Random random = new Random(21);
        List<long[]> passed = new ArrayList<>();
        long latest = 0;
        for (int i = 0; i < 25 * rounds(); i++) {
            clock.addAndGet(random.nextInt(5) == 0 ? -random.nextLong(HOUR_MICROS) : random.nextLong(2 * HOUR_MICROS));
            long cost = 1L + random.nextInt(3);
            if (limiter.tryAcquire("k", cost).allowed()) {
                latest = Math.max(latest, clock.get()); // time that goes back stands still
                passed.add(new long[] {latest, cost});
            }
        }
        assertThat(passed).hasSizeGreaterThan(2 * rounds());
        for (long[] last : passed) {
            long within = passed.stream()
                    .filter(each -> each[0] > last[0] - DAY_MICROS && each[0] <= last[0])
                    .mapToLong(each -> each[1])
                    .sum();
            long most = kind == LimitKind.LOG ? limit : 2 * limit; // the others only by their own windows
            assertThat(within).as("in the day before " + last[0]).isLessThanOrEqualTo(most);
            long inWindow = passed.stream()
                    .filter(each -> each[0] / DAY_MICROS == last[0] / DAY_MICROS)
                    .mapToLong(each -> each[1])
                    .sum();
            if (kind == LimitKind.FIXED || kind == LimitKind.CALENDAR || kind == LimitKind.SLIDING) {
                assertThat(inWindow).as("on day " + last[0] / DAY_MICROS).isLessThanOrEqualTo(limit);
            }
        }
    }
}
