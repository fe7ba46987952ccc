package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TestCertificatesTest {

    @Nested
    class Server {
        @Test
        void isTrustedUnderBothItsNames() throws Exception {
            TestCertificates certificates = TestCertificates.standard();
            try (EmbeddedRedis redis = EmbeddedRedis.builder().tls().start()) {
                assertThat(redis.certificates()).isSameAs(certificates);
                assertThat(redis.url()).isEqualTo("rediss://127.0.0.1:" + redis.port());
                assertThat(redis.execute("PING")).isEqualTo("PONG");
                for (String host : List.of("127.0.0.1", "localhost")) {
                    assertThat(VerifyingClient.trusting(certificates.ca()).ping(host, redis.port()))
                            .isEqualTo("PONG");
                }
            }
        }

        @Test
        void restartsWithTls() {
            try (EmbeddedRedis redis = EmbeddedRedis.builder().tls().start()) {
                redis.restart();
                assertThat(redis.execute("PING")).isEqualTo("PONG");
            }
        }

        @Test
        void speaksNoPlainText() {
            try (EmbeddedRedis redis = EmbeddedRedis.builder().tls().start()) {
                assertThatThrownBy(() -> {
                            try (RespConnection plain =
                                    RespConnection.open(redis.host(), redis.port(), null, Duration.ofSeconds(5))) {
                                plain.execute(AdminClient.utf8("PING"));
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
        }

        @Test
        void canBeLimitedToOneProtocol() throws Exception {
            try (EmbeddedRedis redis =
                            EmbeddedRedis.builder().tlsProtocols("TLSv1.2").start();
                    SSLSocket socket =
                            VerifyingClient.trusting(redis.certificates().ca()).connect(redis.host(), redis.port())) {
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            }
        }

        @Test
        void isRefusedWhenItsCertificateIsWrong() {
            assertRefused(TestCertificates.wrongHost(), "127.0.0.1");
            assertRefused(TestCertificates.expired(), "CertificateExpiredException");
            assertRefused(TestCertificates.notYetValid(), "CertificateNotYetValidException");
            assertRefused(TestCertificates.unknownCa(), "PKIX path building failed");
        }

        private void assertRefused(TestCertificates certificates, String reason) {
            try (EmbeddedRedis redis =
                    EmbeddedRedis.builder().certificates(certificates).start()) {
                assertThat(redis.execute("PING")).isEqualTo("PONG");
                VerifyingClient client = VerifyingClient.trusting(certificates.ca());
                assertThatThrownBy(() -> client.ping(redis.host(), redis.port()))
                        .isInstanceOf(SSLException.class)
                        .hasStackTraceContaining(reason);
            }
        }
    }

    @Nested
    class Client {
        @Test
        void getsInOnlyWithACertificateTheServerKnows() throws Exception {
            try (EmbeddedRedis redis = EmbeddedRedis.builder().mutualTls().start()) {
                TestCertificates own = redis.certificates();
                TestCertificates other = TestCertificates.create();
                assertThat(redis.execute("PING")).isEqualTo("PONG");
                assertThat(VerifyingClient.with(own.ca(), own.clientCertificate(), own.clientKey())
                                .ping(redis.host(), redis.port()))
                        .isEqualTo("PONG");
                VerifyingClient none = VerifyingClient.trusting(own.ca());
                assertThatThrownBy(() -> none.ping(redis.host(), redis.port())).isInstanceOf(IOException.class);
                VerifyingClient stranger = VerifyingClient.with(own.ca(), other.clientCertificate(), other.clientKey());
                assertThatThrownBy(() -> stranger.ping(redis.host(), redis.port()))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Nested
    class PemFiles {
        @Test
        void areReadableByTheOwnerOnly() throws IOException {
            TestCertificates certificates = TestCertificates.standard();
            for (Path file : List.of(
                    certificates.clientKey(),
                    certificates.serverKey(),
                    certificates.encryptedClientKey("p"),
                    certificates.pkcs1Key())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }

        @Test
        void holdAnEncryptedKeyThatTheJdkDecrypts() throws Exception {
            TestCertificates certificates = TestCertificates.standard();
            Path file = certificates.encryptedClientKey("secret");
            assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");

            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(VerifyingClient.der(file));
            String algorithm = encrypted.getAlgParameters().toString();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("secret".toCharArray())),
                    encrypted.getAlgParameters());
            PrivateKey decrypted = KeyFactory.getInstance("EC").generatePrivate(encrypted.getKeySpec(cipher));
            assertThat(decrypted.getEncoded()).isEqualTo(VerifyingClient.der(certificates.clientKey()));
        }

        @Test
        void holdATraditionalKeyThatTheJdkCannotRead() throws Exception {
            Path file = TestCertificates.standard().pkcs1Key();
            assertThat(Files.readString(file)).startsWith("-----BEGIN RSA PRIVATE KEY-----");
            PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(VerifyingClient.der(file));
            KeyFactory factory = KeyFactory.getInstance("RSA");
            assertThatThrownBy(() -> factory.generatePrivate(key)).isInstanceOf(GeneralSecurityException.class);
        }

        @Test
        void areNotSharedByTwoSets() {
            assertThat(TestCertificates.create().ca())
                    .isNotEqualTo(TestCertificates.create().ca());
        }
    }
}
