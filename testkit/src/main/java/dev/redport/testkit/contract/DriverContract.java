package dev.redport.testkit.contract;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.driver.DriverFactory;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * What a driver does itself: commands, lifecycle, settings, failures, TLS, and all that can happen to servers and networks. {@link
 * PortsContract} is the other half.
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
public abstract class DriverContract extends Suites {
    /** For subclasses. */
    protected DriverContract() {}

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
}
