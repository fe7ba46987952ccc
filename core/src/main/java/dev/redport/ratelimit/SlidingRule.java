package dev.redport.ratelimit;

import java.time.Duration;

/** Two counters, of this window and the one before. */
record SlidingRule(long limit, Duration window, long unit, long width) implements Rule {

    static SlidingRule of(long limit, Duration period) {
        Rule.positive("limit", limit);
        long micros = Rule.micros(period);
        for (long unit : UNITS) {
            if (micros % unit == 0 && Rule.fits(limit, micros / unit)) {
                return new SlidingRule(limit, period, unit, micros / unit);
            }
        }
        throw Rule.inexact("limit", limit, period, "limit x period");
    }

    @Override
    public String spec(long epochSecond) {
        return "s" + unit + "," + width + "," + limit;
    }
}
