package dev.redport.config;

import java.time.Duration;

/**
 * How often and how soon a command is sent again, where that is safe.
 *
 * @param maxRetries attempts after the first, 0..100, default 3 ({@code REDIS_MAX_RETRIES}); 1..10 in production
 * @param minDelay delay before the first retry, 1 ms..24 h, default 100 ms ({@code REDIS_MIN_RETRY_DELAY})
 * @param maxDelay longest delay before a retry, minDelay..24 h, default 3 s ({@code REDIS_MAX_RETRY_DELAY})
 * @since 0.1.0
 */
public record RetryPolicy(int maxRetries, Duration minDelay, Duration maxDelay) {
    /**
     * Checks the ranges.
     *
     * @param maxRetries as above
     * @param minDelay as above
     * @param maxDelay as above
     * @throws ConfigException with every problem
     */
    public RetryPolicy {
        Problems.throwAnyOf(problems -> Rules.retry(problems, maxRetries, minDelay, maxDelay));
    }
}
