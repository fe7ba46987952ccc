package dev.redport.ratelimit;

import java.time.Duration;

/**
 * A token bucket that still needs its refill, see {@link Limit#tokenBucket}. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TokenBucket {
    private final long capacity;

    TokenBucket(long capacity) {
        this.capacity = capacity;
    }

    /**
     * As many tokens as the bucket holds come back in a period, evenly.
     *
     * @param period 1 ms to 366 days, in whole microseconds
     * @return the limit
     * @throws IllegalArgumentException if the period is out of range, or cannot be computed exactly with this capacity
     */
    public Limit per(Duration period) {
        return Limit.of(Limit.defaultName(capacity, period), BucketRule.of(capacity, capacity, period));
    }

    /**
     * So many tokens come back in a period, evenly.
     *
     * @param tokens 1 or more
     * @param period 1 ms to 366 days, in whole microseconds
     * @return the limit
     * @throws IllegalArgumentException if a number is out of range, or they cannot be computed exactly together
     */
    public Limit refill(long tokens, Duration period) {
        return Limit.of(
                capacity + "-refill-" + Limit.defaultName(tokens, period), BucketRule.of(capacity, tokens, period));
    }
}
