package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Decision.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DenyCacheTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Limit LIMIT = Limit.tokenBucket(10).per(Duration.ofMinutes(1));
    private static final Plan PLAN = new Plan(List.of(LIMIT));
    private static final RateLimitPolicy POLICY = RateLimitPolicy.named("api").limit(LIMIT);

    /** Near the end of the range, which a clock of nanoseconds may pass. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    private final DenyCache cache = new DenyCache(POLICY.denyCache(3, SECOND), nanos::get);

    private static Decision denied(Duration retryAfter) {
        return new Decision(Outcome.DENIED, 10, 0, retryAfter, Duration.ofMinutes(1), "10-per-PT1M", Source.REDIS);
    }

    private void remember(String key, Duration retryAfter) {
        cache.remember(PLAN, key, 1, denied(retryAfter), cache.stamp(key));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private boolean knows(String key) {
        return cache.find(PLAN, key, 1) != null;
    }

    @Nested
    class Remembering {
        @Test
        void knowsNothingAtFirst() {
            assertThat(cache.find(PLAN, "ada", 1)).isNull();
        }

        @Test
        void deniesTheSameCallAgainWithTheTimeThatIsLeft() {
            remember("ada", Duration.ofMillis(700));
            pass(Duration.ofMillis(300));
            Decision again = requireNonNull(cache.find(PLAN, "ada", 1));
            assertThat(again.source()).isEqualTo(Source.DENY_CACHE);
            assertThat(again.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(again.retryAfter()).isEqualTo(Duration.ofMillis(400));
            assertThat(again.resetAfter()).isEqualTo(Duration.ofMillis(59_700));
            assertThat(again.bindingLimit()).isEqualTo("10-per-PT1M");
            assertThat(again.limit()).isEqualTo(10);
        }

        @Test
        void endsInTheVeryNanosecondInWhichTheCallMayPass() {
            remember("ada", Duration.ofMillis(700));
            pass(Duration.ofMillis(700).minusNanos(1));
            assertThat(requireNonNull(cache.find(PLAN, "ada", 1)).retryAfter()).isEqualTo(Duration.ofNanos(1));
            pass(Duration.ofNanos(1));
            assertThat(knows("ada")).isFalse();
        }

        @Test
        void endsAtTheAgeOfThePolicyIfThatIsSooner() {
            remember("ada", Duration.ofDays(366));
            pass(SECOND.minusNanos(1));
            assertThat(knows("ada")).isTrue();
            pass(Duration.ofNanos(1));
            assertThat(knows("ada")).isFalse();
        }

        @Test
        void isForJustThatKeyCostAndLimits() {
            remember("ada", SECOND);
            assertThat(cache.find(PLAN, "bob", 1)).isNull();
            assertThat(cache.find(PLAN, "ada", 2)).isNull();
            assertThat(cache.find(new Plan(List.of(LIMIT.named("other"))), "ada", 1))
                    .isNull();
            assertThat(cache.find(new Plan(List.of(LIMIT)), "ada", 1))
                    .as("an equal plan")
                    .isNotNull();
        }

        @Test
        void keepsTheLastDenialOfAKey() {
            remember("ada", Duration.ofMillis(100));
            cache.remember(PLAN, "ada", 5, denied(SECOND), cache.stamp("ada"));
            assertThat(knows("ada")).isFalse();
            assertThat(cache.find(PLAN, "ada", 5)).isNotNull();
            assertThat(cache.size()).isOne();
        }
    }

    @Nested
    class Bounds {
        @Test
        void whenFullNewKeysAreNotRemembered() {
            for (String key : List.of("a", "b", "c", "d")) {
                remember(key, SECOND);
            }
            assertThat(cache.size()).isEqualTo(3);
            assertThat(knows("a") && knows("b") && knows("c")).isTrue();
            assertThat(knows("d")).isFalse();
        }

        @Test
        void whenFullAKnownKeyIsStillRenewed() {
            for (String key : List.of("a", "b", "c")) {
                remember(key, Duration.ofMillis(10));
            }
            pass(Duration.ofMillis(9));
            remember("b", SECOND);
            pass(Duration.ofMillis(500));
            assertThat(knows("b")).isTrue();
            assertThat(knows("a")).isFalse();
        }

        @Test
        void whatIsOverIsSweptOutAtMostOnceInAWhile() {
            remember("a", Duration.ofMillis(60));
            remember("b", Duration.ofMillis(60));
            remember("c", Duration.ofMillis(500));
            pass(Duration.ofMillis(61));
            remember("d", SECOND);
            assertThat(knows("d")).as("in a place that was swept").isTrue();
            assertThat(cache.size()).isEqualTo(2);

            remember("e", Duration.ofMillis(1));
            pass(Duration.ofMillis(2));
            remember("f", SECOND);
            assertThat(knows("f")).as("swept a moment ago").isFalse();
            pass(Duration.ofMillis(50));
            remember("f", SECOND);
            assertThat(knows("f")).isTrue();
        }

        @Test
        void aPolicyWithoutItRemembersNothing() {
            DenyCache none = new DenyCache(POLICY.withoutDenyCache(), nanos::get);
            none.remember(PLAN, "ada", 1, denied(SECOND), none.stamp("ada"));
            assertThat(none.find(PLAN, "ada", 1)).isNull();
            assertThat(none.size()).isZero();
        }
    }

    @Nested
    class Forgetting {
        @Test
        void leavesOtherKeysAlone() {
            remember("ada", SECOND);
            remember("bob", SECOND);
            cache.forget("ada");
            assertThat(knows("ada")).isFalse();
            assertThat(knows("bob")).isTrue();
            cache.forgetAll();
            assertThat(cache.size()).isZero();
        }

        /** The answer may be from before the refund that made us forget. */
        @Test
        void alsoGoesForAnAnswerThatIsOnItsWay() {
            int stamp = cache.stamp("ada");
            cache.forget("ada");
            cache.remember(PLAN, "ada", 1, denied(SECOND), stamp);
            assertThat(knows("ada")).isFalse();

            cache.remember(PLAN, "ada", 1, denied(SECOND), cache.stamp("ada"));
            assertThat(knows("ada")).as("asked after that").isTrue();
        }

        @Test
        void worksForEveryHash() {
            List<String> keys = new ArrayList<>(List.of("polygenelubricants", "")); // hash of the smallest integer; 0
            assertThat(keys.get(0).hashCode()).isEqualTo(Integer.MIN_VALUE);
            for (String key : keys) {
                remember(key, SECOND);
                assertThat(knows(key)).isTrue();
                cache.forget(key);
                assertThat(knows(key)).isFalse();
            }
        }
    }
}
