package dev.redport.config;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Everything needed to connect to one standalone Redis. Immutable and thread-safe; with nothing set it
 * means a plain Redis on localhost. {@code toString} shows no secret.
 *
 * @param host the server's host name or IP address, default localhost ({@code REDIS_HOST})
 * @param port TCP port, 1..65535, default 6379 ({@code REDIS_PORT})
 * @param database database number, 0..65535, default 0 ({@code REDIS_DB})
 * @param credentials who connects, asked for at each new connection so that credentials can rotate; by default
 *     none ({@code REDIS_USERNAME}, {@code REDIS_PASSWORD}, {@code REDIS_PASSWORD_FILE}). It throws
 *     {@link ConfigException} when the password's file cannot be read
 * @param namespace first part of every key, 1..64 of {@code A-Z a-z 0-9 _ . -}, default redport
 *     ({@code REDIS_NAMESPACE})
 * @param clientName name shown by {@code CLIENT LIST}, 1..64 printable ASCII characters without space, default
 *     redport ({@code REDIS_CLIENT_NAME})
 * @param profile how strict the rules are, default development ({@code REDIS_PROFILE})
 * @param driver the driver to use; empty, the default, means the one found ({@code REDIS_DRIVER})
 * @param pool the connections
 * @param timeouts how long to wait for what
 * @param retry how often and how soon a command is sent again
 * @param tls whether and how the connection is encrypted
 * @since 0.1.0
 */
public record RedisConfig(
        String host,
        int port,
        int database,
        Supplier<Credentials> credentials,
        String namespace,
        String clientName,
        Profile profile,
        String driver,
        PoolConfig pool,
        Timeouts timeouts,
        RetryPolicy retry,
        TlsConfig tls) {

    /**
     * Checks the ranges and, in production, the stricter rules.
     *
     * @param host as above
     * @param port as above
     * @param database as above
     * @param credentials as above
     * @param namespace as above
     * @param clientName as above
     * @param profile as above
     * @param driver as above
     * @param pool as above
     * @param timeouts as above
     * @param retry as above
     * @param tls as above
     * @throws ConfigException with every problem
     */
    public RedisConfig {
        requireNonNull(credentials, "credentials");
        Problems.throwAnyOf(problems -> {
            Rules.server(problems, host, port, database);
            Rules.names(problems, namespace, clientName, driver);
            Rules.credentials(problems, credentials, profile);
            if (profile == Profile.PRODUCTION) {
                Rules.production(
                        problems,
                        tls.enabled(),
                        tls.skipVerify(),
                        pool.size(),
                        retry.maxRetries(),
                        timeouts.dial(),
                        timeouts.read(),
                        timeouts.write());
            }
        });
    }

    /**
     * A plain Redis on localhost:6379.
     *
     * @return the configuration with every default
     */
    public static RedisConfig defaults() {
        return builder().build();
    }

    /**
     * A builder that starts from the defaults.
     *
     * @return a new builder
     */
    public static RedisConfigBuilder builder() {
        return new RedisConfigBuilder();
    }

    /**
     * The configuration of a URL, with the defaults for everything else.
     *
     * @param redisUrl such as {@code rediss://user:password@redis.internal:6379/0}
     * @return the configuration
     * @throws ConfigException if the URL is malformed
     */
    public static RedisConfig of(String redisUrl) {
        return builder().url(redisUrl).build();
    }

    /**
     * The configuration of this process's environment; see {@link Variable}. Unknown {@code REDIS_*} names
     * are logged as warnings.
     *
     * @return the configuration
     * @throws ConfigException with every problem
     */
    public static RedisConfig fromEnvironment() {
        return from(System.getenv());
    }

    /**
     * The configuration of the given variables; see {@link Variable}. Unknown {@code REDIS_*} names are
     * logged as warnings.
     *
     * @param variables values by name; an empty value counts as not set
     * @return the configuration
     * @throws ConfigException with every problem
     */
    public static RedisConfig from(Map<String, String> variables) {
        return builder().environment(variables).build();
    }

    /**
     * The configuration of any source that answers by name, such as the configuration of a framework.
     *
     * @param source the value of the variable with the given name; an empty value counts as not set
     * @return the configuration
     * @throws ConfigException with every problem
     */
    public static RedisConfig from(Function<String, Optional<String>> source) {
        return builder().environment(source).build();
    }

    /**
     * A builder that starts from this configuration.
     *
     * @return a new builder
     */
    public RedisConfigBuilder toBuilder() {
        return builder()
                .host(host)
                .port(port)
                .database(database)
                .credentials(credentials)
                .namespace(namespace)
                .clientName(clientName)
                .profile(profile)
                .driver(driver)
                .poolSize(pool.size())
                .minIdle(pool.minIdle())
                .poolTimeout(pool.timeout())
                .dialTimeout(timeouts.dial())
                .readTimeout(timeouts.read())
                .writeTimeout(timeouts.write())
                .operationDeadline(timeouts.operation())
                .maxRetries(retry.maxRetries())
                .minRetryDelay(retry.minDelay())
                .maxRetryDelay(retry.maxDelay())
                .tlsEnabled(tls.enabled())
                .tlsSkipVerify(tls.skipVerify())
                .tlsCaFile(tls.caFile())
                .tlsCertFile(tls.certFile())
                .tlsKeyFile(tls.keyFile())
                .tlsKeyPassword(tls.keyPassword())
                .tlsProtocols(tls.protocols());
    }

    /** Names everything but the credentials, whose supplier might show them. */
    @Override
    public String toString() {
        return "RedisConfig[host=" + host + ", port=" + port + ", database=" + database
                + ", credentials=***, namespace="
                + namespace + ", clientName=" + clientName + ", profile=" + profile.text() + ", driver=" + driver
                + ", pool=" + pool + ", timeouts=" + timeouts + ", retry=" + retry + ", tls=" + tls + "]";
    }
}
