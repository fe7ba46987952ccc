package dev.redport.testkit.contract;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.EmbeddedRedis;
import org.junit.jupiter.api.Nested;

/**
 * What the ports do over a driver: cache, rate limiter, token store, health, with the least privileges and without telling secrets. Extended as
 * {@link DriverContract} is, the other half.
 *
 * @since 0.1.0
 */
public abstract class PortsContract extends Suites {
    /** For subclasses. */
    protected PortsContract() {}

    @Nested
    class Caches extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class CachesOverTls extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.builder().tls().start());
        }
    }

    @Nested
    class CacheLoading extends CacheLoadingContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class CachePitfalls extends CachePitfallsContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class Observability extends ObservabilityContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class HealthChecks extends HealthContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class HealthOfOutages extends HealthOutageContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class CachesOnSentinel extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class CacheLoadingOnSentinel extends CacheLoadingContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class CachePitfallsOnSentinel extends CachePitfallsContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class HealthChecksOnSentinel extends HealthContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class CachesOnCluster extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }

    @Nested
    class CacheLoadingOnCluster extends CacheLoadingContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }

    @Nested
    class CachePitfallsOnCluster extends CachePitfallsContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }

    @Nested
    class HealthChecksOnCluster extends HealthContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }

    @Nested
    class LeastPrivilege extends LeastPrivilegeContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class Security extends SecurityContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class RateLimits extends RateLimiterSuites {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.start());
        }
    }

    @Nested
    class RateLimitsWithLostReplies extends RateLimiterLostReplyContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class RateLimitsOnSentinel extends RateLimiterSuitesWithReplicas {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class RateLimitsOnCluster extends RateLimiterSuitesWithReplicas {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }

    @Nested
    class Tokens extends TokenSuites {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.start());
        }
    }

    @Nested
    class TokensWithLostReplies extends TokenLostReplyContract {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }
    }

    @Nested
    class TokensOnSentinel extends TokenSuitesWithReplicas {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class TokensOnCluster extends TokenSuitesWithReplicas {
        @Override
        protected DriverFactory factory() {
            return PortsContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }
}
