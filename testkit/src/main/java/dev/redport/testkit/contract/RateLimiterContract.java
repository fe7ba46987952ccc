package dev.redport.testkit.contract;

import static dev.redport.testkit.contract.LimitKind.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Decision.Source;
import dev.redport.ratelimit.Grant;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each operation of a rate limiter decides, and what it leaves behind in Redis.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterContract extends LimiterFixture {
    /** For subclasses. */
    protected RateLimiterContract() {}

    /** Three of three tokens a day are taken at six in the morning: so many hours later one is back, and then all are. */
    @ParameterizedTest
    @CsvSource({"BUCKET,8,24", "SLIDING,26,42", "FIXED,18,18", "FIRST_USE,24,24", "CALENDAR,18,18", "LOG,24,24"})
    void passesUpToTheLimitAndThenTellsWhen(LimitKind kind, int hoursToOne, int hoursToAll) {
        Limit limit = kind.limit(3).named("three");
        RateLimiter limiter = clocked(limit);
        Duration retry = Duration.ofHours(hoursToOne);
        Duration reset = Duration.ofHours(hoursToAll);
        for (int left = 2; left >= 0; left--) {
            Decision told = limiter.tryAcquire("k");
            Duration full = kind == LimitKind.BUCKET ? Duration.ofHours(8L * (3 - left)) : reset;
            assertThat(told).isEqualTo(decision(Outcome.ALLOWED, left, Duration.ZERO, full));
        }

        assertThat(limiter.tryAcquire("k")).isEqualTo(decision(Outcome.DENIED, 0, retry, reset));
        clock.addAndGet(retry.toNanos() / 1_000 - 1);
        assertThat(limiter.tryAcquire("k").retryAfter()).isEqualTo(Duration.ofNanos(1_000));
        clock.incrementAndGet();
        assertThat(limiter.tryAcquire("k").outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(counted(LimitOutcome.ALLOWED)).isEqualTo(4);
        assertThat(counted(LimitOutcome.DENIED)).isEqualTo(2);
    }

    private static Decision decision(Outcome outcome, long left, Duration retry, Duration reset) {
        return new Decision(outcome, 3, left, retry, reset, "three", Source.REDIS);
    }

    @ParameterizedTest
    @EnumSource
    void aDenialAndALookChangeNothing(LimitKind kind) {
        RateLimiter limiter = limiter(kind.limit(5));
        assertThat(limiter.peek("k").remaining()).isEqualTo(5);
        assertThat(redis.keys()).as("nothing was written").isZero();
        limiter.tryAcquire("k", 3);
        byte[] before = dump(kind.key("k"));
        long ttl = pttl(kind.key("k"));

        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAcquire("k", 4).outcome()).isEqualTo(Outcome.DENIED);
            assertThat(limiter.peek("k").outcome()).isEqualTo(Outcome.ALLOWED);
            assertThat(limiter.peek(Request.of("k").cost(3)).outcome()).isEqualTo(Outcome.DENIED);
        }

        assertThat(dump(kind.key("k"))).isEqualTo(before);
        assertThat(pttl(kind.key("k"))).isBetween(1L, ttl);
        assertThat(limiter.tryAcquire("k", 2).remaining()).as("no debt").isZero();
        assertThat(counted(LimitOutcome.DENIED)).as("looks are not counted").isEqualTo(5);
    }

    @Test
    void whatCanNeverPassIsToldWithoutATrip() throws InterruptedException {
        RateLimiter limiter = limiter(LimitKind.BUCKET.limit(10), LimitKind.FIXED.limit(3));
        redis.resetStats();
        Request request = Request.of("k").cost(4);

        for (Decision told : List.of(
                limiter.tryAcquire(request),
                limiter.peek(request),
                limiter.acquire(request, DAY),
                limiter.tryAcquireAll(List.of(request)).get(0))) {
            assertThat(told.outcome()).isEqualTo(Outcome.NEVER);
            assertThat(told.allowed()).isFalse();
            assertThat(told.retryAfter()).isEqualTo(Decision.FOREVER);
            assertThat(told.source()).isEqualTo(Source.POLICY);
            assertThat(told.bindingLimit()).isEqualTo(LimitKind.FIXED.limit(3).name());
        }
        assertThat(scripts()).isZero();
        assertThat(trips).hasValue(0);
    }

    @Test
    void severalLimitsAreChargedTogetherOrNotAtAll() {
        Limit wide = LimitKind.BUCKET.limit(5).named("wide");
        Limit narrow = LimitKind.LOG.limit(2).named("narrow");
        RateLimiter limiter = limiter(wide, narrow);
        assertThat(limiter.tryAcquire("k", 2).bindingLimit()).isEqualTo("narrow");
        byte[] before = dump(LimitKind.LOG.key("k"));

        Decision denied = limiter.tryAcquire("k");

        assertThat(denied.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(denied.bindingLimit()).isEqualTo("narrow");
        assertThat(dump(LimitKind.LOG.key("k"))).isEqualTo(before);
        assertThat(redis.keys()).isEqualTo(1);
        Decision left = limiter.peek(Request.of("k").limits(wide, LimitKind.LOG.limit(100)));
        assertThat(left.remaining()).as("of the wide one").isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void theStateIsOneKeyThatLivesUntilTheLimitIsFull(LimitKind kind) {
        RateLimiter limiter = limiter(kind.limit(7));
        long start = System.nanoTime();

        Decision told = limiter.tryAcquire("k", 2);
        long ttl = pttl(kind.key("k"));

        long elapsed = (System.nanoTime() - start) / 1_000_000 + 1;
        long full = (told.resetAfter().toNanos() + 999_999) / 1_000_000;
        assertThat(ttl).isBetween(full - elapsed, full);
        assertThat(redis.keys()).isEqualTo(1);
        limiter.refund("k", 2);
        assertThat(redis.keys()).as("a full limit needs no state").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theStateDoesNotGrowWithTheLimit(LimitKind kind) {
        long most = kind == LimitKind.LOG ? 10_000 : 1_000_000;
        RateLimiter limiter = limiter(kind.limit(most));
        limiter.tryAcquire("k", most / 2);
        limiter.tryAcquire("k", most / 4);

        if (kind == LimitKind.LOG) {
            assertThat(redis.execute("ZCARD", kind.key("k")))
                    .as("an entry for each call")
                    .isEqualTo(3L);
        } else {
            assertThat((Long) redis.execute("STRLEN", kind.key("k"))).isLessThan(100);
        }
    }

    @Test
    void keysOfAnyTextStayApartAndInOneSlot() {
        RateLimiter limiter = limiter(LimitKind.FIXED.limit(2), LimitKind.BUCKET.limit(3));
        List<String> odd =
                List.of("a:b", "a%3Ab", "{a}", "{b}{", "}{", "a b", "a\nb", "*", "\u4e16", "\ud83d\ude00", "' ..");
        for (String key : odd) {
            assertThat(limiter.tryAcquire(key, 2).allowed()).as(key).isTrue();
            assertThat(limiter.tryAcquire(key).allowed()).as(key).isFalse();
        }
        assertThat(redis.keys()).isEqualTo(odd.size());
        assertThat(stored("test:r:p:v1:%7Ba%7D")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void takesWhatIsLeft(LimitKind kind) {
        RateLimiter limiter = clocked(kind.limit(5));

        Grant some = limiter.tryAcquireUpTo("k", 3);
        Grant rest = limiter.tryAcquireUpTo("k", 1_000_000);
        Grant none = limiter.tryAcquireUpTo("k", 1);

        assertThat(some.granted()).isEqualTo(3);
        assertThat(some.decision().remaining()).isEqualTo(2);
        assertThat(some.decision().retryAfter()).isZero();
        assertThat(rest.granted()).isEqualTo(2);
        assertThat(rest.decision().outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(rest.decision().retryAfter()).as("of one more").isPositive();
        assertThat(none.granted()).isZero();
        assertThat(none.decision().outcome()).isEqualTo(Outcome.DENIED);
    }

    @ParameterizedTest
    @EnumSource
    void debtsAreBoundedAndRefundsEndAtFull(LimitKind kind) {
        RateLimiter limiter = clocked(kind.limit(5));

        Decision debit = limiter.debit("k", 1_000_000_000_000L);
        assertThat(debit.remaining()).isZero();
        assertThat(debit.retryAfter()).isPositive();
        assertThat(limiter.refund("k", 5).remaining())
                .as("twice the limit at most")
                .isZero();
        assertThat(limiter.refund("k", 1).remaining()).isEqualTo(1);
        assertThat(limiter.tryAcquire("k", 2).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(limiter.refund("k", 1_000_000_000_000L).remaining()).isEqualTo(5);
        assertThat(limiter.tryAcquireUpTo("k", 10).granted()).as("no credit").isEqualTo(5);

        clock.addAndGet(3 * DAY_MICROS); // nor when what was given back would have come back by itself
        assertThat(limiter.tryAcquireUpTo("k", 10).granted()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsForgottenIsFull(LimitKind kind) {
        RateLimiter limiter = limiter(kind.limit(2));
        limiter.tryAcquire("k", 2);

        assertThat(limiter.reset("k")).isTrue();
        assertThat(limiter.reset("k")).isFalse();
        assertThat(redis.keys()).isZero();
        assertThat(limiter.tryAcquire("k", 2).allowed()).isTrue();
    }

    /** By clock of the test, so that no time passes in between. */
    @ParameterizedTest
    @EnumSource
    void chargesAndGiftsTellWhenOneTokenCanBeTakenAsALookDoes(LimitKind kind) {
        RateLimiter limiter =
                clocked(kind.limit(5), Limit.tokenBucket(9).per(DAY).named("other"));

        Decision debt = limiter.debit("k", 8);
        assertThat(debt.outcome()).isEqualTo(Outcome.ALLOWED);
        Decision look = limiter.peek("k");
        assertThat(look.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(debt.retryAfter()).isEqualTo(look.retryAfter()).isPositive();
        assertThat(debt.bindingLimit()).isEqualTo(look.bindingLimit());

        Decision gift = limiter.refund("k", 2);
        assertThat(gift.outcome()).isEqualTo(Outcome.ALLOWED);
        Decision again = limiter.peek("k");
        assertThat(gift.retryAfter()).isEqualTo(again.retryAfter()).isPositive();
        assertThat(gift.bindingLimit()).isEqualTo(again.bindingLimit());
    }

    @Test
    void whoGetsLessThanWantedIsToldWhenThereIsMore() {
        RateLimiter limiter = clocked(Limit.tokenBucket(5).per(DAY));

        Grant part = limiter.tryAcquireUpTo("k", 10);

        assertThat(part.granted()).isEqualTo(5);
        assertThat(part.decision().outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(part.decision().retryAfter()).isEqualTo(DAY.dividedBy(5));
        assertThat(limiter.tryAcquireUpTo("other", 5).decision().retryAfter()).isZero();
    }
}
