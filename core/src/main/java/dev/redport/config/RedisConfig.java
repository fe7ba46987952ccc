package dev.redport.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Everything needed to connect to Redis: one server, servers behind Sentinels, or a cluster. Immutable and
 * thread-safe; with nothing set it means a plain Redis on localhost. {@code toString} shows no secret.
 *
 * @param host the standalone server's host name or IP address, default localhost ({@code REDIS_HOST})
 * @param port its TCP port, 1..65535, default 6379 ({@code REDIS_PORT})
 * @param database database number, 0..65535, default 0 ({@code REDIS_DB}); 0 in a cluster
 * @param topology one server, Sentinel or Cluster, with the addresses of the latter two, default one server
 *     ({@code REDIS_MODE} and the variables that follow it)
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
 * @param circuitBreaker whether a server that keeps failing is left alone for a while, default true
 *     ({@code REDIS_CIRCUIT_BREAKER})
 * @param merging whether and how concurrent callers share round trips
 * @param tls whether and how the connection is encrypted
 * @since 0.1.0
 */
public record RedisConfig(
        String host,
        int port,
        int database,
        Topology topology,
        Supplier<Credentials> credentials,
        String namespace,
        String clientName,
        Profile profile,
        String driver,
        PoolConfig pool,
        Timeouts timeouts,
        RetryPolicy retry,
        boolean circuitBreaker,
        MergePolicy merging,
        TlsConfig tls) {

    /**
     * Checks the ranges and, in production, the stricter rules.
     *
     * @param host as above
     * @param port as above
     * @param database as above
     * @param topology as above
     * @param credentials as above
     * @param namespace as above
     * @param clientName as above
     * @param profile as above
     * @param driver as above
     * @param pool as above
     * @param timeouts as above
     * @param retry as above
     * @param circuitBreaker as above
     * @param merging as above
     * @param tls as above
     * @throws ConfigException with every problem
     */
    public RedisConfig {
        requireNonNull(topology, "topology");
        requireNonNull(credentials, "credentials");
        requireNonNull(merging, "merging");
        Problems.throwAnyOf(problems -> {
            Rules.server(problems, host, port, database);
            Rules.names(problems, namespace, clientName, driver);
            if (topology instanceof Topology.Cluster) {
                TopologyRules.onlyDatabase(problems, database);
            }
            if (profile == Profile.PRODUCTION) {
                Rules.production(problems, credentials, tls, pool, retry, timeouts);
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
     * @param redisUrl such as {@code rediss://user:password@redis.internal:6379/0},
     *     {@code rediss-sentinel://user:password@s1:26379,s2:26379/0?master=mymaster} or
     *     {@code rediss-cluster://user:password@n1:6379,n2:6379}; without the second s there is no TLS
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
     * What speaks against this configuration in production, whatever its own profile: the rules that {@link
     * Profile#PRODUCTION} refuses to build a configuration by. Asks for the credentials once.
     *
     * @return every problem, in the order of the table {@link Variable}; empty if production would take it
     * @since 0.1.0
     */
    public List<Problem> problemsInProduction() {
        Problems problems = new Problems();
        Rules.production(problems, credentials, tls, pool, retry, timeouts);
        return problems.inOrder();
    }

    /**
     * What the given variables amount to: every value with where it came from, and what is wrong with them. Shows no secret
     * and does not throw; files with passwords are read, those for TLS are not.
     *
     * @param variables values by name, such as {@code System.getenv()}; an empty value counts as not set
     * @return the explanation
     * @since 0.1.0
     */
    public static Explanation explain(Map<String, String> variables) {
        return Explanation.of(Map.copyOf(variables));
    }

    /**
     * A builder that starts from this configuration.
     *
     * @return a new builder
     */
    public RedisConfigBuilder toBuilder() {
        RedisConfigBuilder builder = builder()
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
                .circuitBreaker(circuitBreaker)
                .mergeCallers(merging.enabled())
                .mergeMaxCommands(merging.maxCommands())
                .mergeMaxBytes(merging.maxBytes())
                .mergeMaxTrips(merging.maxTrips())
                .tlsEnabled(tls.enabled())
                .tlsSkipVerify(tls.skipVerify())
                .tlsCaFile(tls.caFile())
                .tlsCertFile(tls.certFile())
                .tlsKeyFile(tls.keyFile())
                .tlsKeyPassword(tls.keyPassword())
                .tlsProtocols(tls.protocols());
        if (topology instanceof Topology.Sentinel sentinel) {
            return builder.sentinel(sentinel.master(), sentinel.nodes().toArray(Endpoint[]::new))
                    .sentinelCredentials(sentinel.credentials())
                    .sentinelTlsEnabled(sentinel.tls());
        }
        return topology instanceof Topology.Cluster cluster
                ? builder.cluster(cluster.nodes().toArray(Endpoint[]::new))
                : builder.standalone();
    }

    /**
     * The same configuration for one of the servers with the data, as if it stood alone. The rules of
     * production are not checked again, and nobody is asked for credentials.
     *
     * @param node the server
     * @return a standalone configuration, in the development profile
     */
    public RedisConfig forNode(Endpoint node) {
        return alone(node, database, credentials, pool, tls);
    }

    /**
     * The configuration to ask one of the Sentinels: with their credentials, database 0, one connection, and
     * encrypted as the topology says. Nobody is asked for credentials.
     *
     * @param node the Sentinel
     * @return a standalone configuration, in the development profile
     * @throws IllegalStateException if the topology is not Sentinel
     */
    public RedisConfig forSentinel(Endpoint node) {
        if (!(topology instanceof Topology.Sentinel sentinel)) {
            throw new IllegalStateException("topology: " + topology + " (expected: Sentinel)");
        }
        PoolConfig one = new PoolConfig(1, 0, pool.timeout());
        return alone(node, 0, sentinel.credentials(), one, tls.withEnabled(sentinel.tls()));
    }

    private RedisConfig alone(
            Endpoint node, int number, Supplier<Credentials> who, PoolConfig connections, TlsConfig encryption) {
        return new RedisConfig(
                node.host(),
                node.port(),
                number,
                new Topology.Standalone(),
                who,
                namespace,
                clientName,
                Profile.DEVELOPMENT,
                driver,
                connections,
                timeouts,
                retry,
                circuitBreaker,
                merging,
                encryption);
    }

    /** Names everything but the credentials, whose supplier might show them. */
    @Override
    public String toString() {
        return "RedisConfig[host=" + host + ", port=" + port + ", database=" + database + ", topology=" + topology
                + ", credentials=***, namespace="
                + namespace + ", clientName=" + clientName + ", profile=" + profile.text() + ", driver=" + driver
                + ", pool=" + pool + ", timeouts=" + timeouts + ", retry=" + retry + ", circuitBreaker="
                + circuitBreaker + ", merging=" + merging + ", tls=" + tls + "]";
    }
}
