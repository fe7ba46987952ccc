package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Decision.Source;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The proxy lets a call through and cuts the connection before its reply: the call is charged once, never repeated, and
 * nobody gets more than the limit for it.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterLostReplyContract extends ServerContract {
    private FaultProxy proxy;
    private PortContext context;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected RateLimiterLostReplyContract() {}

    @BeforeEach
    void connectThroughTheProxy() {
        proxy = closedAtTheEnd(FaultProxy.to(redis));
        context = stack(at(proxy.host(), proxy.port()).maxRetries(3), RedisListener.NONE);
        limiter(LimitKind.BUCKET, OutagePolicy.THROW).tryAcquire("warm");
    }

    private RateLimiter limiter(LimitKind kind, OutagePolicy outage) {
        return RateLimiter.over(context, LimiterFixture.policy(kind.limit(5)).onUnavailable(outage));
    }

    @ParameterizedTest
    @EnumSource
    void aLostReplyIsChargedOnceAndNotRepeated(LimitKind kind) throws InterruptedException {
        RateLimiter limiter = limiter(kind, OutagePolicy.THROW);
        redis.resetStats();
        proxy.cutBeforeReply("EVALSHA");
        assertThatThrownBy(() -> limiter.tryAcquire("k", 2)).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(redis.commandCount("evalsha")).isEqualTo(1);
        assertThat(limiter.peek("k").remaining()).isEqualTo(3);

        proxy.cutBeforeReply("EVALSHA");
        assertThatThrownBy(() -> limiter.acquire("k", 1, Duration.ZERO))
                .isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(limiter.peek("k").remaining()).isEqualTo(2);

        proxy.cutBeforeReply("EVALSHA");
        assertThatThrownBy(() -> limiter.refund("k", 1)).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(limiter.peek("k").remaining()).as("given back once").isEqualTo(3);

        proxy.cutBeforeReply("EVALSHA");
        assertThat(limiter.peek("k").source()).as("a look is repeated").isEqualTo(Source.REDIS);
    }

    @Test
    void thePolicyDecidesInPlaceOfTheLostReply() {
        RateLimiter limiter = limiter(LimitKind.LOG, OutagePolicy.CLOSED);
        limiter.peek("warm");
        proxy.cutBeforeReply("EVALSHA");

        Decision lost = limiter.tryAcquire("k");

        assertThat(lost.allowed()).isFalse();
        assertThat(lost.source()).isEqualTo(Source.POLICY);
        assertThat(limiter.peek("k").remaining()).isEqualTo(4);
    }

    /** Redis itself lets through no more than the limit, however many answers get lost; the policy may, and says so. */
    @ParameterizedTest
    @EnumSource
    void whateverIsLostRedisLetsThroughNoMoreThanTheLimit(LimitKind kind) {
        RateLimiter limiter = limiter(kind, OutagePolicy.OPEN);
        Random random = new Random(5);
        List<Decision> told = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            if (random.nextInt(4) == 0) {
                proxy.cutBeforeReply("EVALSHA");
            }
            told.add(limiter.tryAcquire("k"));
        }
        long byRedis = told.stream()
                .filter(each -> each.allowed() && each.source() == Source.REDIS)
                .count();
        long lost = told.stream().filter(each -> each.source() == Source.POLICY).count();
        assertThat(lost).isPositive();
        assertThat(byRedis).isBetween(5 - Math.min(lost, 5), 5L);
        assertThat(told.get(19).allowed() && told.get(19).source() == Source.REDIS)
                .isFalse();
    }
}
