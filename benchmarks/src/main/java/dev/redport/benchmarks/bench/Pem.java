package dev.redport.benchmarks.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * Files for connections that are encrypted; an empty path is none.
 *
 * @param ca the certificates to trust, if not those of the JVM
 * @param certificate ours, for servers that ask for one
 * @param key its private key
 * @param keyPassword the file with the key's password, if it is encrypted
 */
public record Pem(Path ca, Path certificate, Path key, Path keyPassword) {
    private static final Path NO_FILE = Path.of("");

    /** The certificates of the JVM are trusted, and we have none. */
    public static final Pem NONE = new Pem(NO_FILE, NO_FILE, NO_FILE, NO_FILE);

    /** Makes the paths absolute, because others read them. */
    public Pem {
        ca = absolute(ca);
        certificate = absolute(certificate);
        key = absolute(key);
        keyPassword = absolute(keyPassword);
    }

    private static Path absolute(Path path) {
        return has(path) ? path.toAbsolutePath() : path;
    }

    /**
     * Trusts an authority.
     *
     * @param ca its certificate
     * @return these files
     */
    public static Pem ca(Path ca) {
        return new Pem(ca, NO_FILE, NO_FILE, NO_FILE);
    }

    /**
     * Tells whether there is a file.
     *
     * @param path one of them
     * @return false for an empty path
     */
    static boolean has(Path path) {
        return !path.toString().isEmpty();
    }

    String text() {
        return String.join("\n", ca.toString(), certificate.toString(), key.toString(), keyPassword.toString());
    }

    static Pem of(String text) {
        List<Path> paths = List.of(text.split("\n", -1)).stream().map(Path::of).toList();
        return new Pem(paths.get(0), paths.get(1), paths.get(2), paths.get(3));
    }
}
