package dev.redport.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PEM file (RFC 7468): labelled blocks of base64, with any text between them. */
record PemFile(Variable variable, Path file, List<Block> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** One block. No record, because that would print the content. */
    static final class Block {
        private final String label;
        private final byte[] der;

        Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        byte[] der() {
            return der;
        }
    }

    static PemFile read(Variable variable, Path file) {
        try {
            return new PemFile(variable, file, blocks(Files.readString(file, StandardCharsets.ISO_8859_1)));
        } catch (IOException unreadable) {
            throw ConfigException.of(variable, file, "a file that can be read");
        } catch (IllegalArgumentException notBase64) {
            throw ConfigException.of(variable, file, "a PEM file, with base64 between BEGIN and END");
        }
    }

    /** Text with headers, as in old encrypted keys, is kept as a block without content: its label tells enough. */
    private static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String content = block.group(2);
            byte[] der =
                    content.contains(":") ? new byte[0] : Base64.getDecoder().decode(content.replaceAll("\\s", ""));
            blocks.add(new Block(block.group(1), der));
        }
        return blocks;
    }

    /** All certificates, at least one. */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            for (Block block : blocks) {
                if (block.label().equals("CERTIFICATE")) {
                    certificates.add((X509Certificate) x509.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
        } catch (CertificateException malformed) {
            throw wrong("PEM with X.509 certificates");
        }
        if (certificates.isEmpty()) {
            throw wrong("PEM with at least one BEGIN CERTIFICATE");
        }
        return certificates;
    }

    ConfigException wrong(String rule) {
        return ConfigException.of(variable, file, rule);
    }
}
