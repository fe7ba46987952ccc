package dev.redport.doctor;

import dev.redport.config.TlsMaterial;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Watches one handshake from within: decides nothing itself, but remembers what was shown, asked and refused. */
final class Witness {
    private final X509ExtendedTrustManager judge;
    private final @Nullable X509ExtendedKeyManager keys;
    private volatile List<X509Certificate> chain = List.of();
    private volatile TlsFault fault = TlsFault.NONE;
    private volatile boolean asked;

    Witness(TlsMaterial material) {
        judge = only(
                X509ExtendedTrustManager.class, material.trustManagerFactory().getTrustManagers());
        keys = material.keyManagerFactory()
                .map(factory -> only(X509ExtendedKeyManager.class, factory.getKeyManagers()))
                .orElse(null);
    }

    private static <T> T only(Class<T> type, Object[] managers) {
        return Arrays.stream(managers)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this JVM has no " + type.getSimpleName()));
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Keys()}, new TrustManager[] {new Trust()}, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the JVM's TLS does not work", broken);
        }
    }

    /** What the server showed, its own first. */
    List<X509Certificate> chain() {
        return chain;
    }

    /** What is wrong with it. */
    TlsFault fault() {
        return fault;
    }

    boolean wasAskedForCertificate() {
        return asked;
    }

    boolean hasCertificate() {
        return keys != null;
    }

    private TlsFault diagnose(X509Certificate[] shown, String authType) {
        Instant now = Instant.now();
        if (Arrays.stream(shown).anyMatch(each -> each.getNotAfter().toInstant().isBefore(now))) {
            return TlsFault.EXPIRED;
        }
        if (Arrays.stream(shown)
                .anyMatch(each -> each.getNotBefore().toInstant().isAfter(now))) {
            return TlsFault.NOT_YET_VALID;
        }
        try {
            judge.checkServerTrusted(shown, authType); // all but the host name
            return TlsFault.WRONG_HOST;
        } catch (CertificateException unknown) {
            return TlsFault.UNKNOWN_AUTHORITY;
        }
    }

    private final class Trust extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] shown, String authType, Socket socket)
                throws CertificateException {
            chain = List.of(shown);
            try {
                judge.checkServerTrusted(shown, authType, socket);
            } catch (CertificateException e) {
                fault = diagnose(shown, authType);
                throw e;
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String authType, SSLEngine engine)
                throws CertificateException {
            judge.checkServerTrusted(shown, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String authType) throws CertificateException {
            judge.checkServerTrusted(shown, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String authType, Socket socket)
                throws CertificateException {
            judge.checkClientTrusted(shown, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String authType, SSLEngine engine)
                throws CertificateException {
            judge.checkClientTrusted(shown, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String authType) throws CertificateException {
            judge.checkClientTrusted(shown, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return judge.getAcceptedIssuers();
        }
    }

    @SuppressWarnings("NullAway") // null is how a key manager says that it has none
    private final class Keys extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            asked = true;
            return keys == null ? null : keys.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
            return keys == null ? null : keys.getClientAliases(type, issuers);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return keys == null ? null : keys.getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return keys == null ? null : keys.getPrivateKey(alias);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
