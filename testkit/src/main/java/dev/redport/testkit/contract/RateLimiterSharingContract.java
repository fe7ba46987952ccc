package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Decision.Source;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What one process knows is shared: callers are denied from memory, and ask together.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterSharingContract extends LimiterFixture {
    /** For subclasses. */
    protected RateLimiterSharingContract() {}

    @Test
    void aDenialIsRememberedUntilItIsOver() {
        Duration drip = Duration.ofMillis(150);
        RateLimiter limiter = limiter(remembering(Limit.tokenBucket(1).refill(1, drip)));
        limiter.tryAcquire("k");
        long start = System.nanoTime();
        Decision denied = limiter.tryAcquire("k");
        redis.resetStats();

        Decision again = limiter.tryAcquire("k");

        assertThat(denied.source()).isEqualTo(Source.REDIS);
        assertThat(again.source()).isEqualTo(Source.DENY_CACHE);
        assertThat(again.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(again.bindingLimit()).isEqualTo(denied.bindingLimit());
        assertThat(again.retryAfter()).isLessThan(denied.retryAfter()).isPositive();
        assertThat(scripts()).isZero();
        assertThat(counted(LimitOutcome.DENY_CACHE)).isEqualTo(1);
        assertThat(eventually(
                        Duration.ofSeconds(2), () -> limiter.tryAcquire("k").allowed()))
                .isTrue();
        assertThat(System.nanoTime() - start).isGreaterThan(denied.retryAfter().toNanos() - 1_000_000);
        assertThat(scripts()).as("no trip in vain").isLessThanOrEqualTo(2);
    }

    private static RateLimitPolicy remembering(Limit... limits) {
        return policy(limits).denyCache(2, Duration.ofHours(1));
    }

    @Test
    void aRefundAResetOrOtherLimitsEndTheMemory() {
        RateLimiter limiter = limiter(remembering(LimitKind.LOG.limit(2)));
        limiter.tryAcquire("k", 2);
        assertThat(limiter.tryAcquire("k").allowed()).isFalse();
        assertThat(limiter.tryAcquire("k").source()).isEqualTo(Source.DENY_CACHE);

        limiter.refund("k", 1);
        assertThat(limiter.tryAcquire("k").allowed()).isTrue();
        assertThat(limiter.tryAcquire("k").source()).isEqualTo(Source.REDIS);
        limiter.reset("k");
        assertThat(limiter.tryAcquire("k", 2).allowed()).isTrue();
        assertThat(limiter.tryAcquire("k").source()).isEqualTo(Source.REDIS);
        limiter.changeLimits(LimitKind.LOG.limit(3));
        assertThat(limiter.tryAcquire("k").allowed()).isTrue();
        assertThat(limiter.tryAcquire("k").source()).isEqualTo(Source.REDIS);
        assertThat(limiter.tryAcquire("k").source()).isEqualTo(Source.DENY_CACHE);
        assertThat(limiter.tryAcquire(Request.of("k").limits(LimitKind.LOG.limit(4)))
                        .allowed())
                .as("by limits of its own")
                .isTrue();
        assertThat(limiter.peek("k").source()).isEqualTo(Source.REDIS);
    }

    @Test
    void theMemoryIsBoundedInKeysAndAge() {
        RateLimiter two = limiter(remembering(LimitKind.FIXED.limit(1)));
        for (String key : List.of("a", "b", "c", "a", "b", "c")) {
            two.tryAcquire(key);
        }
        assertThat(two.tryAcquire("a").source()).isEqualTo(Source.DENY_CACHE);
        assertThat(two.tryAcquire("b").source()).isEqualTo(Source.DENY_CACHE);
        assertThat(two.tryAcquire("c").source()).isEqualTo(Source.REDIS);

        RateLimiter brief = limiter(policy(LimitKind.FIXED.limit(1)).denyCache(10, Duration.ofMillis(1)));
        assertThat(eventually(Duration.ofSeconds(2), () -> brief.tryAcquire("a").source() == Source.REDIS))
                .isTrue();
    }

    @Test
    void withoutMemoryEachCallAsks() {
        RateLimiter limiter = limiter(LimitKind.FIXED.limit(1));
        limiter.tryAcquire("k");
        redis.resetStats();
        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAcquire("k").source()).isEqualTo(Source.REDIS);
        }
        assertThat(scripts()).isEqualTo(5);
    }

    @Test
    void callersWhoComeMeanwhileAskTogetherInTheOrderTheyCame() throws InterruptedException {
        GatedDriver gate = new GatedDriver(context.driver());
        RateLimiter limiter = RateLimiter.over(
                new PortContext(gate, context.listener(), context.executor()), policy(LimitKind.BUCKET.limit(40)));
        gate.shut();
        Queue<Integer> passed = new ConcurrentLinkedQueue<>();
        Queue<Long> left = new ConcurrentLinkedQueue<>();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            int place = i;
            Thread caller = LifecycleContract.start(
                    () -> {
                        Decision told = limiter.tryAcquire("k");
                        if (told.allowed()) {
                            passed.add(place);
                            left.add(told.remaining());
                        } else {
                            assertThat(told.retryAfter()).isPositive();
                        }
                    },
                    failures);
            callers.add(caller);
            assertThat(eventually(Duration.ofSeconds(5), () -> isWaiting(caller)))
                    .isTrue();
        }
        assertThat(gate.calls).hasValue(1);
        gate.open();
        LifecycleContract.join(callers);

        assertThat(failures).isEmpty();
        assertThat(gate.calls).as("one for the first, one for all who waited").hasValue(2);
        assertThat(passed).hasSize(40).allMatch(place -> place < 40);
        assertThat(left).doesNotHaveDuplicates().allMatch(each -> each >= 0 && each < 40);
        assertThat(counted(LimitOutcome.COALESCED)).isEqualTo(62);
        assertThat(counted(LimitOutcome.ALLOWED)).isEqualTo(40);
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void askingTogetherGivesExactlyTheLimit() throws InterruptedException {
        RateLimiter limiter = limiter(LimitKind.SLIDING.limit(1_000));
        limiter.tryAcquire("warm");
        redis.resetStats();
        AtomicLong passed = new AtomicLong();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            long cost = 1L + i % 2;
            callers.add(LifecycleContract.start(
                    () -> {
                        for (int n = 0; n < 20; n++) {
                            passed.addAndGet(limiter.tryAcquire("k", cost).allowed() ? cost : 0);
                        }
                    },
                    failures));
        }
        LifecycleContract.join(callers);

        assertThat(failures).isEmpty();
        assertThat(passed).hasValue(1_000);
        assertThat(scripts()).isLessThan(64 * 20);
    }

    @Test
    void whoIsInterruptedWhileOthersAskLeavesThemAlone() throws InterruptedException {
        GatedDriver gate = new GatedDriver(context.driver());
        RateLimiter limiter = RateLimiter.over(
                new PortContext(gate, context.listener(), context.executor()), policy(LimitKind.BUCKET.limit(10)));
        gate.shut();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean victim = i == 1;
            Thread caller = LifecycleContract.start(
                    () -> {
                        if (victim) {
                            assertThatThrownBy(() -> limiter.tryAcquire("k")).hasMessageContaining("nterrupt");
                        } else {
                            assertThat(limiter.tryAcquire("k").allowed()).isTrue();
                        }
                    },
                    failures);
            callers.add(caller);
            assertThat(eventually(Duration.ofSeconds(5), () -> isWaiting(caller)))
                    .isTrue();
        }
        callers.get(1).interrupt();
        callers.get(1).join(5_000);
        gate.open();
        LifecycleContract.join(callers);

        assertThat(failures).isEmpty();
        assertThat(limiter.peek("k").remaining()).isEqualTo(7);
    }
}
