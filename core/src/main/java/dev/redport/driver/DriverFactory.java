package dev.redport.driver;

import dev.redport.config.RedisConfig;

/**
 * Makes the driver of one client library. A driver module names its factory in {@code META-INF/services}, so that it is
 * found on the class path. Thread-safe.
 *
 * @since 0.1.0
 */
public interface DriverFactory {
    /**
     * The name to choose the driver by, in {@code REDIS_DRIVER} or in code.
     *
     * @return the name in lower case, for example {@code lettuce}
     */
    String name();

    /**
     * Creates a driver. It does not fail while the server is away; it connects as soon as it can.
     *
     * @param config the configuration
     * @return an open driver
     * @throws dev.redport.config.ConfigException if a file named by the configuration cannot be used
     */
    RedisDriver connect(RedisConfig config);
}
