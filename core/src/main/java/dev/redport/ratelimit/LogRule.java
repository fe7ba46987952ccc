package dev.redport.ratelimit;

import java.time.Duration;

/** An entry for each time something was taken. */
record LogRule(long limit, Duration window, long width) implements Rule {
    private static final long MOST = 10_000;

    static LogRule of(long limit, Duration period) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MOST
                    + " in a sliding log, which remembers each; a sliding window has no such bound)");
        }
        return new LogRule(limit, period, Rule.micros(period));
    }

    @Override
    public String spec(long epochSecond) {
        return "l" + width + "," + limit;
    }
}
