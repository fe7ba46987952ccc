package dev.redport.config;

import java.net.Socket;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Notes which server was trusted last. Whom to trust, the other one decides. Thread-safe. */
final class PeerRecorder extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager judge;
    private volatile @Nullable TlsPeer last;

    PeerRecorder(X509ExtendedTrustManager judge) {
        this.judge = judge;
    }

    /** The server that was trusted last; a resumed session is not judged again. */
    Optional<TlsPeer> last() {
        return Optional.ofNullable(last);
    }

    /** Gives clients this one. */
    TrustManagerFactory factory() {
        try {
            String algorithm = TrustManagerFactory.getDefaultAlgorithm();
            TrustManagerFactory usual = TrustManagerFactory.getInstance(algorithm);
            return new TrustManagerFactory(new Spi(), usual.getProvider(), algorithm) {};
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("the JVM has no trust manager", broken);
        }
    }

    private final class Spi extends TrustManagerFactorySpi {
        @Override
        protected void engineInit(@Nullable KeyStore store) {}

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {}

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return new TrustManager[] {PeerRecorder.this};
        }
    }

    private void note(X509Certificate[] chain, @Nullable SSLSession session) {
        if (session != null && chain.length > 0) {
            last = new TlsPeer(
                    session.getProtocol(),
                    session.getCipherSuite(),
                    chain[0].getNotAfter().toInstant());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType, socket);
        note(chain, socket instanceof SSLSocket secured ? secured.getHandshakeSession() : null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType, engine);
        note(chain, engine.getHandshakeSession());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
