package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import dev.redport.config.RedisConfig;

/**
 * What a driver is and how it was configured.
 *
 * @param driver the name of the client library in lower case, for example {@code lettuce}; the metric tag {@code driver}
 * @param clientVersion the version of the client library, or {@code unknown}
 * @param config the configuration it was connected with
 * @since 0.1.0
 */
public record DriverInfo(String driver, String clientVersion, RedisConfig config) {
    /** Checks the parts. */
    public DriverInfo {
        requireNonNull(driver, "driver");
        requireNonNull(clientVersion, "clientVersion");
        requireNonNull(config, "config");
    }
}
