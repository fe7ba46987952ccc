package dev.redport.config;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates and keys made for one test, and the PEM files they are written to. */
record Certificates(KeyPair keys, X509Certificate certificate) {
    static Certificates authority(String name) throws Exception {
        KeyPair keys = keys("EC");
        return new Certificates(keys, sign(keys, name, keys, name, true, Duration.ofHours(1)));
    }

    Certificates issue(String name, String algorithm) throws Exception {
        return issue(name, algorithm, Duration.ofHours(1));
    }

    Certificates issue(String name, String algorithm, Duration validFor) throws Exception {
        KeyPair own = keys(algorithm);
        String issuer = certificate.getSubjectX500Principal().getName();
        return new Certificates(own, sign(own, "CN=" + name, keys, issuer, false, validFor));
    }

    static KeyPair keys(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(1024); // read as longer ones are, and made in a tenth of the time
        }
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            KeyPair own, String name, KeyPair signer, String issuer, boolean authority, Duration validFor)
            throws Exception {
        Instant start = Instant.now().minus(Duration.ofDays(1));
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal(issuer),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(start),
                Date.from(Instant.now().plus(validFor)),
                new X500Principal(name),
                own.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            GeneralName host = new GeneralName(GeneralName.dNSName, name.substring("CN=".length()));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(host));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    }

    static Path pem(Path file, Object... contents) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            Arrays.stream(contents).forEach(content -> write(writer, content));
        }
        return Files.writeString(file, "some words before\n" + text);
    }

    private static void write(JcaPEMWriter writer, Object content) {
        try {
            writer.writeObject(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Object pkcs8(PrivateKey key) throws Exception {
        return new JcaPKCS8Generator(key, null);
    }

    static Object encrypted(PrivateKey key, String password) throws Exception {
        return new JcaPKCS8Generator(
                key,
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setProvider(new BouncyCastleProvider())
                        .setPRF(PKCS8Generator.PRF_HMACSHA256)
                        .setPassword(password.toCharArray())
                        .build());
    }
}
