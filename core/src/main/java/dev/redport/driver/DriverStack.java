package dev.redport.driver;

import dev.redport.config.RedisConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;

/**
 * Finds the driver and puts the decorators over it.
 *
 * @since 0.1.0
 */
public final class DriverStack {
    private DriverStack() {}

    /**
     * Connects a driver and stacks the decorators, outermost last: what is observed includes what the circuit breaker turns
     * away, the breaker judges a call with all its retries, and a retry includes finding out that the server does not know
     * a script.
     *
     * @param factory makes the driver
     * @param config the configuration
     * @param listener is told what happens; what it throws is logged and dropped
     * @param executor runs the calls of {@code async()} views
     * @return what every port stands on; closing its driver ends the connections
     */
    public static PortContext connect(
            DriverFactory factory, RedisConfig config, RedisListener listener, Executor executor) {
        boolean isSafe = listener == RedisListener.NONE || listener instanceof AllListeners;
        RedisListener safe = isSafe ? listener : new SafeListener(listener);
        RoutingDriver driver = RoutingDriver.connect(factory, config, safe);
        PortContext context = stack(driver, safe, executor);
        driver.tellOfCertificates();
        return context;
    }

    static PortContext stack(RedisDriver driver, RedisListener safe, Executor executor) {
        safe.onConnect(driver.info(), driver::pool);
        RedisConfig config = driver.info().config();
        CircuitBreaker breaker = config.circuitBreaker() ? CircuitBreaker.standard() : CircuitBreaker.none();
        RedisDriver scripting = new ScriptingDriver(driver);
        RedisDriver retrying = new RetryingDriver(scripting, config.retry(), safe);
        RedisDriver breaking = new BreakingDriver(retrying, breaker, safe);
        return new PortContext(new ObservedDriver(breaking, safe), safe, executor, breaker::state);
    }

    /**
     * Finds a driver on the class path.
     *
     * @param name the driver's name, or an empty text for the only one there is
     * @return the factory
     * @throws IllegalStateException if there is none, none of that name, or more than one to choose from
     */
    public static DriverFactory find(String name) {
        List<DriverFactory> found = new ArrayList<>();
        ServiceLoader.load(DriverFactory.class).forEach(found::add);
        found.sort(Comparator.comparing(DriverFactory::name));
        return choose(name, found);
    }

    static DriverFactory choose(String name, List<DriverFactory> found) {
        List<String> names = found.stream().map(DriverFactory::name).toList();
        if (found.isEmpty()) {
            throw new IllegalStateException(
                    "No Redport driver on the class path (expected: one of redport-driver-lettuce,"
                            + " redport-driver-jedis or redport-driver-redisson as a dependency)");
        }
        if (name.isEmpty()) {
            if (found.size() > 1) {
                throw new IllegalStateException("Several Redport drivers on the class path: " + names
                        + " (expected: REDIS_DRIVER, or driver(...) in code, to name one of them)");
            }
            return found.get(0);
        }
        return found.stream()
                .filter(factory -> factory.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "REDIS_DRIVER: " + name + " (expected: one of " + names + ", which are on the class path)"));
    }
}
