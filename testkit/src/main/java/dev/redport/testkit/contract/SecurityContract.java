package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.TestCertificates;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What keeps data and secrets where they belong: certificates, silence about secrets, data that stays data.
 *
 * @since 0.1.0
 */
public abstract class SecurityContract {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** For subclasses. */
    protected SecurityContract() {}

    /**
     * The driver under test.
     *
     * @return its factory
     */
    protected abstract DriverFactory factory();

    @Nested
    class Certificates extends CertificatesContract {
        @Override
        protected DriverFactory factory() {
            return SecurityContract.this.factory();
        }
    }

    @Nested
    class CertificatesOfSentinel extends EveryServer {
        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.sentinel().mutualTls().start());
        }
    }

    @Nested
    class CertificatesOfCluster extends EveryServer {
        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.cluster().mutualTls().start());
        }
    }

    /** Sentinels, masters and nodes are all spoken to over TLS, and all of them are verified. */
    abstract class EveryServer extends TopologyContract {
        @Override
        protected DriverFactory factory() {
            return SecurityContract.this.factory();
        }

        @Override
        RedisConfigBuilder config() {
            return super.config().dialTimeout(PATIENCE).readTimeout(PATIENCE).operationDeadline(PATIENCE);
        }

        private RedisConfigBuilder identified() {
            TestCertificates certificates = TestCertificates.standard();
            return config().tlsCertFile(certificates.clientCertificate()).tlsKeyFile(certificates.clientKey());
        }

        private static Reply go(RedisDriver driver, Verb verb, String... args) {
            return driver.execute(command(verb, args), Call.start(Operation.OTHER, PATIENCE));
        }

        @Test
        void showsItsCertificateAndTakesOurs() {
            RedisDriver driver = connect(identified());
            for (String key : new String[] {"a", "b", "c", "d"}) {
                go(driver, Verb.SET, key, key);
                assertThat(go(driver, Verb.GET, key).text()).isEqualTo(key);
            }
        }

        @Test
        void isRefusedAsATlsFailureIfUnknown() {
            var driver =
                    connect(identified().tlsCaFile(TestCertificates.unknownCa().ca()));
            RedisException refused = catchThrowableOfType(RedisException.class, () -> go(driver, Verb.GET, "a"));
            assertThat(refused.kind()).isEqualTo(ErrorKind.TLS);
        }

        @Test
        void refusesUsAsATlsFailureIfWeShowNothing() {
            RedisDriver driver = connect(config());
            RedisException refused = catchThrowableOfType(RedisException.class, () -> go(driver, Verb.GET, "a"));
            assertThat(refused.kind()).isEqualTo(ErrorKind.TLS);
        }
    }

    @Nested
    class HostileData extends HostileDataContract {
        @Override
        protected DriverFactory factory() {
            return SecurityContract.this.factory();
        }
    }

    @Nested
    class HostileDataOnCluster extends HostileDataContract {
        @Override
        protected DriverFactory factory() {
            return SecurityContract.this.factory();
        }

        @Override
        Deployment startServers() {
            return Deployment.of(EmbeddedRedis.cluster().start());
        }
    }

    @Nested
    class Secrecy extends SecrecyContract {
        @Override
        protected DriverFactory factory() {
            return SecurityContract.this.factory();
        }
    }
}
