package dev.redport.driver;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;

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
     * The version of the client library, for people who look for a fault.
     *
     * @return the version, or {@code unknown}
     */
    String clientVersion();

    /**
     * Prepares the client library. It does not fail while the server is away; nothing is connected yet.
     *
     * @param config the configuration
     * @param tls the certificates, to be asked for at each new connection
     * @return an open connector
     */
    Connector connector(RedisConfig config, TlsSource tls);

    /**
     * Creates a driver for the configured topology. It does not fail while the server is away; it connects as soon as it
     * can.
     *
     * @param config the configuration
     * @return an open driver
     * @throws dev.redport.config.ConfigException if a file named by the configuration cannot be used
     */
    default RedisDriver connect(RedisConfig config) {
        return RoutingDriver.connect(this, config, RedisListener.NONE);
    }
}
