package dev.redport.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * PEM files for a TLS server and its client: a certificate authority, a server certificate and a client certificate, with
 * P-256 keys in PKCS#8 that only their owner may read. The variants each have one thing wrong with the server's certificate.
 *
 * <p>The files are below {@code java.io.tmpdir} and go with the JVM. Immutable; safe for several threads.
 *
 * @since 0.1.0
 */
public final class TestCertificates {
    private static final Duration VALID = Duration.ofHours(12);

    private final Path directory;
    private final KeyPair clientKeys;
    private final X509Certificate clientCertificate;

    private TestCertificates(CertificateIssuer trusted, CertificateIssuer issuer, GeneralNames names, Instant until) {
        this(trusted, issuer, names, CertificateIssuer.daysAgo(), until);
    }

    private TestCertificates(
            CertificateIssuer trusted, CertificateIssuer issuer, GeneralNames names, Instant from, Instant until) {
        KeyPair serverKeys = CertificateIssuer.newKeys();
        this.clientKeys = CertificateIssuer.newKeys();
        this.clientCertificate = trusted.issue(
                "redport-client",
                clientKeys,
                null,
                CertificateIssuer.daysAgo(),
                Instant.now().plus(VALID));
        try {
            this.directory = Files.createTempDirectory("redport-certificates-");
            directory.toFile().deleteOnExit();
            write("ca.crt", new JcaMiscPEMGenerator(trusted.certificate()));
            write(
                    "server.crt",
                    new JcaMiscPEMGenerator(issuer.issue("redport-server", serverKeys, names, from, until)));
            write("server.key", new JcaPKCS8Generator(serverKeys.getPrivate(), null));
            write("client.crt", new JcaMiscPEMGenerator(clientCertificate));
            write("client.key", new JcaPKCS8Generator(clientKeys.getPrivate(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the valid set for {@code localhost} and {@code 127.0.0.1}, made once per JVM.
     *
     * @return the shared set
     */
    public static TestCertificates standard() {
        return Standard.SET;
    }

    /**
     * Makes another valid set, of another certificate authority with the same names: its client certificate is unknown to a
     * server with the {@linkplain #standard() standard} set.
     *
     * @return a new set
     */
    public static TestCertificates create() {
        CertificateIssuer issuer = new CertificateIssuer("redport-ca");
        return new TestCertificates(issuer, issuer, loopback(), Instant.now().plus(VALID));
    }

    /**
     * Makes a set whose server certificate is for another host.
     *
     * @return a new set
     */
    public static TestCertificates wrongHost() {
        CertificateIssuer issuer = new CertificateIssuer("redport-ca");
        GeneralNames other = new GeneralNames(new GeneralName(GeneralName.dNSName, "elsewhere.redport.invalid"));
        return new TestCertificates(issuer, issuer, other, Instant.now().plus(VALID));
    }

    /**
     * Makes a set whose server certificate expired yesterday.
     *
     * @return a new set
     */
    public static TestCertificates expired() {
        CertificateIssuer issuer = new CertificateIssuer("redport-ca");
        return new TestCertificates(issuer, issuer, loopback(), Instant.now().minus(Duration.ofDays(1)));
    }

    /**
     * Makes a set whose server certificate is valid from tomorrow on.
     *
     * @return a new set
     */
    public static TestCertificates notYetValid() {
        CertificateIssuer issuer = new CertificateIssuer("redport-ca");
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        return new TestCertificates(issuer, issuer, loopback(), tomorrow, tomorrow.plus(VALID));
    }

    /**
     * Makes a set whose server certificate was signed by an authority other than {@link #ca()}.
     *
     * @return a new set
     */
    public static TestCertificates unknownCa() {
        return new TestCertificates(
                new CertificateIssuer("redport-ca"),
                new CertificateIssuer("redport-other-ca"),
                loopback(),
                Instant.now().plus(VALID));
    }

    /**
     * Returns the authority both sides trust.
     *
     * @return a PEM file
     */
    public Path ca() {
        return directory.resolve("ca.crt");
    }

    /**
     * Returns the server's certificate.
     *
     * @return a PEM file
     */
    public Path serverCertificate() {
        return directory.resolve("server.crt");
    }

    /**
     * Returns the server's private key.
     *
     * @return a PEM file, PKCS#8
     */
    public Path serverKey() {
        return directory.resolve("server.key");
    }

    /**
     * Returns the client's certificate, signed by {@link #ca()}.
     *
     * @return a PEM file
     */
    public Path clientCertificate() {
        return directory.resolve("client.crt");
    }

    /**
     * Returns the client's private key.
     *
     * @return a PEM file, PKCS#8
     */
    public Path clientKey() {
        return directory.resolve("client.key");
    }

    /**
     * Writes the client's private key encrypted (PBES2 with AES-256).
     *
     * @param password what the key is encrypted with
     * @return a new PEM file, encrypted PKCS#8
     */
    public Path encryptedClientKey(String password) {
        try {
            OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPRF(PKCS8Generator.PRF_HMACSHA256)
                    .setPassword(password.toCharArray())
                    .build();
            Path file = Files.createTempFile(directory, "client-encrypted-", ".key");
            return write(file.getFileName().toString(), new JcaPKCS8Generator(clientKeys.getPrivate(), encryptor));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("client key cannot be encrypted", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes an RSA private key in the traditional format ({@code BEGIN RSA PRIVATE KEY}) that the JDK cannot read. It
     * belongs to none of the certificates.
     *
     * @return a new PEM file, PKCS#1
     */
    public Path pkcs1Key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048, new SecureRandom());
            Path file = Files.createTempFile(directory, "pkcs1-", ".key");
            return write(
                    file.getFileName().toString(),
                    new JcaMiscPEMGenerator(generator.generateKeyPair().getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA keys cannot be made here", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SSLContext adminContext() {
        return AdminTls.context(clientKeys.getPrivate(), clientCertificate);
    }

    private Path write(String name, PemObjectGenerator content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            pem.writeObject(content);
        }
        Path file = directory.resolve(name);
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        file.toFile().deleteOnExit();
        return Files.writeString(file, text.toString());
    }

    private static GeneralNames loopback() {
        return new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, LoopbackPort.HOST)
        });
    }

    /** Made when first asked for. */
    private static final class Standard {
        static final TestCertificates SET = create();
    }
}
