package dev.redport.ratelimit;

import java.time.Duration;
import java.util.List;

/** How one limit is counted, and how the script is told so. Implementations are records, equal by their numbers. */
sealed interface Rule permits BucketRule, SlidingRule, WindowRule, CalendarRule, LogRule {
    /**
     * What products may be at most. Lua calculates in doubles, exact for integers up to 2^53; the script adds up to four
     * such products, because debts may reach twice the limit.
     */
    long EXACT = 1L << 51;

    /** Microseconds that an instant may be counted in: finer is tried first. */
    List<Long> UNITS = List.of(1L, 1_000L, 1_000_000L);

    Duration SHORTEST = Duration.ofMillis(1);
    Duration LONGEST = Duration.ofDays(366);

    /** The most that can be taken at once. */
    long limit();

    /** After this time without use the limit is full. */
    Duration window();

    /** The rule in the script's terms, see there. */
    String spec(long epochSecond);

    /** The second in which {@link #spec} becomes another. */
    default long specUntil(long epochSecond) {
        return Long.MAX_VALUE;
    }

    static long positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: >= 1)");
        }
        return value;
    }

    static long micros(Duration period) {
        if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0 || period.toNanos() % 1_000 != 0) {
            throw new IllegalArgumentException(
                    "period: " + period + " (expected: PT0.001S to PT8784H, in whole microseconds)");
        }
        return period.toNanos() / 1_000;
    }

    /** Whether a product stays exact. */
    static boolean fits(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b > 0 && a * b <= EXACT;
    }

    static IllegalArgumentException inexact(String what, long limit, Duration period, String product) {
        return new IllegalArgumentException(
                what + ": " + limit + " with period " + period + " cannot be computed exactly: "
                        + product + " (expected: <= 2^51 = " + EXACT
                        + "; choose rounder numbers, a smaller limit or a shorter period)");
    }
}
