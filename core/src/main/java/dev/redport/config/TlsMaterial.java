package dev.redport.config;

import static dev.redport.config.Variable.REDIS_TLS_CA_FILE;
import static dev.redport.config.Variable.REDIS_TLS_SKIP_VERIFY;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
    private static final Logger LOG = LoggerFactory.getLogger(TlsMaterial.class);

    private final TrustManagerFactory trust;
    private final @Nullable KeyManagerFactory key;
    private final Set<String> protocols;
    private final boolean verifyHostname;

    private TlsMaterial(TrustManagerFactory trust, @Nullable KeyManagerFactory key, TlsConfig tls) {
        this.trust = trust;
        this.key = key;
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
        Optional<TrustManagerFactory> trust = problems.attempt(() -> trust(tls));
        Optional<ClientKey> key =
                TlsConfig.given(tls.keyFile()) ? problems.attempt(() -> ClientKey.load(tls)) : Optional.empty();
        problems.throwIfAny();
        if (tls.skipVerify()) {
            LOG.warn(
                    "{} is on: any server is accepted, so the connection can be read and changed",
                    REDIS_TLS_SKIP_VERIFY);
        }
        key.ifPresent(own -> own.warn(tls));
        return new TlsMaterial(trust.orElseThrow(), key.map(ClientKey::factory).orElse(null), tls);
    }

    private static TrustManagerFactory trust(TlsConfig tls) {
        if (tls.skipVerify()) {
            return TrustEveryone.factory();
        }
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(TlsConfig.given(tls.caFile()) ? authorities(tls) : null);
            return factory;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the JVM's trust manager does not work", broken);
        }
    }

    private static KeyStore authorities(TlsConfig tls) throws GeneralSecurityException {
        KeyStore store = ClientKey.emptyStore();
        for (X509Certificate authority :
                PemFile.read(REDIS_TLS_CA_FILE, tls.caFile()).certificates()) {
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
        return trust;
    }

    /**
     * Offers our certificate to servers that ask for one.
     *
     * @return the factory, initialised; empty if there is no certificate
     */
    public Optional<KeyManagerFactory> keyManagerFactory() {
        return Optional.ofNullable(key);
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
            context.init(key == null ? null : key.getKeyManagers(), trust.getTrustManagers(), null);
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
