package dev.redport.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.Failures;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Verb;
import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Decision.Source;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is decided around the script; what the script decides is the contract's. */
@Timeout(60)
class RedisRateLimiterTest {
    private static final Limit BURST =
            Limit.tokenBucket(10).per(Duration.ofMinutes(1)).named("burst");
    private static final Limit DAILY =
            Limit.fixedWindow(100, Duration.ofDays(1)).named("daily");
    private static final RateLimitPolicy POLICY =
            RateLimitPolicy.named("api").limit(BURST).limit(DAILY);
    private final RedisException lost = Failures.connectionLost(null);
    private static final long SECOND = 1_000_000;

    private final FakeRedis redis = new FakeRedis();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private RateLimiter limiter(RateLimitPolicy policy) {
        RedisListener listener = new RedisListener() {
            @Override
            public void onLimiter(String limiter) {
                told.add("made " + limiter);
            }

            @Override
            public void onLimit(String limiter, LimitOutcome outcome) {
                told.add(outcome.name());
            }
        };
        RateLimiter limiter = RateLimiter.over(new PortContext(redis, listener, Runnable::run), policy);
        assertThat(told).contains("made " + policy.name());
        told.clear();
        return limiter;
    }

    private FakeRedis denies() {
        return redis.then(0, 1, 0, 60 * SECOND, 60 * SECOND);
    }

    @Nested
    class Asking {
        @Test
        void isOneCallOfTheScriptWithTheKeyOfThePolicy() {
            redis.then(1, 2, 9, 0, 6 * SECOND);
            Decision decision = limiter(POLICY.version(3)).tryAcquire("ada@x", 2);
            assertThat(decision)
                    .isEqualTo(new Decision(
                            Outcome.ALLOWED, 100, 9, Duration.ZERO, Duration.ofSeconds(6), "daily", Source.REDIS));
            assertThat(redis.key(0)).isEqualTo("shop:r:api:v3:ada%40x");
            assertThat(redis.order(0)).isEqualTo("a,2,1");
            assertThat(told).containsExactly("ALLOWED");
        }

        @Test
        void ofALogHasKeysOfItsOwn() {
            redis.then(1, 1, 9, 0, 6 * SECOND);
            limiter(RateLimitPolicy.named("api").limit(Limit.slidingLog(10, Duration.ofSeconds(1))))
                    .tryAcquire("ada");
            assertThat(redis.key(0)).isEqualTo("shop:rl:api:v1:ada");
        }

        @Test
        void aboutACostAboveALimitIsNotNeeded() {
            RateLimiter limiter = limiter(POLICY);
            Decision never = limiter.tryAcquire("ada", 11);
            assertThat(never)
                    .isEqualTo(new Decision(
                            Outcome.NEVER, 10, 0, Decision.FOREVER, Decision.FOREVER, "burst", Source.POLICY));
            assertThat(limiter.peek(Request.of("ada").cost(11))).isEqualTo(never);
            assertThat(limiter.async().acquire(Request.of("ada").cost(11), Duration.ofDays(1)))
                    .isCompletedWithValue(never);
            assertThat(redis.asked).isEmpty();
            assertThat(told).as("a look is not counted").containsExactly("DENIED", "DENIED");
        }

        @Test
        void forMoreThanThereCanBeTakesAllThereIs() {
            redis.then(7, 1, 0, 6 * SECOND, 60 * SECOND);
            Grant grant = limiter(POLICY).tryAcquireUpTo("ada", 1_000);
            assertThat(redis.order(0)).isEqualTo("a,1,1000");
            assertThat(grant.granted()).isEqualTo(7);
            assertThat(grant.decision().allowed()).isTrue();
            assertThat(grant.decision().retryAfter()).isEqualTo(Duration.ofSeconds(6));
        }

        @Test
        void againWithTheServersCalendarIfOursIsWrong() {
            redis.then("-1," + 100 * 86_400).then(1, 1, 4, 0, SECOND);
            Decision decision = limiter(
                            RateLimitPolicy.named("api").limit(Limit.calendar(5, CalendarPeriod.DAY, ZoneOffset.UTC)))
                    .tryAcquire("ada");
            assertThat(decision.allowed()).isTrue();
            assertThat(redis.text(1, 3)).isEqualTo("c5,8553600,8640000,8726400,8812800");
        }

