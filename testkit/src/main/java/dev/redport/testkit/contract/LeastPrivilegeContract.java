package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Credentials;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.config.Topology;
import dev.redport.driver.AccessRights;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.Need;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * The suites of the cache, the rate limiter and of health pass as a user who has the rights that {@link AccessRights} names and no others,
 * and the servers had nothing to refuse.
 *
 * @since 0.1.0
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LeastPrivilegeContract {
    private static final String USER = "least";
    private static final String PASSWORD = "p+/=@:% ${x}";
    private static final String WATCHER = "watcher";
    private static final String WATCHWORD = "w+/=@:%";

    private final SharedServers sentinel = new SharedServers(LeastPrivilegeContract::startSentinel);
    private final SharedServers cluster = new SharedServers(LeastPrivilegeContract::startCluster);

    /** For subclasses. */
    protected LeastPrivilegeContract() {}

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

    private static Deployment standalone() {
        return standalone(rules(Contract.settings().build()));
    }

    private static Deployment standalone(String[] rules) {
        EmbeddedRedis redis = EmbeddedRedis.builder()
                .user(USER, PASSWORD, rules)
                .defaultUserOff()
                .start();
        return guarded(Deployment.of(redis), List.of(redis));
    }

    private static Deployment startSentinel() {
        EmbeddedSentinel sentinel = EmbeddedRedis.sentinel()
                .user(USER, PASSWORD, rules(Contract.settings().build()))
                .defaultUserOff()
                .sentinelUser(WATCHER, WATCHWORD, AccessRights.ofSentinels().toArray(String[]::new))
                .sentinelDefaultUserOff()
                .start();
        List<EmbeddedRedis> all = new ArrayList<>(sentinel.nodes());
        all.addAll(sentinel.sentinels());
        return guarded(Deployment.of(sentinel), all);
    }

    private static Deployment startCluster() {
        RedisConfig config =
                Contract.settings().cluster(new Endpoint("localhost", 1)).build();
        EmbeddedCluster cluster = EmbeddedRedis.cluster()
                .user(USER, PASSWORD, rules(config))
                .defaultUserOff()
                .start();
        return guarded(Deployment.of(cluster), cluster.nodes());
    }

    /** The rights, and the keys of the shared caches in the suites, which are outside the namespace. */
    private static String[] rules(RedisConfig config) {
        List<String> rules = new ArrayList<>(AccessRights.ofData(config, Need.CACHE, Need.HEALTH));
        rules.add("~legacy:*");
        rules.add("~a{1}:*");
        return rules.toArray(String[]::new);
    }

    private static Deployment guarded(Deployment servers, List<EmbeddedRedis> all) {
        return servers.with(LeastPrivilegeContract::login, () -> {
            for (EmbeddedRedis each : all) {
                assertThat((List<?>) each.execute("ACL", "LOG")).as("refused").isEmpty();
            }
        });
    }

    private static RedisConfigBuilder login(RedisConfigBuilder config) {
        RedisConfigBuilder own = config.username(USER).password(PASSWORD);
        return own.build().topology() instanceof Topology.Sentinel
                ? own.sentinelCredentials(() -> new Credentials(WATCHER, Secret.of(WATCHWORD)))
                : own;
    }

    @Nested
    class Caches extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return LeastPrivilegeContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return standalone();
        }
    }

    @Nested
    class CacheLoading extends CacheLoadingContract {
        @Override
        protected DriverFactory factory() {
            return LeastPrivilegeContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return standalone();
        }
    }

    @Nested
    class CachePitfalls extends CachePitfallsContract {
        @Override
        protected DriverFactory factory() {
            return LeastPrivilegeContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return standalone();
        }
    }

    @Nested
    class HealthChecks extends HealthContract {
        @Override
        protected DriverFactory factory() {
            return LeastPrivilegeContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return standalone();
        }
    }

    @Nested
    class RateLimits extends RateLimiterContract {
        @Override
        protected DriverFactory factory() {
            return LeastPrivilegeContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return standalone(AccessRights.ofData(Contract.settings().build(), Need.RATE_LIMITER)
                    .toArray(String[]::new));
        }
    }

    @Nested
    class Sessions extends TokenSessionsContract {
        @Override
        protected DriverFactory factory() {
            return LeastPrivilegeContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return standalone(AccessRights.ofData(Contract.settings().build(), Need.TOKEN_STORE)
                    .toArray(String[]::new));
        }
    }

    @Nested
    class RefreshTokens extends TokenRefreshContract {
        @Override
        protected DriverFactory factory() {
            return LeastPrivilegeContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return standalone(AccessRights.ofData(Contract.settings().build(), Need.TOKEN_STORE)
                    .toArray(String[]::new));
        }
    }

    @Nested
    class CachesOnSentinel extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return LeastPrivilegeContract.this.factory();
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
            return LeastPrivilegeContract.this.factory();
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
            return LeastPrivilegeContract.this.factory();
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
            return LeastPrivilegeContract.this.factory();
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
            return LeastPrivilegeContract.this.factory();
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
            return LeastPrivilegeContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return cluster.lent();
        }
    }
}
