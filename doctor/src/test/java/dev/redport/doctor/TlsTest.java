package dev.redport.doctor;

import dev.redport.config.RedisConfig;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.TestCertificates;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TlsTest {
    private static final DoctorOptions NO_ADMIN = DoctorOptions.defaults();

    @Nested
    class TheCertificates {
        private void fault(TestCertificates certificates, String seen) {
            try (EmbeddedRedis server =
                    Examined.goodServer().certificates(certificates).start()) {
                Examined.of(Examined.withTls(Examined.config(server), certificates), NO_ADMIN)
                        .has("tls-handshake", Status.FAIL, seen)
                        .has("auth-required", Status.SKIP)
                        .has("connect", Status.FAIL, seen.split(":", -1)[0]);
            }
        }

        @Test
        void thatExpired() {
            fault(TestCertificates.expired(), "certificate has expired");
            try (EmbeddedRedis server = Examined.goodServer()
                    .certificates(TestCertificates.expired())
                    .start()) {
                Examined.of(Examined.withTls(Examined.config(server), server.certificates()), NO_ADMIN)
                        .has("tls-server-certificate", Status.FAIL, "it expired at");
            }
        }

        @Test
        void thatCannotBeRead() {
            Examined.of(
                            RedisConfig.builder()
                                    .port(1)
                                    .tlsEnabled(true)
                                    .tlsCaFile(java.nio.file.Path.of("/no/such/ca.crt")),
                            NO_ADMIN)
                    .has("tls-files", Status.FAIL, "REDIS_TLS_CA_FILE")
                    .has("connect", Status.SKIP)
                    .has("tls-handshake", Status.SKIP, "cannot be used");
        }

        @Test
        void thatAreNotYetValid() {
            fault(TestCertificates.notYetValid(), "not valid yet");
        }

        @Test
        void forAnotherHost() {
            fault(TestCertificates.wrongHost(), "for another host name: it is for elsewhere.redport.invalid");
        }

        @Test
        void ofAnUnknownAuthority() {
            fault(TestCertificates.unknownCa(), "authority that is not trusted");
        }

        @Test
        void thatTheServiceLacks() {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                try (EmbeddedRedis server =
                        Examined.goodServer().tlsProtocols(version).start()) {
                    Examined.of(
                                    Examined.config(server)
                                            .tlsEnabled(true)
                                            .tlsCaFile(server.certificates().ca()),
                                    NO_ADMIN)
                            .has("tls-handshake", Status.FAIL, "wants a client certificate")
                            .has("connect", Status.FAIL, "wants a client certificate");
                }
            }
        }

        @Test
        void thatTheServerRefuses() {
            TestCertificates other = TestCertificates.create();
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                try (EmbeddedRedis server =
                        Examined.goodServer().tlsProtocols(version).start()) {
                    Examined.of(
                                    Examined.withTls(Examined.config(server), other)
                                            .tlsCaFile(server.certificates().ca()),
                                    NO_ADMIN)
                            .has("tls-handshake", Status.FAIL, "does not accept our client certificate");
                }
            }
        }

        @Test
        void thatAreNotVerified() {
            try (EmbeddedRedis server = Examined.goodServer().start()) {
                Examined.of(
                                Examined.withTls(Examined.config(server), server.certificates())
                                        .tlsSkipVerify(true),
                                NO_ADMIN)
                        .has("tls-verification", Status.FAIL, "REDIS_TLS_SKIP_VERIFY")
                        .has("tls-host-name", Status.FAIL, "another host succeeded");
            }
        }
    }

    @Nested
    class TheProtocol {
        @Test
        void isTlsButTheServerSpeaksPlain() {
            try (EmbeddedRedis server = EmbeddedRedis.start()) {
                Examined.of(
                                RedisConfig.builder()
                                        .host(server.host())
                                        .port(server.port())
                                        .tlsEnabled(true)
                                        .readTimeout(Duration.ofSeconds(1)),
                                NO_ADMIN)
                        .has("tls-handshake", Status.FAIL, "does not speak TLS")
                        .has("tls-plaintext", Status.FAIL, "answers without TLS")
                        .has("connect", Status.FAIL, "does not speak TLS");
            }
        }

        @Test
        void isPlainButTheServerSpeaksTls() {
            try (EmbeddedRedis server = Examined.goodServer().start()) {
                Examined.of(Examined.config(server), NO_ADMIN)
                        .has("connect", Status.FAIL, "does not answer without TLS");
            }
        }

        @Test
        void hasNoVersionInCommon() {
            try (EmbeddedRedis server =
                    Examined.goodServer().tlsProtocols("TLSv1.2").start()) {
                Examined.of(
                                Examined.withTls(Examined.config(server), server.certificates())
                                        .tlsProtocols(Set.of("TLSv1.3")),
                                NO_ADMIN)
                        .has("tls-handshake", Status.FAIL, "no TLS version or cipher in common");
            }
        }
    }
}
