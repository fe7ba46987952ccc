package dev.redport.config;

import static dev.redport.config.Variable.REDIS_TLS_CERT_FILE;
import static dev.redport.config.Variable.REDIS_TLS_KEY_FILE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.KeyManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our certificate with its private key, for servers that ask for one. */
record ClientKey(KeyManagerFactory factory, List<X509Certificate> chain) {
    private static final Logger log = LoggerFactory.getLogger(TlsMaterial.class);

    private static final String CIPHER = "PBEWithHmacSHA256AndAES_256";
    /** A key store wants its keys encrypted; ten thousand rounds, its default, protect nothing that never leaves memory. */
    private static final PBEParameterSpec ONE_ROUND = new PBEParameterSpec(new byte[20], 1);

    static ClientKey load(TlsConfig tls) {
        PemFile certFile = PemFile.read(REDIS_TLS_CERT_FILE, tls.certFile());
        PemFile keyFile = PemFile.read(REDIS_TLS_KEY_FILE, tls.keyFile());
        List<X509Certificate> chain = certFile.certificates();
        PrivateKey key = PemKey.in(keyFile, tls.keyPassword());
        if (!matches(key, chain.get(0).getPublicKey())) {
            throw keyFile.wrong("the private key of the first certificate in " + tls.certFile());
        }
        return new ClientKey(factory(certFile, key, chain), List.copyOf(chain));
    }

    /** Not part of loading, which may be tried again and again. */
    void warn(TlsConfig tls) {
        warnIfInvalid(tls.certFile());
        warnIfReadableByOthers(tls.keyFile());
    }

    private static KeyManagerFactory factory(PemFile certFile, PrivateKey key, List<X509Certificate> chain) {
        char[] inMemory = "in memory only".toCharArray();
        KeyStore store = emptyStore();
        try {
            var entry = new KeyStore.PrivateKeyEntry(key, chain.toArray(X509Certificate[]::new));
            store.setEntry("client", entry, new KeyStore.PasswordProtection(inMemory, CIPHER, ONE_ROUND));
        } catch (GeneralSecurityException | IllegalArgumentException notAChain) {
            throw certFile.wrong("our certificate first, then each issuer in order");
        }
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, inMemory);
            return factory;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the JVM's key manager does not work", broken);
        }
    }

    static KeyStore emptyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("the JVM's PKCS#12 key store does not work", broken);
        }
    }

    /** What the key signs, the certificate must verify. */
    private static boolean matches(PrivateKey key, PublicKey certified) {
        if (key instanceof RSAKey own && certified instanceof RSAKey other) {
            return own.getModulus().equals(other.getModulus());
        }
        try {
            Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
            byte[] sample = {1, 2, 3};
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }

    private void warnIfInvalid(Path file) {
        X509Certificate certificate = chain.get(0);
        try {
            certificate.checkValidity();
        } catch (CertificateException outOfDate) {
            log.atWarn()
                    .addKeyValue("variable", REDIS_TLS_CERT_FILE)
                    .addKeyValue("file", file)
                    .addKeyValue("notBefore", certificate.getNotBefore().toInstant())
                    .addKeyValue("notAfter", certificate.getNotAfter().toInstant())
                    .log("Our certificate is not valid now; servers will refuse it");
        }
    }

    private static void warnIfReadableByOthers(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                log.atWarn()
                        .addKeyValue("variable", REDIS_TLS_KEY_FILE)
                        .addKeyValue("file", file)
                        .log("The private key can be read by every user of this machine; use chmod 600");
            }
        } catch (UnsupportedOperationException | IOException notPosix) {
            log.atDebug()
                    .addKeyValue("variable", REDIS_TLS_KEY_FILE)
                    .addKeyValue("file", file)
                    .log("Who may read the private key cannot be found out");
        }
    }
}
