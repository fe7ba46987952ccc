package dev.redport.ratelimit;

import java.math.BigInteger;
import java.time.Duration;

/**
 * A token bucket in integers: with {@code g} the greatest common divisor of refill and period, a token is {@code period / g}
 * ticks, and {@code refill / g} ticks drain from what was used in each unit of time. So any ratio is exact.
 */
record BucketRule(long limit, long refill, Duration period, long unit, long ticks, long drain) implements Rule {

    static BucketRule of(long capacity, long refill, Duration period) {
        Rule.positive("refill", refill);
        long micros = Rule.micros(period);
        for (long unit : UNITS) {
            if (micros % unit == 0) {
                long units = micros / unit;
                long divisor = BigInteger.valueOf(refill)
                        .gcd(BigInteger.valueOf(units))
                        .longValueExact();
                if (Rule.fits(capacity, units / divisor) && refill / divisor <= EXACT) {
                    return new BucketRule(capacity, refill, period, unit, units / divisor, refill / divisor);
                }
            }
        }
        throw Rule.inexact("capacity", capacity, period, "capacity x period / gcd(refill " + refill + ", period)");
    }

    @Override
    public Duration window() {
        long units = (limit * ticks + drain - 1) / drain;
        return Duration.ofNanos(Math.min(units, Long.MAX_VALUE / 1_000 / unit) * unit * 1_000);
    }

    @Override
    public String spec(long epochSecond) {
        return "b" + unit + "," + ticks + "," + drain + "," + limit;
    }
}
