package dev.redport.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What servers of the testkit can be started with, be it one, a cluster or a primary under Sentinel. Nothing set means: no
 * password, no TLS, nothing saved to disk. Not safe for several threads.
 *
 * @param <B> the builder itself
 * @since 0.1.0
 */
public abstract sealed class ServerBuilder<B extends ServerBuilder<B>>
        permits EmbeddedRedisBuilder, EmbeddedClusterBuilder, EmbeddedSentinelBuilder {
    private final List<List<String>> users = new ArrayList<>();
    private final List<List<String>> directives = new ArrayList<>();
    private @Nullable String password;
    private boolean defaultUser = true;
    private boolean tls;
    private boolean clientCertificates;
    private @Nullable TestCertificates certificates;

    ServerBuilder() {}

    abstract B self();

    /**
     * Sets the password of the default user ({@code requirepass}).
     *
     * @param secret the password
     * @return this builder
     */
    public B password(String secret) {
        this.password = requireNonNull(secret, "secret");
        return self();
    }

    /**
     * Adds an ACL user.
     *
     * @param name the user's name
     * @param secret the user's password
     * @param aclRules what the user may do, such as {@code "~app:*", "+get"}; none given means everything
     * @return this builder
     */
    public B user(String name, String secret, String... aclRules) {
        users.add(ServerSettings.userOrAllowed(name, secret, aclRules));
        return self();
    }

    /**
     * Turns the default user off, so that only users added by {@link #user} get in.
     *
     * @return this builder
     */
    public B defaultUserOff() {
        this.defaultUser = false;
        return self();
    }

    /**
     * Makes the servers speak TLS only, without asking for a client certificate.
     *
     * @return this builder
     */
    public B tls() {
        this.tls = true;
        return self();
    }

    /**
     * Makes the servers speak TLS only and demand a client certificate signed by {@link TestCertificates#ca()}.
     *
     * @return this builder
     */
    public B mutualTls() {
        this.clientCertificates = true;
        return tls();
    }

    /**
     * Makes the servers speak TLS only, with these protocol versions.
     *
     * @param versions as OpenSSL names them, such as {@code TLSv1.2}
     * @return this builder
     */
    public B tlsProtocols(String... versions) {
        config("tls-protocols", String.join(" ", versions));
        return tls();
    }

    /**
     * Makes the servers speak TLS only, with these certificates instead of {@link TestCertificates#standard()}.
     *
     * @param chosen the certificates
     * @return this builder
     */
    public B certificates(TestCertificates chosen) {
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
    public B config(String directive, String... values) {
        List<String> line = new ArrayList<>(List.of(requireNonNull(directive, "directive")));
        line.addAll(List.of(values));
        directives.add(line);
        return self();
    }

    ServerSettings settings() {
        if (password != null && !defaultUser) {
            throw new IllegalStateException("password: set (expected: none when the default user is off)");
        }
        TestCertificates used = certificates;
        if (tls && used == null) {
            used = TestCertificates.standard();
        }
        return ServerSettings.of(password, defaultUser, users, used, clientCertificates, directives);
    }
}
