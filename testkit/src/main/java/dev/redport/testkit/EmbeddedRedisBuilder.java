package dev.redport.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedRedis} is to be started with. Nothing set means: a free port, no password, no TLS, nothing saved to
 * disk. Not safe for several threads.
 *
 * @since 0.1.0
 */
public final class EmbeddedRedisBuilder {
    private final List<List<String>> users = new ArrayList<>();
    private final List<List<String>> directives = new ArrayList<>();
    private @Nullable Integer port;
    private @Nullable String password;
    private boolean defaultUser = true;
    private boolean tls;
    private boolean clientCertificates;
    private @Nullable TestCertificates certificates;

    EmbeddedRedisBuilder() {}

    /**
     * Asks for this port instead of a free one.
     *
     * @param fixed the port, 1 to 65535
     * @return this builder
     * @throws IllegalArgumentException if the port is out of range
     */
    public EmbeddedRedisBuilder port(int fixed) {
        if (fixed < 1 || fixed > 65_535) {
            throw new IllegalArgumentException("port: " + fixed + " (expected: 1 to 65535)");
        }
        this.port = fixed;
        return this;
    }

    /**
     * Sets the password of the default user ({@code requirepass}).
     *
     * @param secret the password
     * @return this builder
     */
    public EmbeddedRedisBuilder password(String secret) {
        this.password = requireNonNull(secret, "secret");
        return this;
    }

    /**
     * Adds an ACL user.
     *
     * @param name the user's name
     * @param secret the user's password
     * @param aclRules what the user may do, such as {@code "~app:*", "+get"}; none given means everything
     * @return this builder
     */
    public EmbeddedRedisBuilder user(String name, String secret, String... aclRules) {
        List<String> rules =
                aclRules.length == 0 ? List.of("allkeys", "allchannels", "allcommands") : List.of(aclRules);
        users.add(ServerSettings.user(requireNonNull(name, "name"), requireNonNull(secret, "secret"), rules));
        return this;
    }

    /**
     * Turns the default user off, so that only users added by {@link #user} get in.
     *
     * @return this builder
     */
    public EmbeddedRedisBuilder defaultUserOff() {
        this.defaultUser = false;
        return this;
    }

    /**
     * Makes the server speak TLS only, without asking for a client certificate.
     *
     * @return this builder
     */
    public EmbeddedRedisBuilder tls() {
        this.tls = true;
        return this;
    }

    /**
     * Makes the server speak TLS only and demand a client certificate signed by {@link TestCertificates#ca()}.
     *
     * @return this builder
     */
    public EmbeddedRedisBuilder mutualTls() {
        this.clientCertificates = true;
        return tls();
    }

    /**
     * Makes the server speak TLS only, with these protocol versions.
     *
     * @param versions as OpenSSL names them, such as {@code TLSv1.2}
     * @return this builder
     */
    public EmbeddedRedisBuilder tlsProtocols(String... versions) {
        config("tls-protocols", String.join(" ", versions));
        return tls();
    }

    /**
     * Makes the server speak TLS only, with these certificates instead of {@link TestCertificates#standard()}.
     *
     * @param chosen the certificates
     * @return this builder
     */
    public EmbeddedRedisBuilder certificates(TestCertificates chosen) {
        this.certificates = requireNonNull(chosen, "chosen");
        return tls();
    }

    /**
     * Sets any directive of redis.conf; it wins over what the testkit sets itself.
     *
     * @param directive its name
     * @param values its values, each quoted as one word
     * @return this builder
     */
    public EmbeddedRedisBuilder config(String directive, String... values) {
        List<String> line = new ArrayList<>(List.of(requireNonNull(directive, "directive")));
        line.addAll(List.of(values));
        directives.add(line);
        return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @return the running server
     * @throws IllegalStateException if there is no suitable {@code redis-server} here or it does not start; the message has
     *     the server's log
     */
    public EmbeddedRedis start() {
        if (password != null && !defaultUser) {
            throw new IllegalStateException("password: set (expected: none when the default user is off)");
        }
        TestCertificates used = certificates;
        if (tls && used == null) {
            used = TestCertificates.standard();
        }
        return EmbeddedRedis.start(
                new ServerSettings(port, password, defaultUser, users, used, clientCertificates, directives));
    }
}
