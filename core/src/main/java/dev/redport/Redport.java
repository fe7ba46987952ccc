package dev.redport;

import static java.util.Objects.requireNonNull;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.DriverStack;
import dev.redport.driver.Need;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisListener;
import dev.redport.health.HealthCheck;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;

/**
 * One connection to Redis, and the ports on it. Make one for the whole service and close it at the end.
 *
 * <p>Connecting does not fail while Redis is away: calls throw, {@link #health} says so, and all is well once it is back.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Redport implements AutoCloseable {
    private final PortContext context;
    private final CallThreads threads;
    private final HealthCheck health;

    private Redport(DriverFactory factory, RedisConfig config, RedisListener listener) {
        threads = new CallThreads();
        context = DriverStack.connect(factory, config, listener, threads);
        health = HealthCheck.over(context);
    }

    /**
     * Connects with the driver that is on the class path.
     *
     * @param config the configuration
     * @return an open connection
     * @throws IllegalStateException if there is no driver on the class path, or several and none is named by {@code
     *     REDIS_DRIVER}
     */
    public static Redport connect(RedisConfig config) {
        return connect(config, RedisListener.NONE);
    }

    /**
     * Connects with the driver that is on the class path, and tells a listener what happens.
     *
     * @param config the configuration
     * @param listener for metrics and logs
     * @return an open connection
     * @throws IllegalStateException if there is no driver on the class path, or several and none is named by {@code
     *     REDIS_DRIVER}
     */
    public static Redport connect(RedisConfig config, RedisListener listener) {
        return connect(config, listener, DriverStack.find(config.driver()));
    }

    /**
     * Connects with a driver of one's choice.
     *
     * @param config the configuration
     * @param listener for metrics and logs
     * @param factory makes the driver
     * @return an open connection
     */
    public static Redport connect(RedisConfig config, RedisListener listener, DriverFactory factory) {
        return new Redport(
                requireNonNull(factory, "factory"),
                requireNonNull(config, "config"),
                requireNonNull(listener, "listener"));
    }

    /**
     * A cache. Calls with equal specs share entries in Redis; keep the cache, so that they share loads as well.
     *
     * @param spec what the cache holds and for how long
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return the cache
     */
    public <K, V> Cache<K, V> cache(CacheSpec<K, V> spec) {
        return Cache.over(context, spec);
    }

    /**
     * A rate limiter. Limiters with equal policies share their state in Redis; keep the limiter, so that they remember
     * denials and ask together as well. Where it denies or throws while Redis is away, readiness follows Redis from now on.
     *
     * @param policy what it limits
     * @return the limiter
     * @throws IllegalArgumentException if the policy has no limit
     */
    public RateLimiter rateLimiter(RateLimitPolicy policy) {
        RateLimiter limiter = RateLimiter.over(context, policy);
        if (policy.onUnavailable().needsRedis()) {
            health.require(Need.RATE_LIMITER);
        }
        return limiter;
    }

    /**
     * A token store. Stores with equal specs share their tokens; keep the store, so that it remembers what was refused. From now
     * on, readiness follows Redis, and health warns of settings of the servers that would make it forget.
     *
     * @param spec its name, keys and times
     * @return the store
     */
    public TokenStore tokenStore(TokenSpec spec) {
        TokenStore store = TokenStore.over(context, spec);
        health.require(Need.TOKEN_STORE);
        health.watchDurability();
        return store;
    }

    /**
     * Whether Redis answers.
     *
     * @return the same check each time
     */
    public HealthCheck health() {
        return health;
    }

    /**
     * The driver under the ports, with retry and observation: for commands that no port covers.
     *
     * @return the driver; closed by {@link #close}
     */
    public RedisDriver driver() {
        return context.driver();
    }

    /**
     * Ends every connection and thread, within a few seconds. Calls under way fail, later ones throw {@link
     * IllegalStateException}. Calls after the first have no effect.
     */
    @Override
    public void close() {
        threads.close();
        context.driver().close();
    }

    @Override
    public String toString() {
        return "Redport[" + context.driver().info().driver() + "]";
    }
}
