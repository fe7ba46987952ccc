package dev.redport.testkit.contract;

import static dev.redport.testkit.contract.FaultContract.runPatiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisTlsException;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.TestCertificates;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * TLS is verified unless told otherwise, and a handshake that fails says so.
 *
 * @since 0.1.0
 */
public abstract class TlsContract extends ServerContract {
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

    /** A slow machine does not make it give up before the handshake has ended one way or the other. */
    private RedisDriver patient(RedisConfigBuilder config) {
        return connect(config.dialTimeout(FaultContract.PATIENCE)
                .readTimeout(FaultContract.PATIENCE)
                .operationDeadline(FaultContract.PATIENCE));
    }

    private void assertWorks(RedisConfigBuilder config) {
        RedisDriver driver = patient(config);
        runPatiently(driver, Verb.SET, "a", "1");
        assertThat(runPatiently(driver, Verb.GET, "a").text()).isEqualTo("1");
    }

    private void assertTlsFailure(RedisConfigBuilder config) {
        RedisDriver driver = patient(config);
        RedisException thrown = failureInTime(() -> runPatiently(driver, Verb.PING));
        assertThat(thrown).isInstanceOf(RedisTlsException.class);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.TLS);
    }

    private void assertFailsInTime(RedisConfigBuilder config) {
        RedisDriver driver = connect(config);
        var unused = failureInTime(() -> run(driver, Verb.PING));
    }

    private static RedisException failureInTime(ThrowingCallable call) {
        long start = System.nanoTime();
        RedisException thrown = catchThrowableOfType(RedisException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plusMillis(600));
        return thrown;
    }
}
