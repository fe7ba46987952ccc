package dev.redport.testkit.contract;

import dev.redport.driver.DriverFactory;
import org.junit.jupiter.api.Nested;

/**
 * All suites of the rate limiter where there are replicas that can take over.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterSuitesWithReplicas extends RateLimiterSuites {
    /** For subclasses. */
    protected RateLimiterSuitesWithReplicas() {}

    @Nested
    class Failovers extends RateLimiterFailoverContract {
        @Override
        protected DriverFactory factory() {
            return RateLimiterSuitesWithReplicas.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }
}
