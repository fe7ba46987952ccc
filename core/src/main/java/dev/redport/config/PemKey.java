package dev.redport.config;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The private key in a PEM file: PKCS#8 with RSA, EC or EdDSA, in clear or encrypted with PBES2 (RFC 8018). */
final class PemKey {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private PemKey() {}

    static PrivateKey in(PemFile pem, Supplier<Secret> password) {
        PemFile.Block block = pem.blocks().stream()
                .filter(each -> each.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> pem.wrong("PEM with BEGIN PRIVATE KEY or BEGIN ENCRYPTED PRIVATE KEY"));
        return switch (block.label()) {
            case "PRIVATE KEY" -> parse(pem, new PKCS8EncodedKeySpec(block.der()));
            case "ENCRYPTED PRIVATE KEY" -> parse(pem, decrypt(pem, block.der(), password.get()));
            default ->
                throw pem.wrong("PKCS#8 instead of " + block.label()
                        + ", convert it by: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key");
        };
    }

    /** The format names its algorithm, but only inside; the factory of any other refuses it. */
    private static PrivateKey parse(PemFile pem, PKCS8EncodedKeySpec encoded) {
        return ALGORITHMS.stream()
                .flatMap(algorithm -> parse(algorithm, encoded).stream())
                .findFirst()
                .orElseThrow(() -> pem.wrong("an RSA, EC or EdDSA key in PKCS#8"));
    }

    private static Optional<PrivateKey> parse(String algorithm, PKCS8EncodedKeySpec encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
        } catch (GeneralSecurityException anotherAlgorithm) {
            return Optional.empty();
        }
    }

    private static PKCS8EncodedKeySpec decrypt(PemFile pem, byte[] der, Secret password) {
        if (password.isEmpty()) {
            throw pem.wrong("a key that is not encrypted, or its password in REDIS_TLS_KEY_PASSWORD_FILE");
        }
        char[] characters = password.revealChars();
        PBEKeySpec spec = new PBEKeySpec(characters);
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            AlgorithmParameters parameters = info.getAlgParameters();
            // the text of PBES2 parameters is the name of the algorithm, such as PBEWithHmacSHA256AndAES_256;
            // JDK 17 does not find the cipher by itself
            String algorithm = parameters == null ? info.getAlgName() : parameters.toString();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(spec), parameters);
            return info.getKeySpec(cipher);
        } catch (IOException | GeneralSecurityException cannotDecrypt) {
            throw pem.wrong("PKCS#8 encrypted with PBES2 and AES, opened by the password"
                    + " in REDIS_TLS_KEY_PASSWORD_FILE; convert or re-encrypt it by:"
                    + " openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key");
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }
}
