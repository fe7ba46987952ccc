package dev.redport.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Decision.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FallbackTest {
    private final RedisException lost = Failures.connectionLost(null);
    private static final Limit BURST =
            Limit.tokenBucket(4).per(Duration.ofSeconds(4)).named("burst");
    private static final Limit DAILY =
            Limit.fixedWindow(100, Duration.ofDays(1)).named("daily");
    private static final Plan PLAN = new Plan(List.of(DAILY, BURST));

    private final List<String> told = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    private Fallback fallback(OutagePolicy policy) {
        RedisListener listener = new RedisListener() {
            @Override
            public void onLimit(String limiter, LimitOutcome outcome) {
                told.add(limiter + " " + outcome);
            }
        };
        RateLimitPolicy api = RateLimitPolicy.named("api").limits(PLAN.limits()).onUnavailable(policy);
        return new Fallback(api, listener, nanos::get);
    }

    @Test
    void openLetsAllPassAndSaysThatNobodyAsked() {
        Fallback open = fallback(OutagePolicy.OPEN);
        Grant grant = open.take(lost, PLAN, "ada", 2, 1);
        assertThat(grant)
                .isEqualTo(new Grant(
                        1, new Decision(Outcome.ALLOWED, 4, 0, Duration.ZERO, Duration.ZERO, "burst", Source.POLICY)));
        assertThat(open.take(lost, PLAN, "ada", 1, 3).granted()).isEqualTo(3);
        assertThat(told).containsExactly("api FAIL_OPEN", "api FAIL_OPEN");
    }

    @Test
    void closedDeniesAllForASecond() {
        Grant grant = fallback(OutagePolicy.CLOSED).take(lost, PLAN, "ada", 1, 1);
        Duration second = Duration.ofSeconds(1);
        assertThat(grant)
                .isEqualTo(new Grant(0, new Decision(Outcome.DENIED, 4, 0, second, second, "burst", Source.POLICY)));
        assertThat(told).containsExactly("api FAIL_CLOSED");
    }

    @Test
    void localCountsAlone() {
        Fallback local = fallback(OutagePolicy.localShareOf(2));
        assertThat(local.take(lost, PLAN, "ada", 1, 5).granted()).isEqualTo(2);
        Grant denied = local.take(lost, PLAN, "ada", 1, 1);
        assertThat(denied.granted()).isZero();
        assertThat(denied.decision().outcome()).isEqualTo(Outcome.DENIED);
        assertThat(denied.decision().source()).isEqualTo(Source.LOCAL);
        assertThat(denied.decision().retryAfter()).isEqualTo(Duration.ofSeconds(2));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(local.take(lost, PLAN, "ada", 1, 1).granted()).isOne();
        assertThat(told).containsExactly("api LOCAL", "api LOCAL", "api LOCAL");
    }

    @Test
    void localChargesAndGivesBackAndForgets() {
        Fallback local = fallback(OutagePolicy.localShareOf(2));
        Decision charged = local.charge(lost, PLAN, "ada", 2);
        assertThat(charged.outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(charged.source()).isEqualTo(Source.LOCAL);
        assertThat(charged.retryAfter()).as("for one token").isEqualTo(Duration.ofSeconds(2));
        assertThat(local.charge(lost, PLAN, "ada", -1).retryAfter()).isZero();
        assertThat(told).as("neither passed nor was denied").isEmpty();
        assertThat(local.take(lost, PLAN, "ada", 1, 5).granted()).isOne();
        local.forget("ada");
        assertThat(local.take(lost, PLAN, "ada", 1, 5).granted()).isEqualTo(2);
    }

    @Test
    void aLookIsNotCountedAndTakesNothing() {
        Fallback local = fallback(OutagePolicy.localShareOf(2));
        assertThat(local.look(lost, PLAN, "ada", 2).allowed()).isTrue();
        assertThat(local.look(lost, PLAN, "ada", 2).allowed()).isTrue();
        assertThat(fallback(OutagePolicy.OPEN).look(lost, PLAN, "ada", 2).allowed())
                .isTrue();
        assertThat(fallback(OutagePolicy.CLOSED).look(lost, PLAN, "ada", 2).allowed())
                .isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void throwThrowsTheFailureItself() {
        Fallback thrower = fallback(OutagePolicy.THROW);
        assertThatThrownBy(() -> thrower.take(lost, PLAN, "ada", 1, 1)).isSameAs(lost);
        assertThatThrownBy(() -> thrower.look(lost, PLAN, "ada", 1)).isSameAs(lost);
        assertThatThrownBy(() -> thrower.charge(lost, PLAN, "ada", 1)).isSameAs(lost);
        assertThat(told).isEmpty();
    }

    static List<OutagePolicy> all() {
        return List.of(OutagePolicy.OPEN, OutagePolicy.CLOSED, OutagePolicy.THROW, OutagePolicy.localShareOf(2));
    }

    @ParameterizedTest
    @MethodSource("all")
    void anInterruptIsThrownByEveryPolicy(OutagePolicy policy) {
        RedisException interrupted = Failures.interrupted(true);
        Fallback fallback = fallback(policy);
        assertThatThrownBy(() -> fallback.take(interrupted, PLAN, "ada", 1, 1)).isSameAs(interrupted);
        assertThatThrownBy(() -> fallback.charge(interrupted, PLAN, "ada", 4)).isSameAs(interrupted);
        if (policy != OutagePolicy.THROW && policy != OutagePolicy.CLOSED) {
            assertThat(fallback.take(lost, PLAN, "ada", 1, 1).granted())
                    .as("nothing was charged")
                    .isOne();
        }
    }
}
