package dev.redport.config;

import static dev.redport.config.Certificates.encrypted;
import static dev.redport.config.Certificates.pem;
import static dev.redport.config.Certificates.pkcs8;
import static dev.redport.config.Problematic.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class TlsMaterialTest {
    @TempDir
    static Path directory;

    private static Certificates authority;
    private static Certificates client;
    private static Path caFile;
    private static Path certFile;
    private static Path keyFile;
    private static Path serverCert;
    private static Path serverKey;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = Certificates.authority("CN=Test authority");
        Certificates other = Certificates.authority("CN=Another authority");
        caFile = pem(directory.resolve("ca.crt"), other.certificate(), authority.certificate());
        client = authority.issue("client", "EC");
        certFile = pem(directory.resolve("client.crt"), client.certificate(), authority.certificate());
        keyFile = pem(directory.resolve("client.key"), pkcs8(client.keys().getPrivate()));
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        Certificates server = authority.issue("localhost", "EC");
        serverCert = pem(directory.resolve("server.crt"), server.certificate());
        serverKey = pem(directory.resolve("server.key"), pkcs8(server.keys().getPrivate()));
    }

    private static TlsConfig with(Path ca, Path cert, Path key, Supplier<Secret> password) {
        return new TlsConfig(true, false, ca, cert, key, password, Set.of("TLSv1.2", "TLSv1.3"));
    }

    private static TlsConfig withKey(Path cert, Path key) {
        return with(caFile, cert, key, Secret.none());
    }

    private static TlsConfig only(Path ca, boolean skipVerify) {
        return new TlsConfig(true, skipVerify, ca, Path.of(""), Path.of(""), Secret.none(), Set.of("TLSv1.3"));
    }

    @Nested
    final class Trust {
        @Test
        void isInEveryAuthorityOfTheFile() {
            TlsMaterial material = TlsMaterial.load(only(caFile, false));
            assertThat(accepted(material)).hasSize(2);
            assertThat(material.keyManagerFactory()).isEmpty();
            assertThat(material.protocols()).containsExactly("TLSv1.3");
            assertThat(material.verifyHostname()).isTrue();
        }

        @Test
        void isThatOfTheJvmWithoutAFile() {
            assertThat(accepted(TlsMaterial.load(TlsConfig.disabled()))).hasSizeGreaterThan(10);
        }

        @Test
        void inEveryoneIsWarnedAbout() {
            String log = CapturedLog.of(() -> {
                TlsMaterial material = TlsMaterial.load(only(Path.of(""), true));
                assertThat(material.verifyHostname()).isFalse();
                assertThat(accepted(material)).isEmpty();
            });
            assertThat(log.lines()).singleElement().asString().contains("WARN", "REDIS_TLS_SKIP_VERIFY");
        }

        private X509Certificate[] accepted(TlsMaterial material) {
            return ((X509TrustManager) material.trustManagerFactory().getTrustManagers()[0]).getAcceptedIssuers();
        }
    }

    @Nested
    final class Key {
        @ParameterizedTest
        @ValueSource(strings = {"RSA", "EC", "Ed25519", "Ed448"})
        void isReadInClearAndEncrypted(String algorithm) throws Exception {
            Certificates own = authority.issue("client", algorithm);
            Path cert = pem(directory.resolve(algorithm + ".crt"), own.certificate());
            Path clear =
                    pem(directory.resolve(algorithm + ".key"), pkcs8(own.keys().getPrivate()));
            Path locked = pem(
                    directory.resolve(algorithm + ".enc"), encrypted(own.keys().getPrivate(), "open"));
            assertThat(TlsMaterial.load(withKey(cert, clear)).keyManagerFactory())
                    .isPresent();
            assertThat(TlsMaterial.load(with(caFile, cert, locked, Secret.of("open")))
                            .keyManagerFactory())
                    .isPresent();
            assertThat(lines(() -> TlsMaterial.load(with(caFile, cert, locked, Secret.of("c4n4ry")))))
                    .singleElement()
                    .asString()
                    .contains("REDIS_TLS_KEY_FILE: " + locked, "PBES2", "openssl pkcs8")
                    .doesNotContain("c4n4ry");
            assertThat(lines(() -> TlsMaterial.load(withKey(cert, locked))))
                    .singleElement()
                    .asString()
                    .contains("REDIS_TLS_KEY_PASSWORD_FILE");
        }

        @ParameterizedTest
        @ValueSource(strings = {"RSA", "EC"})
        void inAnOldFormatIsRefusedWithTheCommandThatConvertsIt(String algorithm) throws Exception {
            Certificates own = authority.issue("client", algorithm);
            Path cert = pem(directory.resolve("old.crt"), own.certificate());
            Path key = pem(directory.resolve("old.key"), own.keys().getPrivate());
            assertThat(lines(() -> TlsMaterial.load(withKey(cert, key))))
                    .containsExactly("REDIS_TLS_KEY_FILE: " + key + " (expected: PKCS#8 instead of " + algorithm
                            + " PRIVATE KEY, convert it by: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key)");
        }

        @Test
        void inAnOldFormatIsRefusedAlsoIfEncrypted() throws Exception {
            Path key = Files.writeString(directory.resolve("old-encrypted.key"), """
                    -----BEGIN RSA PRIVATE KEY-----
                    Proc-Type: 4,ENCRYPTED
                    DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

                    AAAA
                    -----END RSA PRIVATE KEY-----
                    """);
            assertThat(lines(() -> TlsMaterial.load(withKey(certFile, key))))
                    .singleElement()
                    .asString()
                    .contains("PKCS#8 instead of RSA PRIVATE KEY");
        }

        @ParameterizedTest
        @ValueSource(strings = {"RSA", "EC", "Ed25519"})
        void ofAnotherCertificateIsRefused(String algorithm) throws Exception {
            Path key = pem(
                    directory.resolve("other.key"),
                    pkcs8(Certificates.keys(algorithm).getPrivate()));
            for (String certified : Set.of("RSA", "EC", "Ed25519")) {
                Path cert = pem(
                        directory.resolve("other.crt"),
                        authority.issue("client", certified).certificate());
                assertThat(lines(() -> TlsMaterial.load(withKey(cert, key))))
                        .containsExactly("REDIS_TLS_KEY_FILE: " + key
                                + " (expected: the private key of the first certificate in " + cert + ")");
            }
        }

        @Test
        void thatOthersCanReadIsWarnedAbout() throws Exception {
            Path open = pem(directory.resolve("open.key"), pkcs8(client.keys().getPrivate()));
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(CapturedLog.of(() -> TlsMaterial.load(withKey(certFile, open))))
                    .contains("WARN", "REDIS_TLS_KEY_FILE", open.toString());
            assertThat(CapturedLog.of(() -> TlsMaterial.load(withKey(certFile, keyFile))))
                    .isEmpty();
        }

        @Test
        void withAnExpiredCertificateIsWarnedAbout() throws Exception {
            Certificates expired = authority.issue("client", "EC", Duration.ofHours(-1));
            Path cert = pem(directory.resolve("expired.crt"), expired.certificate());
            Path key =
                    pem(directory.resolve("expired.key"), pkcs8(expired.keys().getPrivate()));
            assertThat(CapturedLog.of(() -> TlsMaterial.load(withKey(cert, key))))
                    .contains("WARN", "REDIS_TLS_CERT_FILE", cert.toString());
        }
    }

    @Nested
    final class PemFiles {
        @Test
        void thatAreWrongAreReportedTogether() {
            Path missing = directory.resolve("missing");
            assertThat(lines(() -> TlsMaterial.load(with(missing, missing, keyFile, Secret.none()))))
                    .containsExactly(
                            "REDIS_TLS_CA_FILE: " + missing + " (expected: a file that can be read)",
                            "REDIS_TLS_CERT_FILE: " + missing + " (expected: a file that can be read)");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "no PEM",
                    "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----",
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                    "-----BEGIN CERTIFICATE-----\nAAAA",
                    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
                })
        void withoutAnAuthorityOrKeyAreRefused(String content) throws Exception {
            Path file = Files.writeString(directory.resolve("content"), content);
            assertThat(lines(() -> TlsMaterial.load(only(file, false))))
                    .singleElement()
                    .asString()
                    .startsWith("REDIS_TLS_CA_FILE: " + file + " (expected: ");
            assertThat(lines(() -> TlsMaterial.load(withKey(certFile, file))))
                    .singleElement()
                    .asString()
                    .startsWith("REDIS_TLS_KEY_FILE: " + file + " (expected: ");
        }

        @Test
        void withTheChainInTheWrongOrderAreRefused() throws Exception {
            Certificates stranger = Certificates.authority("CN=Stranger");
            Path cert = pem(directory.resolve("chain.crt"), client.certificate(), stranger.certificate());
            assertThat(lines(() -> TlsMaterial.load(withKey(cert, keyFile))))
                    .containsExactly("REDIS_TLS_CERT_FILE: " + cert
                            + " (expected: our certificate first, then each issuer in order)");
        }
    }

    @Nested
    final class Handshake {
        @Test
        void provesBothSides() throws Exception {
            assertThat(talk(TlsMaterial.load(withKey(certFile, keyFile)), "localhost"))
                    .isEqualTo("CN=client");
        }

        @Test
        void refusesAnotherHostName() {
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() -> talk(TlsMaterial.load(withKey(certFile, keyFile)), "redis.internal"));
        }

        @Test
        void refusesAnUnknownAuthority() throws Exception {
            Path stranger = pem(
                    directory.resolve("stranger.crt"),
                    Certificates.authority("CN=Stranger").certificate());
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() ->
                            talk(TlsMaterial.load(with(stranger, certFile, keyFile, Secret.none())), "localhost"));
        }

        @Test
        void acceptsAnyoneWhenVerificationIsSkipped() throws Exception {
            TlsConfig skip =
                    new TlsConfig(true, true, Path.of(""), certFile, keyFile, Secret.none(), Set.of("TLSv1.2"));
            assertThat(talk(TlsMaterial.load(skip), "redis.internal")).isEqualTo("CN=client");
        }

        /** One handshake with a server that asks for a certificate; the name of the client as the server saw it. */
        private String talk(TlsMaterial material, String host) throws Exception {
            TlsMaterial server = TlsMaterial.load(withKey(serverCert, serverKey));
            InetAddress loopback = InetAddress.getLoopbackAddress();
            try (SSLServerSocket listener = (SSLServerSocket)
                    server.sslContext().getServerSocketFactory().createServerSocket(0, 1, loopback)) {
                listener.setNeedClientAuth(true);
                CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> peer(listener));
                try (SSLSocket socket = (SSLSocket) material.sslContext()
                        .getSocketFactory()
                        .createSocket(new Socket(loopback, listener.getLocalPort()), host, 0, true)) {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setProtocols(material.protocols());
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    socket.setSSLParameters(parameters);
                    socket.startHandshake();
                    return seen.get(10, TimeUnit.SECONDS);
                }
            }
        }

        private String peer(SSLServerSocket listener) {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.startHandshake();
                return socket.getSession().getPeerPrincipal().getName();
            } catch (IOException refused) {
                return "refused";
            }
        }
    }
}
