package dev.redport.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(366);
    private static final long EXACT = 1L << 51;

    private static String spec(Limit limit) {
        return limit.rule().spec(0);
    }

    private static void refused(Supplier<?> limit, String message) {
        assertThatThrownBy(limit::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Nested
    class Names {
        @Test
        void sayWhatTheLimitIs() {
            assertThat(Limit.tokenBucket(100).per(MINUTE)).hasToString("100-per-PT1M");
            assertThat(Limit.tokenBucket(100).refill(7, DAY).name()).isEqualTo("100-refill-7-per-PT24H");
            assertThat(Limit.fixedWindow(3, Duration.ofMillis(1)).name()).isEqualTo("3-per-PT0.001S");
            assertThat(Limit.calendar(9, CalendarPeriod.MONTH, ZoneOffset.UTC).name())
                    .isEqualTo("9-per-MONTH");
        }

        @Test
        void areOnesOwnIfAskedFor() {
            Limit limit = Limit.slidingLog(3, MINUTE);
            assertThat(limit.named("burst").name()).isEqualTo("burst");
            assertThat(limit.named("burst").rule()).isEqualTo(limit.rule());
            assertThat(limit.name()).as("a copy").isEqualTo("3-per-PT1M");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "a b",
                    "a\"b",
                    "\u00fc",
                    "a\n",
                    "12345678901234567890123456789012345678901234567890123456789012345"
                })
        void areBounded(String name) {
            refused(
                    () -> Limit.slidingLog(3, MINUTE).named(name),
                    "name: " + name + " (expected: 1 to 64 of A-Za-z0-9_.-)");
        }

        @Test
        void makeLimitsEqualTogetherWithTheNumbers() {
            Limit limit = Limit.fixedWindow(3, MINUTE);
            assertThat(limit).isEqualTo(Limit.fixedWindow(3, MINUTE)).hasSameHashCodeAs(Limit.fixedWindow(3, MINUTE));
            for (Limit other : List.of(
                    limit.named("other"),
                    Limit.windowFromFirstUse(3, MINUTE),
                    Limit.slidingWindow(3, MINUTE),
                    Limit.slidingLog(3, MINUTE),
                    Limit.tokenBucket(3).per(MINUTE),
                    Limit.fixedWindow(4, MINUTE).named(limit.name()))) {
                assertThat(limit).isNotEqualTo(other);
            }
        }
    }

    @Nested
    class Buckets {
        /** A token is {@code ticks}, and {@code drain} of them leave in each unit of microseconds. */
        @ParameterizedTest
        @CsvSource({
            "100,         100,    60000, 'b1,600000,1,100'",
            "997,         997, 86400000, 'b1,86400000000,997,997'",
            "3,             3,     1000, 'b1,1000000,3,3'",
            "700000,   700000,     1000, 'b1,10,7,700000'",
            "5,             7, 86400000, 'b1,86400000000,7,5'",
            "1,    1000000000,     1000, 'b1,1,1000,1'",
            "1000000,       1, 86400000, 'b1000,86400000,1,1000000'",
            "10000000,      1,31622400000, 'b1000000,31622400,1,10000000'",
        })
        void areExactInWholeTicks(long capacity, long refill, long millis, String spec) {
            Limit limit = Limit.tokenBucket(capacity).refill(refill, Duration.ofMillis(millis));
            assertThat(spec(limit)).isEqualTo(spec);
            assertThat(limit.limit()).isEqualTo(capacity);
            BucketRule rule = (BucketRule) limit.rule();
            assertThat(rule.ticks() * refill * rule.unit())
                    .as("refill tokens in a period, exactly")
                    .isEqualTo(rule.drain() * millis * 1_000);
        }

        @Test
        void perAPeriodAreFullAfterIt() {
            assertThat(Limit.tokenBucket(100).per(MINUTE).window()).isEqualTo(MINUTE);
            assertThat(Limit.tokenBucket(997).per(DAY).window()).isEqualTo(DAY);
            assertThat(Limit.tokenBucket(10).refill(100, MINUTE).window()).isEqualTo(Duration.ofSeconds(6));
            assertThat(Limit.tokenBucket(1).refill(3, Duration.ofSeconds(1)).window())
                    .as("rounded up")
                    .isEqualTo(Duration.ofNanos(333_334_000));
            assertThat(Limit.tokenBucket(10_000_000).refill(1, YEAR).window())
                    .as("as long as a duration of nanoseconds can be")
                    .isGreaterThan(Duration.ofDays(100_000));
        }

        @Test
        void thatCannotBeComputedExactlyAreRefusedWithTheNumbers() {
            Duration odd = Duration.ofDays(366).minus(Duration.ofNanos(1_000));
            refused(
                    () -> Limit.tokenBucket(1_000_000).refill(7, odd),
                    "capacity: 1000000 with period PT8783H59M59.999999S cannot be computed exactly:"
                            + " capacity x period / gcd(refill 7, period) (expected: <= 2^51 = 2251799813685248;"
                            + " choose rounder numbers, a smaller limit or a shorter period)");
            refused(
                    () -> Limit.tokenBucket(EXACT + 1).refill(1_000, Duration.ofMillis(1)),
                    "capacity: 2251799813685249 with period PT0.001S cannot be computed exactly:"
                            + " capacity x period / gcd(refill 1000, period) (expected: <= 2^51 = 2251799813685248;"
                            + " choose rounder numbers, a smaller limit or a shorter period)");
            assertThatThrownBy(() -> Limit.tokenBucket(Long.MAX_VALUE).refill(1, YEAR))
                    .hasMessageStartingWith("capacity: 9223372036854775807 with period PT8784H cannot be computed");
            assertThatThrownBy(() -> Limit.tokenBucket(1).refill(Long.MAX_VALUE, YEAR))
                    .hasMessageContaining("gcd(refill 9223372036854775807, period)");
        }

        @Test
        void reachToTheLastExactNumber() {
            assertThat(spec(Limit.tokenBucket(EXACT).refill(1_000, Duration.ofMillis(1))))
                    .isEqualTo("b1,1,1," + EXACT);
        }

        @Test
        void needPositiveNumbers() {
            refused(() -> Limit.tokenBucket(0), "capacity: 0 (expected: >= 1)");
            refused(() -> Limit.tokenBucket(-1), "capacity: -1 (expected: >= 1)");
            refused(() -> Limit.tokenBucket(1).refill(0, MINUTE), "refill: 0 (expected: >= 1)");
        }
    }

    @Nested
    class Periods {
        private void refusedAsPeriod(Duration period) {
            String message = "period: " + period + " (expected: PT0.001S to PT8784H, in whole microseconds)";
            refused(() -> Limit.tokenBucket(1).per(period), message);
            refused(() -> Limit.tokenBucket(1).refill(1, period), message);
            refused(() -> Limit.slidingWindow(1, period), message);
            refused(() -> Limit.fixedWindow(1, period), message);
            refused(() -> Limit.windowFromFirstUse(1, period), message);
            refused(() -> Limit.slidingLog(1, period), message);
        }

        @Test
        void areAMillisecondToAYearInWholeMicroseconds() {
            for (Duration period : List.of(Duration.ofMillis(1), YEAR, Duration.ofNanos(1_001_000))) {
                assertThat(Limit.fixedWindow(1, period).window()).isEqualTo(period);
                assertThat(Limit.slidingWindow(1, period).window()).isEqualTo(period);
                assertThat(Limit.slidingLog(1, period).window()).isEqualTo(period);
                assertThat(Limit.windowFromFirstUse(1, period).window()).isEqualTo(period);
            }
            refusedAsPeriod(Duration.ZERO);
            refusedAsPeriod(Duration.ofSeconds(-1));
            refusedAsPeriod(Duration.ofNanos(999_000));
            refusedAsPeriod(Duration.ofNanos(1_000_001));
            refusedAsPeriod(YEAR.plusNanos(1_000));
            refusedAsPeriod(Duration.ofSeconds(Long.MAX_VALUE));
            refusedAsPeriod(Duration.ofSeconds(Long.MIN_VALUE));
        }
    }

    @Nested
    class Windows {
        @Test
        void areToldToTheScriptInMicroseconds() {
            assertThat(spec(Limit.fixedWindow(10, MINUTE))).isEqualTo("f60000000,10");
            assertThat(spec(Limit.windowFromFirstUse(10, MINUTE))).isEqualTo("h60000000,10");
            assertThat(spec(Limit.slidingLog(10_000, MINUTE))).isEqualTo("l60000000,10000");
        }

        @Test
        void thatSlideTakeTheFinestExactUnit() {
            assertThat(spec(Limit.slidingWindow(10, MINUTE))).isEqualTo("s1,60000000,10");
            assertThat(spec(Limit.slidingWindow(1_000_000, DAY))).isEqualTo("s1000,86400000,1000000");
            assertThat(spec(Limit.slidingWindow(1_000_000_000, DAY))).isEqualTo("s1000000,86400,1000000000");
        }

        @Test
        void thatCannotBeComputedExactlyAreRefusedWithTheNumbers() {
            refused(
                    () -> Limit.slidingWindow(100_000_000_000L, DAY),
                    "limit: 100000000000 with period PT24H cannot be computed exactly: limit x period (expected:"
                            + " <= 2^51 = 2251799813685248; choose rounder numbers, a smaller limit or a shorter"
                            + " period)");
            refused(
                    () -> Limit.fixedWindow(EXACT + 1, MINUTE),
                    "limit: 2251799813685249 with period PT1M cannot be computed exactly: limit (expected:"
                            + " <= 2^51 = 2251799813685248; choose rounder numbers, a smaller limit or a shorter"
                            + " period)");
            assertThat(Limit.windowFromFirstUse(EXACT, MINUTE).limit()).isEqualTo(EXACT);
        }

        @Test
        void needPositiveLimits() {
            refused(() -> Limit.slidingWindow(0, MINUTE), "limit: 0 (expected: >= 1)");
            refused(() -> Limit.fixedWindow(0, MINUTE), "limit: 0 (expected: >= 1)");
            refused(() -> Limit.windowFromFirstUse(-5, MINUTE), "limit: -5 (expected: >= 1)");
            refused(() -> Limit.calendar(0, CalendarPeriod.DAY, ZoneId.of("UTC")), "limit: 0 (expected: >= 1)");
            refused(
                    () -> Limit.calendar(EXACT + 1, CalendarPeriod.DAY, ZoneId.of("UTC")),
                    "limit: 2251799813685249 (expected: <= 2^51)");
        }

        @Test
        void withALogAreSmall() {
            for (long limit : new long[] {0, -1, 10_001}) {
                refused(
                        () -> Limit.slidingLog(limit, MINUTE),
                        "limit: " + limit + " (expected: 1 to 10000 in a sliding log, which remembers each; a sliding"
                                + " window has no such bound)");
            }
        }
    }

    @Test
    @SuppressWarnings("NullAway") // the mistakes
    void nothingIsRefusedByName() {
        assertThatThrownBy(() -> Limit.fixedWindow(1, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("period");
        assertThatThrownBy(() -> Limit.calendar(1, null, ZoneOffset.UTC))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("period");
        assertThatThrownBy(() -> Limit.calendar(1, CalendarPeriod.DAY, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("zone");
    }
}
