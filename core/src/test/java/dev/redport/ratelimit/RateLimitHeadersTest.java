package dev.redport.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.ratelimit.Decision.Outcome;
import dev.redport.ratelimit.Decision.Source;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The examples are in the form of draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4. */
class RateLimitHeadersTest {
    private static final RateLimitPolicy POLICY = RateLimitPolicy.named("api")
            .limit(Limit.tokenBucket(100).per(Duration.ofMinutes(1)).named("burst"))
            .limit(Limit.fixedWindow(1_000, Duration.ofDays(1)).named("daily"));
    private static final String POLICY_FIELD = "\"burst\";q=100;w=60, \"daily\";q=1000;w=86400";

    private static Decision decision(Outcome outcome, Source source, long remaining, long retry, long reset) {
        return new Decision(
                outcome, 100, remaining, Duration.ofMillis(retry), Duration.ofMillis(reset), "burst", source);
    }

    @Nested
    class Standard {
        @Test
        void ofAnAllowedRequestTellWhatIsLeftAndWhenAllIs() {
            assertThat(RateLimitHeaders.of(POLICY, decision(Outcome.ALLOWED, Source.REDIS, 99, 0, 600)))
                    .containsExactly(
                            Map.entry("RateLimit-Policy", POLICY_FIELD), Map.entry("RateLimit", "\"burst\";r=99;t=1"));
        }

        @Test
        void ofADeniedRequestTellWhenToComeAgain() {
            assertThat(RateLimitHeaders.of(POLICY, decision(Outcome.DENIED, Source.REDIS, 0, 30_001, 60_000)))
                    .containsExactly(
                            Map.entry("RateLimit-Policy", POLICY_FIELD),
                            Map.entry("RateLimit", "\"burst\";r=0;t=31"),
                            Map.entry("Retry-After", "31"));
        }

        @ParameterizedTest
        @CsvSource({"0, 0, 1", "1, 1, 1", "999, 1, 1", "1000, 1, 1", "1001, 2, 2", "86400000, 86400, 86400"})
        void roundUpAndNeverComeBeforeT(long millis, long t, long retryAfter) {
            Map<String, String> fields =
                    RateLimitHeaders.of(POLICY, decision(Outcome.DENIED, Source.DENY_CACHE, 3, millis, millis));
            assertThat(fields)
                    .containsEntry("RateLimit", "\"burst\";r=3;t=" + t)
                    .containsEntry("Retry-After", Long.toString(retryAfter));
        }

        @Test
        void roundUpTheLastNanosecond() {
            Decision decision = new Decision(
                    Outcome.DENIED, 1, 0, Duration.ofSeconds(5, 1), Duration.ofSeconds(5, 1), "burst", Source.REDIS);
            assertThat(RateLimitHeaders.of(POLICY, decision)).containsEntry("Retry-After", "6");
        }

        @ParameterizedTest
        @EnumSource(
                value = Source.class,
                names = {"POLICY", "LOCAL"})
        void doNotTellWhatNobodyKnows(Source source) {
            assertThat(RateLimitHeaders.of(POLICY, decision(Outcome.ALLOWED, source, 0, 0, 0)))
                    .containsExactly(Map.entry("RateLimit-Policy", POLICY_FIELD));
            assertThat(RateLimitHeaders.of(POLICY, decision(Outcome.DENIED, source, 0, 1_500, 1_500)))
                    .containsExactly(Map.entry("RateLimit-Policy", POLICY_FIELD), Map.entry("Retry-After", "2"));
        }

        @Test
        void ofACostThatCanNeverPassDoNotInviteToComeAgain() {
            Decision never =
                    new Decision(Outcome.NEVER, 100, 0, Decision.FOREVER, Decision.FOREVER, "burst", Source.POLICY);
            assertThat(RateLimitHeaders.of(POLICY, never)).containsOnlyKeys("RateLimit-Policy");
            assertThat(RateLimitHeaders.legacy(never)).isEmpty();
        }

        @Test
        void ofARequestThatPassedInShadowModeDoNotSendItAway() {
            Decision decision = decision(Outcome.SHADOW_DENIED, Source.REDIS, 0, 2_000, 9_000);
            assertThat(RateLimitHeaders.of(POLICY.shadow(true), decision)).isEmpty();
            assertThat(RateLimitHeaders.of(POLICY, decision)).containsOnlyKeys("RateLimit-Policy");
            assertThat(RateLimitHeaders.legacy(decision)).isEmpty();
        }

