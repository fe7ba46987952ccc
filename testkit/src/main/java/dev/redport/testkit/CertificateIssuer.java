package dev.redport.testkit;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority of our own, with P-256 keys made by the JDK. */
final class CertificateIssuer {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    CertificateIssuer(String commonName) {
        this.name = new X500Name("CN=" + commonName);
        this.keys = newKeys();
        this.certificate = issue(name, keys, null, daysAgo(), Instant.now().plus(Duration.ofDays(1)), true);
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** From when on certificates are valid, so that also one that expired yesterday was valid once. */
    static Instant daysAgo() {
        return Instant.now().minus(Duration.ofDays(2));
    }

    /** A certificate for the alternative names if there are any. */
    X509Certificate issue(
            String commonName, KeyPair subject, @Nullable GeneralNames names, Instant from, Instant until) {
        return issue(new X500Name("CN=" + commonName), subject, names, from, until, false);
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 keys cannot be made here", e);
        }
    }

    private X509Certificate issue(
            X500Name subject,
            KeyPair subjectKeys,
            @Nullable GeneralNames names,
            Instant from,
            Instant until,
            boolean authority) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(120, RANDOM).add(BigInteger.ONE),
                    Date.from(from),
                    Date.from(until),
                    subject,
                    subjectKeys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (CertIOException | OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("certificate for " + subject + " cannot be made", e);
        }
    }
}
