package dev.redport.testkit.contract;

import dev.redport.driver.DriverFactory;
import org.junit.jupiter.api.Nested;

/**
 * All suites of the token store where there are replicas that can take over.
 *
 * @since 0.1.0
 */
public abstract class TokenSuitesWithReplicas extends TokenSuites {
    /** For subclasses. */
    protected TokenSuitesWithReplicas() {}

    @Nested
    class Failovers extends TokenFailoverContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuitesWithReplicas.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }
}