        @Test
        void keepIntegersToFifteenDigits() {
            long huge = 1L << 51;
            RateLimitPolicy policy = RateLimitPolicy.named("api")
                    .limit(Limit.fixedWindow(huge, Duration.ofSeconds(1)).named("huge"));
            Decision decision =
                    new Decision(Outcome.ALLOWED, huge, huge - 1, Duration.ZERO, Duration.ZERO, "huge", Source.REDIS);
            assertThat(RateLimitHeaders.of(policy, decision))
                    .containsEntry("RateLimit-Policy", "\"huge\";q=999999999999999;w=1")
                    .containsEntry("RateLimit", "\"huge\";r=999999999999999;t=0");
        }

        @Test
        void countAWindowInWholeSeconds() {
            RateLimitPolicy policy = RateLimitPolicy.named("api")
                    .limit(Limit.fixedWindow(1, Duration.ofMillis(1)).named("burst"))
                    .limit(Limit.calendar(5, CalendarPeriod.DAY, ZoneOffset.UTC));
            assertThat(RateLimitHeaders.of(policy, decision(Outcome.ALLOWED, Source.POLICY, 0, 0, 0)))
                    .containsEntry("RateLimit-Policy", "\"burst\";q=1;w=1, \"5-per-DAY\";q=5;w=86400");
        }
    }

    @Nested
    class Legacy {
        @Test
        void tellLimitRemainingAndReset() {
            assertThat(RateLimitHeaders.legacy(decision(Outcome.ALLOWED, Source.REDIS, 99, 0, 600)))
                    .containsExactly(
                            Map.entry("X-RateLimit-Limit", "100"),
                            Map.entry("X-RateLimit-Remaining", "99"),
                            Map.entry("X-RateLimit-Reset", "1"));
            assertThat(RateLimitHeaders.legacy(decision(Outcome.DENIED, Source.REDIS, 0, 1_200, 6_000)))
                    .containsExactly(
                            Map.entry("X-RateLimit-Limit", "100"),
                            Map.entry("X-RateLimit-Remaining", "0"),
                            Map.entry("X-RateLimit-Reset", "2"),
                            Map.entry("Retry-After", "2"));
            assertThat(RateLimitHeaders.legacy(decision(Outcome.DENIED, Source.LOCAL, 0, 1_200, 6_000)))
                    .containsExactly(Map.entry("Retry-After", "2"));
        }
    }

    @Test
    void describesTheProblemAsJson() {
        JsonNode problem = JsonMapper.shared()
                .readTree(RateLimitHeaders.problem(decision(Outcome.DENIED, Source.REDIS, 0, 1_000, 1_000)));
        assertThat(problem.path("type").asString())
                .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("status").asInt()).isEqualTo(RateLimitHeaders.TOO_MANY_REQUESTS);
        assertThat(problem.path("violated-policies").path(0).asString()).isEqualTo("burst");
        assertThat(problem.path("violated-policies")).hasSize(1);
        assertThat(RateLimitHeaders.PROBLEM_TYPE).isEqualTo("application/problem+json");
    }

    @Test
    void aClientThatTookNothingTooMuchIsNotToldSo() {
        Decision outage = decision(Outcome.DENIED, Source.POLICY, 0, 1_000, 1_000);
        JsonNode problem = JsonMapper.shared().readTree(RateLimitHeaders.problem(outage));
        assertThat(problem.path("type").asString())
                .isEqualTo("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity");
        assertThat(problem.path("status").asInt()).isEqualTo(503);
        assertThat(problem.has("violated-policies")).isFalse();
        assertThat(RateLimitHeaders.status(outage)).isEqualTo(503);
        assertThat(RateLimitHeaders.status(decision(Outcome.NEVER, Source.POLICY, 0, 0, 0)))
                .isEqualTo(429);
        assertThatThrownBy(() -> RateLimitHeaders.problem(decision(Outcome.ALLOWED, Source.REDIS, 1, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("decision: ALLOWED (expected: DENIED or NEVER)");
    }

    @Test
    void limitsOfAnotherPolicyAreAMistake() {
        RateLimitPolicy other = RateLimitPolicy.named("api").limit(Limit.fixedWindow(1, Duration.ofSeconds(1)));
        assertThatThrownBy(() -> RateLimitHeaders.of(other, decision(Outcome.ALLOWED, Source.REDIS, 1, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("burst");
    }
}
