package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisListener.CertificateFile;
import dev.redport.driver.RedisTlsException;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both sides prove who they are, a wrong certificate is refused once and in clear words, and new files are taken up.
 *
 * @since 0.1.0
 */
public abstract class CertificatesContract extends ServerContract {
    private static final Duration LOOK = Duration.ofSeconds(8);

    /** For subclasses. */
    protected CertificatesContract() {}

    @Override
    protected EmbeddedRedis startServer() {
        return EmbeddedRedis.builder().mutualTls().start();
    }

    @Override
    RedisConfigBuilder config() {
        return identified(super.config(), redis.certificates());
    }

    private static RedisConfigBuilder identified(RedisConfigBuilder config, TestCertificates as) {
        return config.tlsCertFile(as.clientCertificate()).tlsKeyFile(as.clientKey());
    }

    @Test
    void onlyTls13AndTls12AreOffered() throws Exception {
        try (ClientHello ear = new ClientHello()) {
            RedisDriver driver = connect(at("127.0.0.1", ear.port())
                    .tlsEnabled(true)
                    .tlsCaFile(redis.certificates().ca()));
            FutureTask<ErrorKind> call = new FutureTask<>(() -> failure(driver));
            Thread caller = new Thread(call, "tls-caller");
            caller.setDaemon(true);
            caller.start();
            assertThat(ear.versions()).containsExactly(0x0303, 0x0304);
            assertThat(call.get(5, TimeUnit.SECONDS)).as("hung up on").isIn(ErrorKind.TLS, ErrorKind.NOT_CONNECTED);
        }
    }

    @Test
    void ourCertificateIsTaken() {
        assertThat(run(connect(), Verb.PING).text()).isEqualTo("PONG");
    }

    @Test
    void noCertificateIsRefused() {
        assertRefused(config(redis));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        assertRefused(identified(config(redis), TestCertificates.create()));
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        assertRefused(config().tlsCaFile(TestCertificates.unknownCa().ca()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anotherHostIsRefusedInEveryVersion(String version) {
        try (EmbeddedRedis server = server(TestCertificates.wrongHost())) {
            assertRefused(config(server).tlsProtocols(Set.of(version)));
        }
    }

    @Test
    void aCertificateThatIsOutOfDateIsRefused() {
        for (TestCertificates each : List.of(TestCertificates.expired(), TestCertificates.notYetValid())) {
            try (EmbeddedRedis server = server(each)) {
                assertRefused(config(server));
            }
        }
    }

    @Test
    void newFilesAreUsedByNewConnectionsAndBadOnesAreNot(@TempDir Path directory) throws IOException {
        TestCertificates old = TestCertificates.create();
        TestCertificates renewed = TestCertificates.create();
        EmbeddedRedis server = closedAtTheEnd(
                EmbeddedRedis.builder().certificates(old).mutualTls().start());
        Path authority = Files.copy(old.ca(), directory.resolve("ca.crt"));
        Path certificate = Files.copy(old.clientCertificate(), directory.resolve("client.crt"));
        Path key = Files.copy(old.clientKey(), directory.resolve("client.key"));
        Told told = new Told();
        RedisDriver driver = stack(
                        config(server)
                                .tlsCaFile(authority)
                                .tlsCertFile(certificate)
                                .tlsKeyFile(key),
                        told)
                .driver();
        assertThat(run(driver, Verb.PING).text()).isEqualTo("PONG");
        assertThat(told.expiries).containsOnlyKeys(CertificateFile.CLIENT, CertificateFile.CA);
        assertThat(told.expiries.values()).allMatch(expiry -> expiry.isAfter(Instant.now()));
        told.expiries.clear();

        replace(old.ca(), renewed.ca());
        replace(old.serverCertificate(), renewed.serverCertificate());
        replace(old.serverKey(), renewed.serverKey());
        server.execute("CONFIG", "SET", "tls-session-cache-size", "1000"); // reads its files again
        assertThat(run(driver, Verb.PING).text()).as("open connections go on").isEqualTo("PONG");
        hangUp(server);
        assertThat(eventually(LOOK, () -> failure(driver) == ErrorKind.TLS))
                .as("neither takes the other's certificate")
                .isTrue();

        replace(authority, renewed.ca());
        replace(certificate, renewed.clientCertificate());
        replace(key, renewed.clientKey());
        assertThat(eventually(LOOK, () -> failure(driver) == null))
                .as("the new ones are used")
                .isTrue();
        assertThat(told.reloads).contains(true);
        assertThat(told.expiries).containsOnlyKeys(CertificateFile.CLIENT, CertificateFile.CA);

        told.reloads.clear();
        Files.writeString(certificate, "no certificate");
        assertThat(eventually(LOOK, () -> {
                    hangUp(server);
                    return failure(driver) != ErrorKind.TLS && told.reloads.contains(false);
                }))
                .isTrue();
        assertThat(eventually(LOOK, () -> failure(driver) == null))
                .as("the last good one stays in use")
                .isTrue();
        assertThat(told.reloads).containsExactly(false);
    }

    private static void replace(Path file, Path with) throws IOException {
        Files.copy(with, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void hangUp(EmbeddedRedis server) {
        server.execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    private static @Nullable ErrorKind failure(RedisDriver driver) {
        try {
            run(driver, Verb.PING);
            return null;
        } catch (RedisException e) {
            return e.kind();
        }
    }

    private static EmbeddedRedis server(TestCertificates certificates) {
        return EmbeddedRedis.builder().certificates(certificates).start();
    }

    private void assertRefused(RedisConfigBuilder config) {
        Told told = new Told();
        RedisDriver driver = stack(config.maxRetries(3), told).driver();
        RedisException refused = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.PING));
        assertThat(refused).isInstanceOf(RedisTlsException.class);
        assertThat(refused.kind()).isEqualTo(ErrorKind.TLS);
        assertThat(refused).hasMessageContaining("REDIS_TLS_CA_FILE").hasMessageContaining("REDIS_TLS_CERT_FILE");
        assertThat(told.retries).as("repeated").hasValue(0);
    }

    private static final class Told implements RedisListener {
        final List<Boolean> reloads = new CopyOnWriteArrayList<>();
        final AtomicInteger retries = new AtomicInteger();
        final Map<CertificateFile, Instant> expiries = new ConcurrentHashMap<>();

        @Override
        public void onCertificates(CertificateFile file, Instant expiry) {
            expiries.put(file, expiry);
        }

        @Override
        public void onTlsReload(boolean ok) {
            reloads.add(ok);
        }

        @Override
        public void onRetry(Operation operation, ErrorKind error) {
            retries.incrementAndGet();
        }
    }
}
