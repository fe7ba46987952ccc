package dev.redport.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whether and how the connection is encrypted. The files are read by {@link TlsMaterial#load}. An empty
 * path means that there is no such file.
 *
 * @param enabled whether TLS is used, default false ({@code REDIS_TLS_ENABLED}); required in production
 * @param skipVerify whether any certificate for any host name is accepted, default false
 *     ({@code REDIS_TLS_SKIP_VERIFY}); refused in production
 * @param caFile PEM file with the trusted authorities; empty means those of the JVM ({@code REDIS_TLS_CA_FILE})
 * @param certFile PEM file with our certificate and its chain; empty means none ({@code REDIS_TLS_CERT_FILE})
 * @param keyFile PEM file with the private key of our certificate; empty exactly if {@code certFile} is
 *     ({@code REDIS_TLS_KEY_FILE})
 * @param keyPassword the password of the private key, asked for whenever the key is read
 *     ({@code REDIS_TLS_KEY_PASSWORD_FILE}); {@link Secret#none()} if the key is not encrypted
 * @param protocols the versions offered, TLSv1.3 and TLSv1.2 by default, and no others
 * @since 0.1.0
 */
public record TlsConfig(
        boolean enabled,
        boolean skipVerify,
        Path caFile,
        Path certFile,
        Path keyFile,
        Supplier<Secret> keyPassword,
        Set<String> protocols) {
    private static final Path NO_FILE = Path.of("");
    static final Set<String> PROTOCOLS = inOrder(Set.of("TLSv1.3", "TLSv1.2"));

    /**
     * Checks that certificate and key come together and that the versions are known.
     *
     * @param enabled as above
     * @param skipVerify as above
     * @param caFile as above
     * @param certFile as above
     * @param keyFile as above
     * @param keyPassword as above
     * @param protocols as above
     * @throws ConfigException with every problem
     */
    public TlsConfig {
        requireNonNull(caFile, "caFile");
        requireNonNull(keyPassword, "keyPassword");
        Set<String> offered = inOrder(protocols);
        Problems.throwAnyOf(problems -> Rules.tls(problems, certFile, keyFile, offered));
        protocols = offered;
    }

    /**
     * No encryption.
     *
     * @return the settings with TLS off
     */
    public static TlsConfig disabled() {
        return new TlsConfig(false, false, NO_FILE, NO_FILE, NO_FILE, Secret.none(), PROTOCOLS);
    }

    /**
     * The same files with TLS on or off.
     *
     * @param on whether TLS is used
     * @return a copy
     */
    public TlsConfig withEnabled(boolean on) {
        return new TlsConfig(on, skipVerify, caFile, certFile, keyFile, keyPassword, protocols);
    }

    /** Newest first, because some peers take the order as a preference. */
    private static Set<String> inOrder(Set<String> protocols) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(
                protocols.stream().sorted(Collections.reverseOrder()).toList()));
    }

    static boolean given(Path file) {
        return !file.equals(NO_FILE);
    }

    /** Names everything but the key's password, whose supplier might show it. */
    @Override
    public String toString() {
        return "TlsConfig[enabled=" + enabled + ", skipVerify=" + skipVerify + ", caFile=" + caFile + ", certFile="
                + certFile + ", keyFile=" + keyFile + ", keyPassword=***, protocols=" + protocols + "]";
    }
}
