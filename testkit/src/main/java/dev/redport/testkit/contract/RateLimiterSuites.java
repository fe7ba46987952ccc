package dev.redport.testkit.contract;

import dev.redport.driver.DriverFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * All suites of the rate limiter, one after the other on the same servers.
 *
 * @since 0.1.0
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RateLimiterSuites {
    private Deployment servers;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // the servers are started before the first suite
    protected RateLimiterSuites() {}

    /**
     * The driver under test.
     *
     * @return its factory
     */
    protected abstract DriverFactory factory();

    abstract Deployment startServers();

    @BeforeAll
    void startTheServers() {
        servers = startServers();
    }

    Deployment lentServers() {
        return servers.lent();
    }

    @AfterAll
    void closeTheServers() {
        servers.close();
    }

    @Nested
    class Operations extends RateLimiterContract {
        @Override
        protected DriverFactory factory() {
            return RateLimiterSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Requests extends RateLimiterRequestsContract {
        @Override
        protected DriverFactory factory() {
            return RateLimiterSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Sharing extends RateLimiterSharingContract {
        @Override
        protected DriverFactory factory() {
            return RateLimiterSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Clocks extends RateLimiterClocksContract {
        @Override
        protected DriverFactory factory() {
            return RateLimiterSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Waiting extends RateLimiterWaitingContract {
        @Override
        protected DriverFactory factory() {
            return RateLimiterSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Exactness extends RateLimiterExactnessContract {
        @Override
        protected DriverFactory factory() {
            return RateLimiterSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Outages extends RateLimiterOutageContract {
        @Override
        protected DriverFactory factory() {
            return RateLimiterSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }
}
