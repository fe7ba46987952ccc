package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import dev.redport.config.RedisConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * What every port stands on: the stacked driver, who is told, and where asynchronous calls run.
 *
 * @param driver the driver
 * @param listener is told what happens
 * @param executor runs the calls of {@code async()} views
 * @param circuit the state of the circuit breaker
 * @since 0.1.0
 */
public record PortContext(
        RedisDriver driver, RedisListener listener, Executor executor, Supplier<CircuitBreaker.State> circuit) {
    /** Checks the parts. */
    public PortContext {
        requireNonNull(driver, "driver");
        requireNonNull(listener, "listener");
        requireNonNull(executor, "executor");
        requireNonNull(circuit, "circuit");
    }

    /**
     * The same without a circuit breaker.
     *
     * @param driver the driver
     * @param listener is told what happens
     * @param executor runs the calls of {@code async()} views
     */
    public PortContext(RedisDriver driver, RedisListener listener, Executor executor) {
        this(driver, listener, executor, () -> CircuitBreaker.State.CLOSED);
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
     * Runs a call of an {@code async()} view.
     *
     * @param call blocks, and may throw
     * @param <T> the type of its result
     * @return completes as the call does; failed already if there are too many calls, or after the end
     */
    public <T> CompletableFuture<T> async(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, executor);
        } catch (RejectedExecutionException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
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
