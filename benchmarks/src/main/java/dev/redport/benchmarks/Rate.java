package dev.redport.benchmarks;

import java.time.Duration;

/**
 * What every limiter is told to keep.
 *
 * @param capacity tokens of a full bucket
 * @param refill tokens that come back in a period
 * @param period the period
 */
record Rate(long capacity, long refill, Duration period) {
    /** More than a benchmark can take, so slow that no key expires between two calls, and exact in integers for all. */
    static final Rate AMPLE = new Rate(10_000_000, 1, Duration.ofMinutes(1));

    static Rate perHour(long limit) {
        return new Rate(limit, limit, Duration.ofHours(1));
    }
}
