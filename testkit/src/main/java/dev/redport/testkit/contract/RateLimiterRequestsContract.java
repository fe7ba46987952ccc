package dev.redport.testkit.contract;

import static dev.redport.testkit.contract.LimitKind.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many requests at once, limits of one request, limits that change, policies that only watch, and bad input.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterRequestsContract extends LimiterFixture {
    /** For subclasses. */
    protected RateLimiterRequestsContract() {}

    @Test
    void manyRequestsAreOneTripAndAnsweredInOrder() {
        RateLimiter limiter = limiter(LimitKind.BUCKET.limit(2));
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            requests.add(Request.of("k" + i % 20).cost(i == 30 ? 3 : 1));
        }
        limiter.tryAcquireAll(requests.subList(0, 20)); // every server knows the script now
        limiter.tryAcquireAll(requests.subList(0, 1));
        redis.resetStats();
        trips.set(0);

        List<Decision> told = limiter.tryAcquireAll(requests);

        assertThat(trips).as("calls of the driver, each one trip to each node").hasValue(1);
        assertThat(scripts()).isEqualTo(59);
        assertThat(told).hasSize(60);
        assertThat(told.get(30).outcome()).isEqualTo(Outcome.NEVER);
        for (int i = 0; i < 60; i++) {
            boolean room = i < 20 && i != 0;
            assertThat(told.get(i).allowed()).as("request " + i).isEqualTo(room);
        }
        assertThat(limiter.tryAcquireAll(List.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void limitsOfATenantKeepWhatWasUsed(LimitKind kind) {
        RateLimiter limiter = clocked(kind.limit(10));
        Request tenant = Request.of("k").limits(kind.limit(20));
        limiter.tryAcquire("k", 4);

        assertThat(limiter.tryAcquire(tenant).remaining()).isEqualTo(15);
        assertThat(limiter.peek("k").remaining()).isEqualTo(5);
        assertThat(limiter.peek(Request.of("k").limits(kind.limit(3))).outcome())
                .isEqualTo(Outcome.DENIED);
        if (kind != LimitKind.LOG) {
            Limit other = kind == LimitKind.BUCKET ? LimitKind.FIXED.limit(9) : LimitKind.BUCKET.limit(9);
            assertThat(limiter.peek(Request.of("k").limits(other)).remaining())
                    .as("another kind")
                    .isEqualTo(9);
        }
        limiter.changeLimits(kind.limit(6), LimitKind.BUCKET.limit(100).named("more"));
        assertThat(limiter.peek("k").remaining()).isEqualTo(1);
        assertThat(limiter.policy().limits()).hasSize(2);
    }

    @Test
    void inShadowNothingIsDenied() {
        RateLimiter limiter = limiter(policy(LimitKind.LOG.limit(2)).shadow(true));
        limiter.tryAcquire("k", 2);
        byte[] before = dump(LimitKind.LOG.key("k"));

        Decision told = limiter.tryAcquire("k");

        assertThat(told.outcome()).isEqualTo(Outcome.SHADOW_DENIED);
        assertThat(told.allowed()).isTrue();
        assertThat(told.retryAfter()).isPositive();
        assertThat(limiter.tryAcquireUpTo("k", 2).granted()).isEqualTo(2);
        assertThat(limiter.tryAcquire("k", 3).outcome()).as("never").isEqualTo(Outcome.SHADOW_DENIED);
        assertThat(dump(LimitKind.LOG.key("k"))).isEqualTo(before);
        assertThat(counted(LimitOutcome.DENIED)).isEqualTo(3);
        assertThat(counted(LimitOutcome.SHADOW_DENIED)).isEqualTo(3);
    }

    @Test
    void theAsyncViewDoesTheSame() throws Exception {
        var async = limiter(LimitKind.FIXED.limit(3)).async();
        Request one = Request.of("k");

        assertThat(async.tryAcquire("k").get(5, TimeUnit.SECONDS).remaining()).isEqualTo(2);
        assertThat(async.debit(one).get(5, TimeUnit.SECONDS).remaining()).isEqualTo(1);
        assertThat(async.refund(one).get(5, TimeUnit.SECONDS).remaining()).isEqualTo(2);
        assertThat(async.acquire(one, DAY).get(5, TimeUnit.SECONDS).remaining()).isEqualTo(1);
        assertThat(async.tryAcquireUpTo(one.cost(9)).get(5, TimeUnit.SECONDS).granted())
                .isEqualTo(1);
        assertThat(async.peek(one).get(5, TimeUnit.SECONDS).allowed()).isFalse();
        assertThat(async.tryAcquireAll(List.of(one, one)).get(5, TimeUnit.SECONDS))
                .hasSize(2);
        assertThat(async.reset("k").get(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> async.tryAcquire("").get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badInputIsRefusedAndNothingIsSent() {
        RateLimiter limiter = limiter(LimitKind.FIXED.limit(3));
        redis.resetStats();
        trips.set(0);

        refused("key: 0 bytes (expected: 1 to 256)", () -> limiter.tryAcquire(""));
        refused("key: 257 bytes", () -> limiter.refund("k".repeat(257), 1));
        refused("well-formed Unicode", () -> limiter.reset("\ud800"));
        refused("cost: 0 (expected: >= 1)", () -> limiter.debit("k", 0));
        refused("cost: -1", () -> limiter.tryAcquireUpTo("k", -1));
        refused("maxWait: PT-0.001S", () -> limiter.acquire("k", 1, Duration.ofMillis(-1)));
        refused("maxWait: PT8808H", () -> limiter.acquire("k", 1, Duration.ofDays(367)));
        refused("limits: 0 (expected: 1 to 8)", () -> Request.of("k").limits(new Limit[0]));
        refused("two named", () -> limiter.changeLimits(LimitKind.FIXED.limit(3), LimitKind.FIXED.limit(3)));
        refused("no sliding log", () -> limiter.tryAcquire(Request.of("k").limits(LimitKind.LOG.limit(3))));
        refused(
                "requests: 1001 (expected: <= 1000)",
                () -> limiter.tryAcquireAll(java.util.Collections.nCopies(1_001, Request.of("k"))));
        assertThat(trips).hasValue(0);
        assertThat(redis.keys()).isZero();
    }

    private static void refused(String message, LifecycleContract.Task task) {
        assertThatThrownBy(task::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
