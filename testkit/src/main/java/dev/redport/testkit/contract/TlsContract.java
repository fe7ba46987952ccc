package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisTlsException;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.TestCertificates;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * TLS is verified unless told otherwise, and a handshake that fails says so.
 *
 * @since 0.1.0
 */
public abstract class TlsContract extends ServerContract {
    /** Of what does not wait for it, however slow the machine is. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** For subclasses. */
    protected TlsContract() {}

    @Override
    protected EmbeddedRedis startServer() {
        return EmbeddedRedis.builder().tls().start();
    }

    @Test
    void aCertificateOfTheGivenAuthorityIsTrusted() {
        assertWorks(config());
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNot() {
        assertTlsFailure(config().tlsCaFile(TestCertificates.unknownCa().ca()));
    }

    @Test
    void aCertificateForAnotherHostIsNot() {
        try (EmbeddedRedis server = server(TestCertificates.wrongHost())) {
            assertTlsFailure(config(server));
        }
    }

    @Test
    void anExpiredCertificateIsNot() {
        try (EmbeddedRedis server = server(TestCertificates.expired())) {
            assertTlsFailure(config(server));
        }
    }

    @Test
    void skippingVerificationTakesAnyCertificate() {
        try (EmbeddedRedis server = server(TestCertificates.wrongHost())) {
            assertWorks(at(server.host(), server.port()).tlsEnabled(true).tlsSkipVerify(true));
        }
    }

    @Test
    void aClientCertificateIsShownWhereTheServerWantsOne() {
        try (EmbeddedRedis server = EmbeddedRedis.builder().mutualTls().start()) {
            TestCertificates certificates = server.certificates();
            assertWorks(
                    config(server).tlsCertFile(certificates.clientCertificate()).tlsKeyFile(certificates.clientKey()));
        }
    }

    @Test
    void anEncryptedClientKeyIsOpenedWithItsPassword() {
        try (EmbeddedRedis server = EmbeddedRedis.builder().mutualTls().start()) {
            TestCertificates certificates = server.certificates();
            assertWorks(config(server)
                    .tlsCertFile(certificates.clientCertificate())
                    .tlsKeyFile(certificates.encryptedClientKey("opening"))
                    .tlsKeyPassword(Secret.of("opening")));
        }
    }

    @Test
    void aMissingClientCertificateIsATlsFailure() {
        try (EmbeddedRedis server = EmbeddedRedis.builder().mutualTls().start()) {
            assertTlsFailure(config(server));
        }
    }

    @Test
    void aServerOfTls12OnlyIsSpokenTo() {
        try (EmbeddedRedis server =
                EmbeddedRedis.builder().tls().tlsProtocols("TLSv1.2").start()) {
            assertWorks(config(server));
        }
    }

    @Test
    void aServerWithoutTlsEndsTheCallInTime() {
        try (EmbeddedRedis plain = EmbeddedRedis.start()) {
            assertFailsInTime(at(plain.host(), plain.port())
                    .tlsEnabled(true)
                    .tlsCaFile(redis.certificates().ca()));
        }
    }

    @Test
    void aClientWithoutTlsEndsTheCallInTime() {
        assertFailsInTime(at(redis.host(), redis.port()));
    }

    private static EmbeddedRedis server(TestCertificates certificates) {
        return EmbeddedRedis.builder().tls().certificates(certificates).start();
    }

    private RedisDriver patient(RedisConfigBuilder config) {
        return connect(config.dialTimeout(PATIENCE).readTimeout(PATIENCE).operationDeadline(PATIENCE));
    }

    private static Call patientCall() {
        return Call.start(Operation.OTHER, PATIENCE);
    }

    private void assertWorks(RedisConfigBuilder config) {
        RedisDriver driver = patient(config);
        Call call = patientCall();
        driver.execute(command(Verb.SET, "a", "1"), call);
        assertThat(driver.execute(command(Verb.GET, "a"), call).text()).isEqualTo("1");
    }

    private void assertTlsFailure(RedisConfigBuilder config) {
        RedisDriver driver = patient(config);
        long start = System.nanoTime();
        RedisException thrown =
                catchThrowableOfType(RedisException.class, () -> driver.execute(command(Verb.PING), patientCall()));
        assertThat(thrown).isInstanceOf(RedisTlsException.class);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.TLS);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    }

    private void assertFailsInTime(RedisConfigBuilder config) {
        RedisDriver driver = connect(config);
        long start = System.nanoTime();
        RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.PING));
        assertThat(thrown).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plusMillis(600));
    }
}
