package dev.redport.config;

import java.time.Duration;

/**
 * How long to wait for what. All are 1 ms..24 h.
 *
 * @param dial longest wait for connecting, default 5 s ({@code REDIS_DIAL_TIMEOUT}); at least 1 s in production
 * @param read longest wait for a reply, default 3 s ({@code REDIS_READ_TIMEOUT}); at least 1 s in production
 * @param write longest wait for sending a command, default 3 s ({@code REDIS_WRITE_TIMEOUT}); at least 1 s
 *     in production
 * @param operation longest time of one operation with all its attempts, at least {@code read}, default 5 s
 *     ({@code REDIS_OPERATION_DEADLINE})
 * @since 0.1.0
 */
public record Timeouts(Duration dial, Duration read, Duration write, Duration operation) {
    /**
     * Checks the ranges.
     *
     * @param dial as above
     * @param read as above
     * @param write as above
     * @param operation as above
     * @throws ConfigException with every problem
     */
    public Timeouts {
        Problems.throwAnyOf(problems -> Rules.timeouts(problems, dial, read, write, operation));
    }
}
