package dev.redport.config;

import static dev.redport.config.Certificates.encrypted;
import static dev.redport.config.Certificates.pem;
import static dev.redport.config.Certificates.pkcs8;
import static dev.redport.config.Problematic.variables;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class TlsSourceTest {
    private static Certificates authority;
    private static Certificates first;
    private static Certificates second;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final List<Boolean> reloads = new ArrayList<>();

    @TempDir
    Path directory;

    private Path caFile;
    private Path certFile;
    private Path keyFile;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = Certificates.authority("CN=Test authority");
        first = authority.issue("client", "EC");
        second = authority.issue("client", "EC");
    }

    @BeforeEach
    void writeFiles() throws Exception {
        caFile = pem(directory.resolve("ca.crt"), authority.certificate());
        certFile = pem(directory.resolve("client.crt"), first.certificate());
        keyFile = pem(directory.resolve("client.key"), pkcs8(first.keys().getPrivate()));
    }

    private TlsConfig files(Supplier<Secret> keyPassword) {
        return new TlsConfig(true, false, caFile, certFile, keyFile, keyPassword, TlsConfig.PROTOCOLS);
    }

    private TlsSource source(TlsConfig tls) {
        return new TlsSource(tls, reloads::add, now::get);
    }

    private TlsSource source() {
        return source(files(Secret.none()));
    }

    /** As tools do that never leave a half-written file behind. */
    private void replace(Path file, Object content) throws IOException {
        Files.move(pem(directory.resolve("new"), content), file, ATOMIC_MOVE);
    }

    private void replaceKey(Certificates owner) throws Exception {
        replace(keyFile, pkcs8(owner.keys().getPrivate()));
    }

    private TlsMaterial aSecondLater(TlsSource source) {
        now.addAndGet(SECONDS.toNanos(1));
        return source.current();
    }

    private static X509Certificate offered(TlsMaterial material) {
        X509KeyManager keys =
                (X509KeyManager) material.keyManagerFactory().orElseThrow().getKeyManagers()[0];
        String alias = Objects.requireNonNull(keys.getClientAliases("EC", null))[0];
        return Objects.requireNonNull(keys.getCertificateChain(alias))[0];
    }

    @Test
    void staysTheSameWhileTheFilesDo() {
        TlsSource source = source();
        TlsMaterial material = source.current();
        assertThat(offered(material)).isEqualTo(first.certificate());
        assertThat(aSecondLater(source)).isSameAs(material);
        assertThat(reloads).isEmpty();
    }

    @Test
    void followsTheFilesAtMostOnceASecond() throws Exception {
        TlsSource source = source();
        TlsMaterial material = source.current();
        replace(certFile, second.certificate());
        replaceKey(second);
        now.addAndGet(SECONDS.toNanos(1) - 1);
        assertThat(source.current()).isSameAs(material);
        now.incrementAndGet();
        String log = CapturedLog.of(() -> assertThat(offered(source.current())).isEqualTo(second.certificate()));
        assertThat(log).contains("INFO");
        assertThat(source.current()).isNotSameAs(material).isSameAs(aSecondLater(source));
        assertThat(reloads).containsExactly(true);
    }

    @Test
    void followsTheAuthorities() throws Exception {
        TlsSource source = source();
        Certificates other = Certificates.authority("CN=Another authority");
        replace(caFile, other.certificate());
        X509TrustManager trust =
                (X509TrustManager) aSecondLater(source).trustManagerFactory().getTrustManagers()[0];
        assertThat(trust.getAcceptedIssuers()).containsExactly(other.certificate());
    }

    @Test
    void followsLinksAsKubernetesSwapsThem() throws Exception {
        List<Certificates> owners = List.of(first, second);
        for (int i = 0; i < 2; i++) {
            Path version = Files.createDirectory(directory.resolve("v" + i));
            pem(version.resolve("tls.crt"), owners.get(i).certificate());
            pem(version.resolve("tls.key"), pkcs8(owners.get(i).keys().getPrivate()));
        }
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("v0"));
        certFile = Files.createSymbolicLink(directory.resolve("tls.crt"), Path.of("..data", "tls.crt"));
        keyFile = Files.createSymbolicLink(directory.resolve("tls.key"), Path.of("..data", "tls.key"));
        TlsSource source = source();
        assertThat(offered(source.current())).isEqualTo(first.certificate());
        Files.move(Files.createSymbolicLink(directory.resolve("..tmp"), Path.of("v1")), data, ATOMIC_MOVE);
        assertThat(offered(aSecondLater(source))).isEqualTo(second.certificate());
    }

    @Test
    void keepsTheOldWhileCertificateAndKeyDoNotFit() throws Exception {
        TlsSource source = source();
        TlsMaterial material = source.current();
        replace(certFile, second.certificate());
        assertThat(CapturedLog.of(() -> assertThat(aSecondLater(source)).isSameAs(material)))
                .contains("WARN", "REDIS_TLS_KEY_FILE: " + keyFile)
                .hasLineCount(1);
        assertThat(CapturedLog.of(() -> assertThat(aSecondLater(source)).isSameAs(material)))
                .isEmpty();
        assertThat(reloads).containsExactly(false);
        replaceKey(second);
        assertThat(offered(aSecondLater(source))).isEqualTo(second.certificate());
        assertThat(reloads).containsExactly(false, true);
    }

    @Test
    void keepsTheOldWhileAFileIsBrokenOrMissing() throws Exception {
        TlsSource source = source();
        TlsMaterial material = source.current();
        String half = Files.readString(keyFile).replaceFirst("(?s)-----END.*", "");
        Files.writeString(keyFile, half);
        String log = CapturedLog.of(() -> assertThat(aSecondLater(source)).isSameAs(material));
        assertThat(log).hasLineCount(1);
        assertThat(half.lines().filter(line -> line.length() == 64))
                .isNotEmpty()
                .noneMatch(log::contains);
        Files.delete(keyFile);
        assertThat(aSecondLater(source)).isSameAs(material);
        assertThat(reloads).containsExactly(false, false);
        replaceKey(first);
        assertThat(aSecondLater(source)).isNotSameAs(material);
        assertThat(reloads).containsExactly(false, false, true);
    }

    @Test
    void followsTheFileOfTheKeysPassword() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "old");
        replace(keyFile, encrypted(first.keys().getPrivate(), "old"));
        TlsSource source = source(files(new SecretFile(Variable.REDIS_TLS_KEY_PASSWORD_FILE, password)));
        Files.writeString(password, "renewed");
        aSecondLater(source);
        replace(keyFile, encrypted(first.keys().getPrivate(), "renewed"));
        aSecondLater(source);
        assertThat(reloads).containsExactly(false, true);
    }

    @Test
    void triesAgainAlthoughTheFilesStayTheSame() throws Exception {
        AtomicReference<Secret> password = new AtomicReference<>(Secret.of("old"));
        replace(keyFile, encrypted(first.keys().getPrivate(), "old"));
        TlsSource source = source(files(password::get));
        TlsMaterial material = source.current();
        replace(keyFile, encrypted(first.keys().getPrivate(), "c4n4ry"));
        assertThat(aSecondLater(source)).isSameAs(material);
        password.set(Secret.of("c4n4ry"));
        assertThat(aSecondLater(source)).isNotSameAs(material);
        assertThat(reloads).containsExactly(false, true);
    }

    @Test
    void survivesASupplierThatFails() throws Exception {
        AtomicReference<Supplier<Secret>> password = new AtomicReference<>(Secret.of("old"));
        replace(keyFile, encrypted(first.keys().getPrivate(), "old"));
        TlsSource source =
                source(files(() -> Objects.requireNonNull(password.get()).get()));
        TlsMaterial material = source.current();
        replace(keyFile, encrypted(first.keys().getPrivate(), "new"));
        password.set(() -> {
            throw new IllegalStateException("c4n4ry");
        });
        assertThat(CapturedLog.of(() -> assertThat(aSecondLater(source)).isSameAs(material)))
                .contains("IllegalStateException")
                .doesNotContain("c4n4ry");
    }

    @Test
    void onlyWarnsOfACertificateThatIsOutOfDate() throws Exception {
        TlsSource source = source();
        Certificates late = authority.issue("client", "EC", Duration.ofMinutes(-1));
        replace(certFile, late.certificate());
        replaceKey(late);
        assertThat(CapturedLog.of(
                        () -> assertThat(offered(aSecondLater(source))).isEqualTo(late.certificate())))
                .contains("WARN", "servers will refuse it");
        assertThat(reloads).containsExactly(true);
    }

    @Test
    void letsOthersGoOnWhileOneLooks() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicReference<Supplier<Secret>> password = new AtomicReference<>(Secret.of("p"));
        replace(keyFile, encrypted(first.keys().getPrivate(), "p"));
        TlsSource source =
                source(files(() -> Objects.requireNonNull(password.get()).get()));
        TlsMaterial material = source.current();
        password.set(() -> {
            looking.countDown();
            assertThat(waited(answer)).isTrue();
            return Secret.of("p");
        });
        replace(keyFile, encrypted(first.keys().getPrivate(), "p"));
        CompletableFuture<TlsMaterial> looker = CompletableFuture.supplyAsync(() -> aSecondLater(source));
        assertThat(waited(looking)).isTrue();
        assertThat(aSecondLater(source)).isSameAs(material);
        answer.countDown();
        assertThat(looker.get(10, SECONDS)).isNotSameAs(material).isSameAs(source.current());
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(10, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void cannotStartWithFilesThatDoNotLoad() throws Exception {
        Files.delete(caFile);
        replaceKey(second);
        assertThat(variables(this::source)).containsExactly("REDIS_TLS_CA_FILE", "REDIS_TLS_KEY_FILE");
    }

    @Test
    void hasNothingWithoutTls() {
        TlsSource source = new TlsSource(TlsConfig.disabled());
        assertThatIllegalStateException().isThrownBy(source::current).withMessageContaining("REDIS_TLS_ENABLED");
    }
}