        @Test
        void refusesBadInputBeforeAnythingIsSent() {
            RateLimiter limiter = limiter(POLICY);
            Request log = Request.of("ada").limits(Limit.slidingLog(10, Duration.ofSeconds(1)));
            assertThatThrownBy(() -> limiter.tryAcquire("")).hasMessage("key: 0 bytes (expected: 1 to 256)");
            assertThatThrownBy(() -> limiter.reset("k".repeat(257))).hasMessage("key: 257 bytes (expected: 1 to 256)");
            assertThatThrownBy(() -> limiter.acquire("ada", 1, Duration.ofNanos(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxWait: PT-0.000000001S (expected: PT0S to PT8784H)");
            assertThatThrownBy(() -> limiter.tryAcquire(log))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "limits: [10-per-PT1S] (expected: no sliding log, as in policy api; its state is of another kind,"
                                    + " so take another name or version for it)");
            assertThatThrownBy(() -> limiter.changeLimits(Limit.slidingLog(10, Duration.ofSeconds(1))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> limiter.tryAcquireAll(Collections.nCopies(1_001, Request.of("ada"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("requests: 1001 (expected: <= 1000)");
            assertThatThrownBy(() -> limiter(RateLimitPolicy.named("none")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limits: 0 (expected: 1 to 8)");
            assertThat(redis.asked).isEmpty();
        }
    }

    @Nested
    class Denials {
        @Test
        void areRememberedUntilSomethingMayHaveChanged() {
            RateLimiter limiter = limiter(POLICY);
            denies();
            assertThat(limiter.tryAcquire("ada").source()).isEqualTo(Source.REDIS);
            assertThat(limiter.tryAcquire("ada").source()).isEqualTo(Source.DENY_CACHE);
            assertThat(redis.trips).isOne();
            assertThat(told).containsExactly("DENIED", "DENIED", "DENY_CACHE");

            redis.then(1, 1, 1, 0, SECOND);
            limiter.refund("ada", 1);
            redis.then(1, 1, 0, 0, SECOND);
            assertThat(limiter.tryAcquire("ada").allowed()).isTrue();

            denies();
            limiter.tryAcquire("ada");
            redis.then(1L);
            assertThat(limiter.reset("ada")).isTrue();
            assertThat(redis.asked.get(redis.asked.size() - 1).verb()).isEqualTo(Verb.UNLINK);
            denies();
            assertThat(limiter.tryAcquire("ada").source()).isEqualTo(Source.REDIS);

            limiter.changeLimits(DAILY, BURST);
            assertThat(limiter.policy().limits()).containsExactly(DAILY, BURST);
            denies();
            assertThat(limiter.tryAcquire("ada").bindingLimit()).isEqualTo("daily");
        }

        @Test
        void passInShadowModeAndAreCountedTwice() {
            denies();
            Decision decision = limiter(POLICY.shadow(true)).tryAcquire("ada");
            assertThat(decision.outcome()).isEqualTo(Outcome.SHADOW_DENIED);
            assertThat(decision.allowed()).isTrue();
            assertThat(told).containsExactly("DENIED", "SHADOW_DENIED");

            redis.then(0, 1, 0, SECOND, SECOND);
            assertThat(limiter(POLICY.shadow(true)).tryAcquireUpTo("bob", 4).granted())
                    .isEqualTo(4);
        }
    }

    @Nested
    class Waiting {
        @Test
        void sleepsAsLongAsTheScriptSays() throws InterruptedException {
            redis.then(1, 1, 0, 20_000, SECOND);
            long start = System.nanoTime();
            Decision decision = limiter(POLICY).acquire("ada", 1, Duration.ofSeconds(3));
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
            assertThat(decision.allowed()).isTrue();
            assertThat(redis.order(0)).isEqualTo("w,1,3000000");
        }

        @Test
        void givesBackWhatAnInterruptedThreadDoesNotUse() {
            redis.then(1, 1, 0, 3_600 * SECOND, SECOND).then(1, 1, 1, 0, SECOND);
            RateLimiter limiter = limiter(POLICY);
            Thread me = Thread.currentThread();
            Thread other = new Thread(() -> {
                while (me.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                me.interrupt();
            });
            other.setDaemon(true);
            other.start();
            assertThatThrownBy(() -> limiter.acquire("ada", 3, Duration.ofDays(1)))
                    .isInstanceOf(InterruptedException.class);
            assertThat(redis.order(1)).startsWith("r,3");
            assertThat(Thread.interrupted()).isFalse();
        }

        @Test
        void doesNotBeginInAnInterruptedThread() {
            RateLimiter limiter = limiter(POLICY);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> limiter.acquire("ada", 1, Duration.ZERO)).isInstanceOf(InterruptedException.class);
            assertThat(redis.asked).isEmpty();
        }

        @Test
        void asynchronouslyHoldsNoThread() {
            redis.then(1, 1, 0, 20_000, SECOND);
            assertThat(limiter(POLICY).async().acquire(Request.of("ada"), Duration.ofSeconds(1)))
                    .succeedsWithin(Duration.ofSeconds(20))
                    .extracting(Decision::allowed)
                    .isEqualTo(true);
        }
    }

    @Nested
    class Charging {
        @Test
        void isBoundedByTwiceTheLargestLimit() {
            redis.then(1, 1, 0, SECOND, SECOND).then(1, 1, 0, 0, SECOND);
            RateLimiter limiter = limiter(POLICY);
            limiter.debit("ada", 1_000_000);
            limiter.refund("ada", Long.MAX_VALUE);
            assertThat(redis.order(0)).isEqualTo("d,200,0");
            assertThat(redis.order(1)).isEqualTo("r,200,0");
            assertThat(told).as("no decisions").isEmpty();
        }
    }

    @Nested
    class Batches {
        @Test
        void areOneTripForWhatIsNotKnown() {
            RateLimiter limiter = limiter(POLICY);
            denies();
            limiter.tryAcquire("known");
            redis.then(1, 1, 9, 0, SECOND).then(lost).then(0, 2, 0, SECOND, SECOND);
            told.clear();
            List<Decision> decisions = limiter.tryAcquireAll(List.of(
                    Request.of("a"),
                    Request.of("known"),
                    Request.of("b"),
                    Request.of("c").cost(11),
                    Request.of("d")));
            assertThat(decisions)
                    .extracting(decision -> decision.outcome() + " " + decision.source())
                    .containsExactly(
                            "ALLOWED REDIS", "DENIED DENY_CACHE", "ALLOWED POLICY", "NEVER POLICY", "DENIED REDIS");
            assertThat(redis.trips).isEqualTo(2);
            assertThat(told)
                    .containsExactlyInAnyOrder(
                            "ALLOWED", "DENIED", "DENY_CACHE", "FAIL_OPEN", "ALLOWED", "DENIED", "DENIED");
            assertThat(limiter.tryAcquire("d").source()).isEqualTo(Source.DENY_CACHE);
            assertThatThrownBy(decisions::clear).isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void ofNothingAskNobody() {
            assertThat(limiter(POLICY).tryAcquireAll(List.of())).isEmpty();
            assertThat(redis.trips).isZero();
        }
    }

    @Nested
    class Outages {
        @Test
        void arePassedToThePolicy() {
            redis.then(lost);
            assertThat(limiter(POLICY).tryAcquire("ada").source()).isEqualTo(Source.POLICY);
            assertThat(told).containsExactly("FAIL_OPEN", "ALLOWED");
        }

        @Test
        void areNotRemembered() {
            RateLimiter closed = limiter(POLICY.onUnavailable(OutagePolicy.CLOSED));
            redis.then(lost).then(1, 1, 9, 0, SECOND);
            assertThat(closed.tryAcquire("ada").allowed()).isFalse();
            assertThat(closed.tryAcquire("ada").allowed()).isTrue();
        }

        @Test
        void areThrownByAResetWhateverThePolicy() {
            redis.then(lost);
            assertThatThrownBy(() -> limiter(POLICY).reset("ada"))
                    .isInstanceOfSatisfying(
                            RedisException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION_LOST));
        }

        @Test
        void ofTheExecutorFailTheFuture() {
            PortContext busy = new PortContext(redis, RedisListener.NONE, task -> {
                throw new RejectedExecutionException("closed");
            });
            assertThat(RateLimiter.over(busy, POLICY).async().tryAcquire("ada")).isCompletedExceptionally();
        }
    }

    @Test
    void showsItsNameOnly() {
        assertThat(limiter(POLICY)).hasToString("RateLimiter[api]");
    }
}
