package dev.redport.config;

import java.time.Duration;

/**
 * The connections to one server. For Jedis and Redisson {@code size} is the size of the pool; for Lettuce,
 * which sends the commands of all callers through each connection, the number of connections used in turn.
 *
 * @param size connections, 1..10000, default 10 ({@code REDIS_POOL_SIZE}); 10..500 in production
 * @param minIdle connections kept open while idle, 0..size, default 2 ({@code REDIS_MIN_IDLE_CONNS})
 * @param timeout longest wait for a free connection, 1 ms..24 h, default the read timeout
 *     ({@code REDIS_POOL_TIMEOUT})
 * @since 0.1.0
 */
public record PoolConfig(int size, int minIdle, Duration timeout) {
    /**
     * Checks the ranges.
     *
     * @param size as above
     * @param minIdle as above
     * @param timeout as above
     * @throws ConfigException with every problem
     */
    public PoolConfig {
        Problems.throwAnyOf(problems -> Rules.pool(problems, size, minIdle, timeout));
    }
}
