package dev.redport.examples.ratelimit;

import dev.redport.ratelimit.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The numbers of a token bucket that both limiters count exactly. */
record Rate(long capacity, long refill, Duration period) {
    private static final long EXACT_IN_LUA = 1L << 51;
    private static final BigInteger EXACT_IN_BUCKET4J = BigInteger.ONE.shiftLeft(62);
    private static final long MINUTE = 60_000_000;
    private static final int ATTEMPTS = 1_000;

    private static final List<Rate> KNOWN = List.of(
            new Rate(997, 997, Duration.ofDays(1)),
            new Rate(50_000, 3, Duration.ofSeconds(1)),
            new Rate(2_500_000_000L, 700_000, Duration.ofSeconds(1)),
            new Rate(100, 100, Duration.ofMinutes(1)),
            new Rate(3_000, 100, Duration.ofMinutes(1)),
            new Rate(1, 1, Duration.ofHours(1)),
            // too fine to be counted in microseconds, so that Redport counts milliseconds
            new Rate(97, 97, Duration.ofDays(366)));

    static Rate random(Random random) {
        if (random.nextInt(4) == 0) {
            return KNOWN.get(random.nextInt(KNOWN.size()));
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            long refill = upTo(1_000_000, random);
            long period = 1_000 + upTo(30L * 24 * 60 * MINUTE, random);
            long fill = 10 * MINUTE + upTo(10L * 24 * 60 * MINUTE, random);
            double capacity = random.nextInt(5) == 0 ? refill : Math.ceil((double) refill / period * fill);
            Rate rate = new Rate((long) capacity, refill, Duration.ofNanos(period * 1_000));
            if (rate.isExact(1)) {
                return rate;
            }
        }
        throw new IllegalStateException("no exact rate in " + ATTEMPTS);
    }

    /** Any number of digits is as likely as any other. */
    static long upTo(long most, Random random) {
        return Math.min(most, (long) Math.exp(random.nextDouble() * Math.log(most + 1.0)));
    }

    Limit limit() {
        return Limit.tokenBucket(capacity).refill(refill, period);
    }

    /** The microseconds in which Redport counts. */
    long unit() {
        return isExact(1) ? 1 : 1_000;
    }

    private boolean isExact(long unit) {
        BigInteger units = BigInteger.valueOf(period.toNanos() / 1_000 / unit);
        BigInteger ticks = units.divide(units.gcd(BigInteger.valueOf(refill)));
        BigInteger most = BigInteger.valueOf(Math.max(capacity, refill));
        return most.multiply(ticks).compareTo(BigInteger.valueOf(EXACT_IN_LUA)) <= 0
                && most.multiply(BigInteger.valueOf(period.toNanos())).compareTo(EXACT_IN_BUCKET4J) < 0;
    }
}
