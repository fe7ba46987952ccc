package dev.redport.ratelimit;

import java.time.Duration;

/** One counter for each window, of the clock or from the first use on. */
record WindowRule(long limit, Duration window, boolean aligned, long width) implements Rule {

    static WindowRule of(long limit, Duration period, boolean aligned) {
        Rule.positive("limit", limit);
        long micros = Rule.micros(period);
        if (limit > EXACT) {
            throw Rule.inexact("limit", limit, period, "limit");
        }
        return new WindowRule(limit, period, aligned, micros);
    }

    @Override
    public String spec(long epochSecond) {
        return (aligned ? "f" : "h") + width + "," + limit;
    }
}
