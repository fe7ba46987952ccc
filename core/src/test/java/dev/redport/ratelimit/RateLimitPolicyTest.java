package dev.redport.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitPolicyTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Limit LIMIT = Limit.tokenBucket(10).per(MINUTE);
    private static final RateLimitPolicy POLICY = RateLimitPolicy.named("api").limit(LIMIT);

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static String all(RateLimitPolicy policy) {
        return List.of(
                        policy.name(),
                        policy.limits(),
                        policy.version(),
                        policy.onUnavailable(),
                        policy.deadline(),
                        policy.deniedKeys(),
                        policy.deniedAge(),
                        policy.coalescing(),
                        policy.shadow())
                .toString();
    }

    @Test
    void hasTheDefaultsThatItsDocumentationSays() {
        assertThat(all(POLICY)).isEqualTo("[api, [10-per-PT1M], 1, open, PT0.25S, 10000, PT1S, true, false]");
        assertThat(POLICY).hasToString("RateLimitPolicy[api, [10-per-PT1M], on outage open]");
        assertThat(POLICY.shadow(true)).hasToString("RateLimitPolicy[api, [10-per-PT1M], on outage open, shadow]");
    }

    static List<UnaryOperator<RateLimitPolicy>> changes() {
        return List.of(
                policy -> policy.limit(Limit.fixedWindow(1, MINUTE)),
                policy -> policy.limits(List.of(Limit.fixedWindow(1, MINUTE))),
                policy -> policy.version(2),
                policy -> policy.onUnavailable(OutagePolicy.localShareOf(4)),
                policy -> policy.deadline(Duration.ofSeconds(1)),
                policy -> policy.denyCache(1, MINUTE),
                RateLimitPolicy::withoutDenyCache,
                policy -> policy.coalescing(false),
                policy -> policy.shadow(true));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void changesACopyOnly(UnaryOperator<RateLimitPolicy> change) {
        String before = all(POLICY);
        assertThat(all(change.apply(POLICY))).isNotEqualTo(before);
        assertThat(all(POLICY)).isEqualTo(before);
    }

    @Test
    void keepsWhatWasChangedBefore() {
        RateLimitPolicy policy = POLICY;
        for (UnaryOperator<RateLimitPolicy> change :
                changes().subList(1, changes().size())) {
            policy = change.apply(policy);
        }
        assertThat(all(policy)).isEqualTo("[api, [1-per-PT1M], 2, local share of 4, PT1S, 0, PT1M, false, true]");
    }

    @Test
    void doesNotShareTheListItWasGiven() {
        List<Limit> limits = new ArrayList<>(List.of(LIMIT));
        RateLimitPolicy policy = POLICY.limits(limits);
        limits.clear();
        assertThat(policy.limits()).containsExactly(LIMIT);
        assertThatThrownBy(() -> policy.limits().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "{a}", "a\n", "\u00fc"})
    void refusesNamesThatMeanSomethingElsewhere(String name) {
        refused(() -> RateLimitPolicy.named(name), "name: " + name + " (expected: 1 to 64 of A-Za-z0-9_.-)");
    }

    @Test
    void takesOneToEightLimitsOfDifferentNames() {
        refused(() -> POLICY.limits(List.of()), "limits: 0 (expected: 1 to 8)");
        RateLimitPolicy many = RateLimitPolicy.named("many");
        for (int i = 1; i <= 8; i++) {
            many = many.limit(Limit.fixedWindow(i, MINUTE));
        }
        RateLimitPolicy full = many;
        assertThat(full.limits()).hasSize(8);
        refused(() -> full.limit(Limit.fixedWindow(9, MINUTE)), "limits: 9 (expected: 1 to 8)");
        refused(
                () -> POLICY.limit(Limit.fixedWindow(10, MINUTE)),
                "limits: two named 10-per-PT1M (expected: different names, see Limit.named)");
        assertThat(POLICY.limit(Limit.fixedWindow(10, MINUTE).named("window")).limits())
                .hasSize(2);
    }

    @Test
    void takesOneSlidingLog() {
        RateLimitPolicy logged = POLICY.limit(Limit.slidingLog(5, MINUTE));
        refused(
                () -> logged.limit(Limit.slidingLog(6, MINUTE)),
                "limits: several sliding logs (expected: at most one)");
    }

    @Test
    void refusesNumbersOutOfRange() {
        refused(() -> POLICY.version(0), "version: 0 (expected: >= 1)");
        refused(() -> POLICY.deadline(Duration.ZERO), "deadline: PT0S (expected: PT0.001S to PT1M)");
        refused(() -> POLICY.deadline(MINUTE.plusNanos(1)), "deadline: PT1M0.000000001S (expected: PT0.001S to PT1M)");
        refused(() -> POLICY.denyCache(0, MINUTE), "maxKeys: 0 (expected: 1 to 10,000,000)");
        refused(() -> POLICY.denyCache(10_000_001, MINUTE), "maxKeys: 10000001 (expected: 1 to 10,000,000)");
        refused(() -> POLICY.denyCache(1, Duration.ofMinutes(61)), "maxAge: PT1H1M (expected: PT0.001S to PT1H)");
        refused(() -> POLICY.denyCache(1, Duration.ofNanos(1)), "maxAge: PT0.000000001S (expected: PT0.001S to PT1H)");
        refused(() -> OutagePolicy.localShareOf(0), "processes: 0 (expected: >= 1)");
        assertThat(POLICY.denyCache(10_000_000, Duration.ofHours(1)).deadline(MINUTE))
                .isNotNull();
    }

    @Test
    void namesOutagePoliciesForPeople() {
        assertThat(List.of(OutagePolicy.OPEN, OutagePolicy.CLOSED, OutagePolicy.THROW, OutagePolicy.localShareOf(4)))
                .extracting(OutagePolicy::toString)
                .containsExactly("open", "closed", "throw", "local share of 4");
    }
}
