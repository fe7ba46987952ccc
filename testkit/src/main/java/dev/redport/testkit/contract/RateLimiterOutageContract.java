package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Decision.Source;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Redis hangs or has no memory left: the outage policy decides, in time, and Redis never lets through more than the limit.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterOutageContract extends LimiterFixture {
    private static final Duration BRIEF = Duration.ofMillis(100);
    private static final Limit THREE = LimitKind.BUCKET.limit(3).named("three");

    /** For subclasses. */
    protected RateLimiterOutageContract() {}

    private RateLimiter limiter(OutagePolicy outage) {
        return limiter(brief(outage));
    }

    private static RateLimitPolicy brief(OutagePolicy outage) {
        return policy(THREE).onUnavailable(outage).deadline(BRIEF).coalescing(false);
    }

    /** So that what hangs is the server, and not the first connection to it. */
    @BeforeEach
    void warmUp() {
        RateLimiter patient = limiter(policy(THREE));
        List.of("k", "l", "other").forEach(patient::peek);
    }

    @AfterEach
    void repairTheServers() {
        redis.resume();
        redis.onPrimaries("CONFIG", "SET", "maxmemory", "0");
    }

    private Decision inTime(Supplier<Decision> call) {
        long start = System.nanoTime();
        try {
            return call.get();
        } finally {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BRIEF.plus(grace()));
        }
    }

    @Test
    void openLetsEverythingPass() {
        RateLimiter limiter = limiter(OutagePolicy.OPEN);
        redis.pause();

        for (int i = 0; i < 4; i++) {
            Decision told = inTime(() -> limiter.tryAcquire("k"));
            assertThat(told.outcome()).isEqualTo(Outcome.ALLOWED);
            assertThat(told.source()).isEqualTo(Source.POLICY);
            assertThat(told.retryAfter()).isZero();
        }
        assertThat(limiter.tryAcquireUpTo("k", 2).granted()).isEqualTo(2);
        assertThat(limiter.tryAcquire("k", 4).outcome())
                .as("what can never pass")
                .isEqualTo(Outcome.NEVER);
        assertThat(counted(LimitOutcome.FAIL_OPEN)).isEqualTo(5);
        assertThat(counted(LimitOutcome.ALLOWED)).isEqualTo(5);
        redis.resume();
        assertThat(answersAgain(limiter)).isTrue();
    }

    @Test
    void closedDeniesEverything() {
        RateLimiter limiter = limiter(brief(OutagePolicy.CLOSED).denyCache(10, Duration.ofHours(1)));
        redis.pause();

        for (int i = 0; i < 2; i++) {
            Decision told = inTime(() -> limiter.tryAcquire("k"));
            assertThat(told.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(told.source()).as("and is not remembered").isEqualTo(Source.POLICY);
            assertThat(told.retryAfter()).isPositive();
        }
        assertThat(limiter.tryAcquireUpTo("k", 2).granted()).isZero();
        assertThat(counted(LimitOutcome.FAIL_CLOSED)).isEqualTo(3);
        assertThat(counted(LimitOutcome.DENIED)).isEqualTo(3);
        redis.resume();
        assertThat(answersAgain(limiter)).isTrue();
    }

    @Test
    void thrownFailuresSayWhatHappened() {
        RateLimiter limiter = limiter(OutagePolicy.THROW);
        RateLimiter open = limiter(OutagePolicy.OPEN);
        redis.pause();

        assertThatThrownBy(() -> inTime(() -> limiter.tryAcquire("k")))
                .isInstanceOfSatisfying(
                        RedisException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TIMEOUT));
        assertThatThrownBy(() -> inTime(() -> limiter.debit("k", 1))).isInstanceOf(RedisException.class);
        assertThatThrownBy(() -> inTime(
                        () -> limiter.tryAcquireAll(List.of(Request.of("k"))).get(0)))
                .isInstanceOf(RedisException.class);
        assertThatThrownBy(() -> open.reset("k")).as("whatever the policy").isInstanceOf(RedisException.class);
        assertThat(counted(LimitOutcome.ALLOWED) + counted(LimitOutcome.DENIED)).isZero();
        redis.resume();
        assertThat(answersAgain(limiter)).isTrue();
    }

    @Test
    void aLocalShareIsCountedInThisProcess() throws InterruptedException {
        RateLimiter limiter = limiter(brief(OutagePolicy.localShareOf(2)));
        redis.pause();

        Decision first = inTime(() -> limiter.tryAcquire("k"));
        Decision second = inTime(() -> limiter.tryAcquire("k"));

        assertThat(first.outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(second.outcome()).as("3 / 2 is 1").isEqualTo(Outcome.DENIED);
        assertThat(second.retryAfter()).isPositive();
        assertThat(List.of(first.source(), second.source())).containsOnly(Source.LOCAL);
        assertThat(inTime(() -> limiter.peek("k")).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(inTime(() -> limiter.refund("k", 1)).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(limiter.acquire("k", 1, Duration.ofDays(1)).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(limiter.tryAcquireAll(List.of(Request.of("k"), Request.of("l"))))
                .extracting(Decision::outcome)
                .containsExactly(Outcome.DENIED, Outcome.ALLOWED);
        assertThat(counted(LimitOutcome.LOCAL))
                .as("all but the look and the refund")
                .isEqualTo(5);
        redis.resume();
        assertThat(answersAgain(limiter)).isTrue();
    }

    private boolean answersAgain(RateLimiter limiter) {
        return eventually(Duration.ofSeconds(5), () -> {
            try {
                return limiter.peek("other").source() == Source.REDIS;
            } catch (RedisException e) {
                return false;
            }
        });
    }

    @Test
    void aDenialIsAnAnswerAndNoOutage() {
        for (OutagePolicy outage : List.of(OutagePolicy.OPEN, OutagePolicy.localShareOf(1), OutagePolicy.CLOSED)) {
            RateLimiter limiter = limiter(policy(THREE).onUnavailable(outage));
            limiter.tryAcquireUpTo("k", 3);

            Decision told = limiter.tryAcquire("k");

            assertThat(told.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(told.source()).isEqualTo(Source.REDIS);
        }
        assertThat(counted(LimitOutcome.FAIL_OPEN)).isZero();
        assertThat(counted(LimitOutcome.LOCAL)).isZero();
        assertThat(counted(LimitOutcome.FAIL_CLOSED)).isZero();
    }

    /** Whether a call that nobody heard of again ran or not: Redis lets no more through than the limit. */
    @Test
    void callsWhoseAnswersAreLostAreChargedOnceAtMost() {
        RateLimiter limiter = limiter(OutagePolicy.OPEN);
        redis.pause();
        assertThat(limiter.tryAcquire("k").source()).isEqualTo(Source.POLICY);
        assertThat(limiter.tryAcquire("k").source()).isEqualTo(Source.POLICY);
        redis.resume();
        assertThat(answersAgain(limiter)).isTrue();

        RateLimiter patient = limiter(policy(THREE));
        long left = patient.peek("k").remaining();
        assertThat(left).as("two may have been charged, each once").isBetween(1L, 3L);
        assertThat(patient.tryAcquireUpTo("k", 10).granted()).isLessThanOrEqualTo(left);
        assertThat(patient.tryAcquire("k").outcome()).isEqualTo(Outcome.DENIED);
    }

    @Test
    void aServerWithoutMemoryIsAnOutage() {
        RateLimiter closed = limiter(policy(THREE).onUnavailable(OutagePolicy.CLOSED));
        RateLimiter thrown = limiter(policy(THREE));
        redis.onPrimaries("CONFIG", "SET", "maxmemory-policy", "noeviction");
        redis.onPrimaries("CONFIG", "SET", "maxmemory", "1");

        assertThat(closed.tryAcquire("k").source()).isEqualTo(Source.POLICY);
        assertThatThrownBy(() -> thrown.tryAcquire("k"))
                .isInstanceOf(RedisException.class)
                .isNotInstanceOf(RedisUnavailableException.class);
        assertThat(counted(LimitOutcome.FAIL_CLOSED)).isEqualTo(1);
        redis.onPrimaries("CONFIG", "SET", "maxmemory", "0");
        assertThat(thrown.tryAcquire("k").remaining()).as("nothing was taken").isEqualTo(2);
    }

    @Test
    void textThatIsNoStateCountsAsNone() {
        RateLimiter limiter = limiter(policy(THREE));
        redis.execute("SET", "test:r:p:v1:k", "' .. redis.call('FLUSHALL') .. '");
        redis.execute("SET", "test:r:p:v1:other", "1");

        assertThat(limiter.peek("k").remaining()).isEqualTo(3);
        assertThat(limiter.tryAcquire("k").remaining()).isEqualTo(2);
        assertThat(redis.keys()).as("nothing was removed").isEqualTo(2);
    }

    @Test
    void aKeyOfAnotherKindIsAnOutageUntilItIsForgotten() {
        RateLimiter limiter = limiter(policy(THREE));
        redis.execute("RPUSH", "test:r:p:v1:list", "1");

        assertThatThrownBy(() -> limiter.tryAcquire("list")).isInstanceOf(RedisException.class);
        assertThat(redis.keys()).as("nothing was removed").isEqualTo(1);
        assertThat(limiter.reset("list")).isTrue();
        assertThat(limiter.tryAcquire("list").remaining()).isEqualTo(2);
    }
}
