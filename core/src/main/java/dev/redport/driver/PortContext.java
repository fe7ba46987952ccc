package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import dev.redport.config.RedisConfig;
import java.util.concurrent.Executor;

/**
 * What every port stands on: the stacked driver, who is told, and where asynchronous calls run.
 *
 * @param driver the driver
 * @param listener is told what happens
 * @param executor runs the calls of {@code async()} views
 * @since 0.1.0
 */
public record PortContext(RedisDriver driver, RedisListener listener, Executor executor) {
    /** Checks the parts. */
    public PortContext {
        requireNonNull(driver, "driver");
        requireNonNull(listener, "listener");
        requireNonNull(executor, "executor");
    }

    /**
     * The configuration the driver was connected with.
     *
     * @return the configuration
     */
    public RedisConfig config() {
        return driver.info().config();
    }

    /**
     * Starts a call that must end within the configured operation deadline.
     *
     * @param operation what it is for
     * @return the call
     */
    public Call call(Operation operation) {
        return Call.start(operation, config().timeouts().operation());
    }
}
