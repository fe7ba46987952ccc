package dev.redport.testkit.contract;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.driver.DriverFactory;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * All suites for one driver.
 *
 * <pre>{@code
 * class MyDriverContractTest extends DriverContract {
 *     @Override
 *     protected DriverFactory factory() {
 *         return new MyDriverFactory();
 *     }
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DriverContract {
    private final SharedServers sentinel =
            new SharedServers(() -> Deployment.of(EmbeddedRedis.sentinel().start()));
    private final SharedServers cluster =
            new SharedServers(() -> Deployment.of(EmbeddedRedis.cluster().start()));

    /** For subclasses. */
    protected DriverContract() {}

    /**
     * The driver under test.
     *
     * @return its factory
     */
    protected abstract DriverFactory factory();

    @AfterAll
    void closeTheServers() {
        sentinel.close();
        cluster.close();
    }

    @Nested
    class Commands extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class CommandsUnmerged extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        RedisConfigBuilder config() {
            return super.config().mergeCallers(false);
        }
    }

    @Nested
    class Merging extends MergingContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class CommandsOverTls extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.builder().tls().start());
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Settings extends SettingsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Failures extends FailureContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Outages extends OutageContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Retries extends RetryContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Tls extends TlsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Caches extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class CachesOverTls extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
        }
    }

    @Nested
    class CachePitfalls extends CachePitfallsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Observability extends ObservabilityContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class HealthChecks extends HealthContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class HealthOfOutages extends HealthOutageContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class CommandsOnSentinel extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class LifecycleOnSentinel extends LifecycleContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class CachesOnSentinel extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return sentinel.lent();
        }
    }

    @Nested
    class CommandsOnCluster extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }

    @Nested
    class LifecycleOnCluster extends LifecycleContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }

    @Nested
    class CachesOnCluster extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }

    /** TLS everywhere, and passwords of users of their own at data servers and sentinels. */
    @Nested
    class CommandsOnGuardedSentinel extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.sentinel()
                            .tls()
                            .user("app", "s+e/c=r@t:%")
                            .defaultUserOff()
                            .sentinelUser("scout", "guard")
                            .sentinelDefaultUserOff()
                            .start())
                    .with(config -> config.dialTimeout(Duration.ofSeconds(5))
                            .username("app")
                            .password("s+e/c=r@t:%")
                            .sentinelCredentials(new Credentials("scout", Secret.of("guard"))));
        }
    }

    /** TLS with client certificates, and a user of its own. */
    @Nested
    class CommandsOnGuardedCluster extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            EmbeddedCluster cluster = EmbeddedRedis.cluster()
                    .mutualTls()
                    .user("app", "s+e/c=r@t:%")
                    .defaultUserOff()
                    .start();
            return Deployment.of(cluster)
                    .with(config -> config.dialTimeout(Duration.ofSeconds(5))
                            .username("app")
                            .password("s+e/c=r@t:%")
                            .tlsCertFile(cluster.certificates().clientCertificate())
                            .tlsKeyFile(cluster.certificates().clientKey()));
        }
    }

    @Nested
    class LeastPrivilege extends LeastPrivilegeContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Security extends SecurityContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class SentinelFaults extends SentinelFaultsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class ClusterMoves extends ClusterMovesContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class ClusterFaults extends ClusterFaultsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class SentinelAccess extends SentinelAccessContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class NetworkFaults extends NetworkFaultsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class ReplicaReadsOnSentinel extends ReplicaReadsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.sentinel().start());
        }
    }

    @Nested
    class ReplicaReadsOnCluster extends ReplicaReadsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.cluster().start());
        }
    }

    @Nested
    class RateLimits extends RateLimiterSuites {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
        }
    }

    @Nested
    class RateLimitsOnSentinel extends RateLimiterSuitesWithReplicas {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
        }
    }

    @Nested
    class TokensOnSentinel extends TokenSuitesWithReplicas {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
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
            return DriverContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }
}
