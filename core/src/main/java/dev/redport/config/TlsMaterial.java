package dev.redport.config;

import static dev.redport.config.Variable.REDIS_TLS_CA_FILE;
import static dev.redport.config.Variable.REDIS_TLS_SKIP_VERIFY;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client needs to speak TLS, made from the PEM files of a {@link TlsConfig} by the JDK alone. A
 * client takes either the two factories or the context; the protocols and the check of the host name are
 * its own to set. Immutable; {@link TlsSource} follows the files.
 *
 * @since 0.1.0
 */
public final class TlsMaterial {
    private static final Logger log = LoggerFactory.getLogger(TlsMaterial.class);

    private final PeerRecorder trust;
    private final TrustManagerFactory trustFactory;
    private final @Nullable ClientKey key;
    private final List<X509Certificate> authorities;
    private final Set<String> protocols;
    private final boolean verifyHostname;

    private TlsMaterial(List<X509Certificate> authorities, @Nullable ClientKey key, TlsConfig tls) {
        this.authorities = authorities;
        this.key = key;
        this.trust = new PeerRecorder(trust(authorities, tls));
        this.trustFactory = trust.factory();
        this.protocols = tls.protocols();
        this.verifyHostname = !tls.skipVerify();
    }

    /**
     * Reads the files. Warns in the log when nothing is verified, when our certificate is out of date, and
     * when every user of the machine can read our private key.
     *
     * @param tls which files to read
     * @return the material
     * @throws ConfigException with every file that is missing, malformed or does not fit the others
     */
    public static TlsMaterial load(TlsConfig tls) {
        Problems problems = new Problems();
        Optional<List<X509Certificate>> authorities = problems.attempt(() -> authorities(tls));
        Optional<ClientKey> key =
                TlsConfig.given(tls.keyFile()) ? problems.attempt(() -> ClientKey.load(tls)) : Optional.empty();
        problems.throwIfAny();
        if (tls.skipVerify()) {
            log.atWarn()
                    .addKeyValue("variable", REDIS_TLS_SKIP_VERIFY)
                    .log("Any server is accepted, so the connection can be read and changed");
        }
        key.ifPresent(own -> own.warn(tls));
        return new TlsMaterial(authorities.orElseThrow(), key.orElse(null), tls);
    }

    /** Those of the file; none where the JVM's are meant, or nobody is judged. */
    private static List<X509Certificate> authorities(TlsConfig tls) {
        return tls.skipVerify() || !TlsConfig.given(tls.caFile())
                ? List.of()
                : PemFile.read(REDIS_TLS_CA_FILE, tls.caFile()).certificates();
    }

    private static X509ExtendedTrustManager trust(List<X509Certificate> authorities, TlsConfig tls) {
        if (tls.skipVerify()) {
            return new TrustEveryone();
        }
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities.isEmpty() ? null : store(authorities));
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the JVM's trust manager checks no host names"));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the JVM's trust manager does not work", broken);
        }
    }

    private static KeyStore store(List<X509Certificate> authorities) throws GeneralSecurityException {
        KeyStore store = ClientKey.emptyStore();
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        return store;
    }

    /**
     * Judges the server's certificate: by the given authorities, by those of the JVM, or not at all.
     *
     * @return the factory, initialised
     */
    public TrustManagerFactory trustManagerFactory() {
        return trustFactory;
    }

    /**
     * The server whose certificate was accepted last.
     *
     * @return the server; empty if there was none yet
     */
    public Optional<TlsPeer> lastPeer() {
        return trust.last();
    }

    /**
     * Offers our certificate to servers that ask for one.
     *
     * @return the factory, initialised; empty if there is no certificate
     */
    public Optional<KeyManagerFactory> keyManagerFactory() {
        return Optional.ofNullable(key).map(ClientKey::factory);
    }

    /**
     * When the first certificate of our file expires: ours, or one of its chain.
     *
     * @return the moment; empty if there is no certificate
     */
    public Optional<Instant> clientExpiry() {
        return expiry(key == null ? List.of() : key.chain());
    }

    /**
     * When the first of the authorities of the file expires.
     *
     * @return the moment; empty if those of the JVM are used, or none
     */
    public Optional<Instant> authorityExpiry() {
        return expiry(authorities);
    }

    private static Optional<Instant> expiry(List<X509Certificate> certificates) {
        return certificates.stream().map(each -> each.getNotAfter().toInstant()).min(Comparator.naturalOrder());
    }

    /**
     * A context with both, for clients that take no factories. It neither limits the protocols nor checks
     * the host name: see {@link #protocols} and {@link #verifyHostname}.
     *
     * @return a new context
     */
    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(key == null ? null : key.factory().getKeyManagers(), trustFactory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the JVM's TLS does not work", broken);
        }
    }

    /**
     * The versions to offer, newest first.
     *
     * @return a fresh array
     */
    public String[] protocols() {
        return protocols.toArray(String[]::new);
    }

    /**
     * Whether the client must check that the server's certificate is for the host it asked for.
     *
     * @return false only if verification is skipped
     */
    public boolean verifyHostname() {
        return verifyHostname;
    }
}
