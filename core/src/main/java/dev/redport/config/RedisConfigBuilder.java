package dev.redport.config;

import static dev.redport.config.Variable.*;
import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects settings and builds a {@link RedisConfig}. What is told here wins over the environment, in
 * whichever order they are given; without either the default holds. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class RedisConfigBuilder {
    // longer than other files: one method for each variable, so that every problem is reported at once
    private static final Logger log = LoggerFactory.getLogger(RedisConfig.class);

    private final Told told = new Told();
    private Problems urlProblems = new Problems();
    private Function<String, Optional<String>> environment = name -> Optional.empty();
    private List<String> warnings = List.of();
    private @Nullable Supplier<Secret> keyPassword;
    private Set<String> tlsProtocols = TlsConfig.PROTOCOLS;

    RedisConfigBuilder() {}

    /**
     * Builds the configuration.
     *
     * @return the configuration
     * @throws ConfigException with every problem, if there is one
     */
    public RedisConfig build() {
        Problems problems = new Problems();
        problems.addAll(urlProblems);
        Settings settings = new Settings(environment, told, problems);
        warnings.forEach(
                warning -> log.atWarn().addKeyValue("reason", warning).log("A variable is unknown and ignored"));
        Supplier<Secret> unlock = keyPassword == null ? settings.keyPassword() : keyPassword;
        Rules.all(problems, settings, tlsProtocols);
        problems.throwIfAny();
        return settings.config(unlock, tlsProtocols);
    }

    /**
     * Settings from variables, all at once; for names and meaning see {@link Variable}. A name that starts
     * with {@code REDIS_} and is unknown is logged as a warning when the configuration is built.
     *
     * @param variables values by name; an empty value counts as not set
     * @return this builder
     */
    public RedisConfigBuilder environment(Map<String, String> variables) {
        Map<String, String> copy = Map.copyOf(variables);
        warnings = Variable.unknown(copy.keySet());
        environment = name -> Optional.ofNullable(copy.get(name));
        return this;
    }

    /**
     * Settings from any source that answers by name, such as the configuration of a framework. Unknown
     * names cannot be seen this way.
     *
     * @param source the value of the variable with the given name; an empty value counts as not set
     * @return this builder
     */
    public RedisConfigBuilder environment(Function<String, Optional<String>> source) {
        warnings = List.of();
        environment = requireNonNull(source, "source");
        return this;
    }

    /**
     * Mode, addresses and TLS, and where they stand in it user, password, database and the master's name,
     * from a URL. Of this and the methods for one of them the last call counts.
     *
     * @param url one of those of {@link RedisConfig#of}, with special characters in user and password
     *     percent-encoded
     * @return this builder
     */
    public RedisConfigBuilder url(String url) {
        urlProblems = new Problems();
        told.url(RedisUrl.parse(url, urlProblems));
        return this;
    }

    /**
     * The server's host.
     *
     * @param host a host name or IP address, default localhost
     * @return this builder
     */
    public RedisConfigBuilder host(String host) {
        return tell(REDIS_HOST, host);
    }

    /**
     * The server's port.
     *
     * @param port 1..65535, default 6379
     * @return this builder
     */
    public RedisConfigBuilder port(int port) {
        return tell(REDIS_PORT, port);
    }

    /**
     * The database number.
     *
     * @param database 0..65535, default 0
     * @return this builder
     */
    public RedisConfigBuilder database(int database) {
        return tell(REDIS_DB, database);
    }

    /**
     * One server, at host and port: the default.
     *
     * @return this builder
     */
    public RedisConfigBuilder standalone() {
        told.mode(Mode.STANDALONE);
        return this;
    }

    /**
     * A master that Sentinels know, instead of host and port.
     *
     * @param master the name under which the Sentinels watch it, 1..64 of {@code A-Z a-z 0-9 _ . -}
     * @param nodes the Sentinels; none means those of the environment
     * @return this builder
     */
    public RedisConfigBuilder sentinel(String master, Endpoint... nodes) {
        told.mode(Mode.SENTINEL);
        told.nodes(REDIS_SENTINEL_NODES, nodes);
        return tell(REDIS_SENTINEL_MASTER, master);
    }

    /**
     * Who connects to the Sentinels, which are not sent the servers' credentials.
     *
     * @param supplier as for {@link #credentials}; default {@link Credentials#none()}
     * @return this builder
     */
    public RedisConfigBuilder sentinelCredentials(Supplier<Credentials> supplier) {
        told.credentials(Login.SENTINEL, supplier);
        return this;
    }

    /**
     * Whether the connections to the Sentinels are encrypted.
     *
     * @param sentinelTlsEnabled default as {@link #tlsEnabled}
     * @return this builder
     */
    public RedisConfigBuilder sentinelTlsEnabled(boolean sentinelTlsEnabled) {
        return tell(REDIS_SENTINEL_TLS_ENABLED, sentinelTlsEnabled);
    }

    /**
     * A Redis Cluster.
     *
     * @param nodes some of its nodes; none means those of the environment, or else host and port
     * @return this builder
     */
    public RedisConfigBuilder cluster(Endpoint... nodes) {
        told.mode(Mode.CLUSTER);
        told.nodes(REDIS_CLUSTER_NODES, nodes);
        return this;
    }

    /**
     * The ACL user, together with {@link #password} or {@link #passwordFile}.
     *
     * @param username the user; empty, the default, means the default user
     * @return this builder
     */
    public RedisConfigBuilder username(String username) {
        told.username(Login.DATA, username);
        return this;
    }

    /**
     * A fixed password.
     *
     * @param password the password; empty, the default, means none
     * @return this builder
     */
    public RedisConfigBuilder password(String password) {
        told.password(Login.DATA, password);
        return this;
    }

    /**
     * A file that holds the password. It is read again at each new connection.
     *
     * @param file the file; one line break at its end is not part of the password
     * @return this builder
     */
    public RedisConfigBuilder passwordFile(Path file) {
        told.passwordFile(Login.DATA, file);
        return this;
    }

    /**
     * Credentials that may change, instead of user and password. The supplier is asked at each new
     * connection, and in production also when the configuration is built.
     *
     * @param supplier answers fast, from any thread
     * @return this builder
     */
    public RedisConfigBuilder credentials(Supplier<Credentials> supplier) {
        told.credentials(Login.DATA, supplier);
        return this;
    }

    /**
     * The first part of every key.
     *
     * @param namespace 1..64 of {@code A-Z a-z 0-9 _ . -}, default redport
     * @return this builder
     */
    public RedisConfigBuilder namespace(String namespace) {
        return tell(REDIS_NAMESPACE, namespace);
    }

    /**
     * The name shown by the server.
     *
     * @param clientName 1..64 printable ASCII characters without space, default redport
     * @return this builder
     */
    public RedisConfigBuilder clientName(String clientName) {
        return tell(REDIS_CLIENT_NAME, clientName);
    }

    /**
     * How strict the rules are.
     *
     * @param profile default {@link Profile#DEVELOPMENT}
     * @return this builder
     */
    public RedisConfigBuilder profile(Profile profile) {
        return tell(REDIS_PROFILE, profile.text());
    }

    /**
     * The driver to use if several are on the class path.
     *
     * @param driver its name; empty, the default, means the one found
     * @return this builder
     */
    public RedisConfigBuilder driver(String driver) {
        return tell(REDIS_DRIVER, driver);
    }

    /**
     * The size of the pool.
     *
     * @param poolSize connections, 1..10000, default 10
     * @return this builder
     */
    public RedisConfigBuilder poolSize(int poolSize) {
        return tell(REDIS_POOL_SIZE, poolSize);
    }

    /**
     * The connections kept open while idle.
     *
     * @param minIdle connections, 0..pool size, default 2
     * @return this builder
     */
    public RedisConfigBuilder minIdle(int minIdle) {
        return tell(REDIS_MIN_IDLE_CONNS, minIdle);
    }

    /**
     * The longest wait for a free connection.
     *
     * @param poolTimeout 1 ms..24 h, default the read timeout
     * @return this builder
     */
    public RedisConfigBuilder poolTimeout(Duration poolTimeout) {
        return tell(REDIS_POOL_TIMEOUT, poolTimeout);
    }

    /**
     * The longest wait for connecting.
     *
     * @param dialTimeout 1 ms..24 h, default 5 s
     * @return this builder
     */
    public RedisConfigBuilder dialTimeout(Duration dialTimeout) {
        return tell(REDIS_DIAL_TIMEOUT, dialTimeout);
    }

    /**
     * The longest wait for a reply.
     *
     * @param readTimeout 1 ms..24 h, default 3 s
     * @return this builder
     */
    public RedisConfigBuilder readTimeout(Duration readTimeout) {
        return tell(REDIS_READ_TIMEOUT, readTimeout);
    }

    /**
     * The longest wait for sending a command.
     *
     * @param writeTimeout 1 ms..24 h, default 3 s
     * @return this builder
     */
    public RedisConfigBuilder writeTimeout(Duration writeTimeout) {
        return tell(REDIS_WRITE_TIMEOUT, writeTimeout);
    }

    /**
     * The longest time of one operation with all its attempts.
     *
     * @param operationDeadline read timeout..24 h, default 5 s
     * @return this builder
     */
    public RedisConfigBuilder operationDeadline(Duration operationDeadline) {
        return tell(REDIS_OPERATION_DEADLINE, operationDeadline);
    }

    /**
     * The attempts after the first.
     *
     * @param maxRetries 0..100, default 3
     * @return this builder
     */
    public RedisConfigBuilder maxRetries(int maxRetries) {
        return tell(REDIS_MAX_RETRIES, maxRetries);
    }

    /**
     * The delay before the first retry.
     *
     * @param minRetryDelay 1 ms..24 h, default 100 ms
     * @return this builder
     */
    public RedisConfigBuilder minRetryDelay(Duration minRetryDelay) {
        return tell(REDIS_MIN_RETRY_DELAY, minRetryDelay);
    }

    /**
     * The longest delay before a retry.
     *
     * @param maxRetryDelay smallest delay..24 h, default 3 s
     * @return this builder
     */
    public RedisConfigBuilder maxRetryDelay(Duration maxRetryDelay) {
        return tell(REDIS_MAX_RETRY_DELAY, maxRetryDelay);
    }

    /**
     * Whether a server that keeps failing is left alone for a while.
     *
     * @param circuitBreaker default true
     * @return this builder
     */
    public RedisConfigBuilder circuitBreaker(boolean circuitBreaker) {
        return tell(REDIS_CIRCUIT_BREAKER, circuitBreaker);
    }

    /**
     * Whether the commands of callers that come at the same time share round trips; see {@link MergePolicy}.
     *
     * @param mergeCallers default true
     * @return this builder
     */
    public RedisConfigBuilder mergeCallers(boolean mergeCallers) {
        return tell(REDIS_MERGE_CALLERS, mergeCallers);
    }

    /**
     * With how many commands a shared round trip takes no other caller along; see {@link MergePolicy}.
     *
     * @param mergeMaxCommands 2..10000, default 256
     * @return this builder
     */
    public RedisConfigBuilder mergeMaxCommands(int mergeMaxCommands) {
        return tell(REDIS_MERGE_MAX_COMMANDS, mergeMaxCommands);
    }

    /**
     * With how many bytes, sent or expected back, a shared round trip takes no other caller along.
     *
     * @param mergeMaxBytes 1024..67108864, default 65536
     * @return this builder
     */
    public RedisConfigBuilder mergeMaxBytes(int mergeMaxBytes) {
        return tell(REDIS_MERGE_MAX_BYTES, mergeMaxBytes);
    }

    /**
     * How many round trips to one server are under way before further commands gather.
     *
     * @param mergeMaxTrips 1..1000, default 32
     * @return this builder
     */
    public RedisConfigBuilder mergeMaxTrips(int mergeMaxTrips) {
        return tell(REDIS_MERGE_MAX_TRIPS, mergeMaxTrips);
    }

    /**
     * Whether the connection is encrypted.
     *
     * @param tlsEnabled default false
     * @return this builder
     */
    public RedisConfigBuilder tlsEnabled(boolean tlsEnabled) {
        return tell(REDIS_TLS_ENABLED, tlsEnabled);
    }

    /**
     * Whether any certificate for any host name is accepted.
     *
     * @param tlsSkipVerify default false
     * @return this builder
     */
    public RedisConfigBuilder tlsSkipVerify(boolean tlsSkipVerify) {
        return tell(REDIS_TLS_SKIP_VERIFY, tlsSkipVerify);
    }

    /**
     * The authorities to trust.
     *
     * @param tlsCaFile PEM file; default those of the JVM
     * @return this builder
     */
    public RedisConfigBuilder tlsCaFile(Path tlsCaFile) {
        return tell(REDIS_TLS_CA_FILE, tlsCaFile);
    }

    /**
     * Our certificate and its chain.
     *
     * @param tlsCertFile PEM file; default none
     * @return this builder
     */
    public RedisConfigBuilder tlsCertFile(Path tlsCertFile) {
        return tell(REDIS_TLS_CERT_FILE, tlsCertFile);
    }

    /**
     * The private key of our certificate.
     *
     * @param tlsKeyFile PEM file, PKCS#8; default none
     * @return this builder
     */
    public RedisConfigBuilder tlsKeyFile(Path tlsKeyFile) {
        return tell(REDIS_TLS_KEY_FILE, tlsKeyFile);
    }

    /**
     * The password of the private key.
     *
     * @param supplier asked whenever the key is read; default {@link Secret#none()}
     * @return this builder
     */
    public RedisConfigBuilder tlsKeyPassword(Supplier<Secret> supplier) {
        keyPassword = requireNonNull(supplier, "supplier");
        return this;
    }

    /**
     * The TLS versions to offer.
     *
     * @param protocols some of TLSv1.3 and TLSv1.2, default both
     * @return this builder
     */
    public RedisConfigBuilder tlsProtocols(Set<String> protocols) {
        tlsProtocols = Set.copyOf(protocols);
        return this;
    }

    private RedisConfigBuilder tell(Variable variable, Object value) {
        told.put(variable, value);
        return this;
    }
}
