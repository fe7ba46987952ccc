package dev.redport.config;

import java.util.Collection;
import java.util.List;

/**
 * Every variable that Redport reads: the one table behind parsing, error messages and documentation.
 * The constant's name is the variable's name.
 *
 * @since 0.1.0
 */
public enum Variable {
    /** Mode, addresses, credentials, database and TLS in one. */
    REDIS_URL(
            Kind.SECRET,
            "",
            "rediss://user:password@redis.internal:6379/0",
            "All of mode, host, port, user, password, database and TLS (rediss) in one; what stands in it is percent-encoded"),
    /** The server's host. */
    REDIS_HOST(Kind.TEXT, "localhost", "redis.internal", "Host name or IP address of the server"),
    /** The server's port. */
    REDIS_PORT(Kind.INTEGER, "6379", "6379", "TCP port, 1..65535"),
    /** The ACL user. */
    REDIS_USERNAME(Kind.TEXT, "", "app", "ACL user; empty means the default user"),
    /** The password. */
    REDIS_PASSWORD(Kind.SECRET, "", "", "Password; at least 32 characters in production"),
    /** The file that holds the password. */
    REDIS_PASSWORD_FILE(
            Kind.FILE,
            "",
            "/run/secrets/redis-password",
            "File that holds the password, read again at each new connection; instead of REDIS_PASSWORD"),
    /** The database number. */
    REDIS_DB(Kind.INTEGER, "0", "0", "Database number, 0..65535"),
    /** The size of the pool. */
    REDIS_POOL_SIZE(Kind.INTEGER, "10", "25", "Connections, 1..10000 (production: 10..500)"),
    /** The connections kept open. */
    REDIS_MIN_IDLE_CONNS(Kind.INTEGER, "2", "5", "Connections kept open while idle, 0..REDIS_POOL_SIZE"),
    /** The longest wait for a connection. */
    REDIS_POOL_TIMEOUT(
            Kind.DURATION, "", "3s", "Longest wait for a free connection, 1ms..24h; empty means REDIS_READ_TIMEOUT"),
    /** The longest wait for connecting. */
    REDIS_DIAL_TIMEOUT(Kind.DURATION, "5s", "5s", "Longest wait for connecting, 1ms..24h (production: at least 1s)"),
    /** The longest wait for a reply. */
    REDIS_READ_TIMEOUT(Kind.DURATION, "3s", "3s", "Longest wait for a reply, 1ms..24h (production: at least 1s)"),
    /** The longest wait for sending. */
    REDIS_WRITE_TIMEOUT(
            Kind.DURATION, "3s", "3s", "Longest wait for sending a command, 1ms..24h (production: at least 1s)"),
    /** The longest time of one operation. */
    REDIS_OPERATION_DEADLINE(
            Kind.DURATION,
            "5s",
            "5s",
            "Longest time of one operation with all its attempts, 1ms..24h; at least REDIS_READ_TIMEOUT"),
    /** Whether the connection is encrypted. */
    REDIS_TLS_ENABLED(Kind.FLAG, "false", "true", "Encrypt the connection; required in production"),
    /** Whether the server's certificate goes unchecked. */
    REDIS_TLS_SKIP_VERIFY(
            Kind.FLAG, "false", "false", "Accept any certificate for any host name; refused in production"),
    /** The authorities to trust. */
    REDIS_TLS_CA_FILE(
            Kind.FILE,
            "",
            "/etc/redis/tls/ca.crt",
            "PEM file with the trusted authorities; empty means those of the JVM"),
    /** The own certificate. */
    REDIS_TLS_CERT_FILE(
            Kind.FILE,
            "",
            "/etc/redis/tls/client.crt",
            "PEM file with our certificate and its chain, for servers that ask for one"),
    /** The own private key. */
    REDIS_TLS_KEY_FILE(
            Kind.FILE,
            "",
            "/etc/redis/tls/client.key",
            "PEM file with the private key of REDIS_TLS_CERT_FILE, in PKCS#8"),
    /** The file that holds the private key's password. */
    REDIS_TLS_KEY_PASSWORD_FILE(
            Kind.FILE,
            "",
            "/run/secrets/redis-key-password",
            "File that holds the password of REDIS_TLS_KEY_FILE, if the key is encrypted"),
    /** The number of retries. */
    REDIS_MAX_RETRIES(Kind.INTEGER, "3", "3", "Attempts after the first, where safe, 0..100 (production: 1..10)"),
    /** The shortest delay before a retry. */
    REDIS_MIN_RETRY_DELAY(Kind.DURATION, "100ms", "100ms", "Delay before the first retry, 1ms..24h"),
    /** The longest delay before a retry. */
    REDIS_MAX_RETRY_DELAY(Kind.DURATION, "3s", "3s", "Longest delay before a retry, REDIS_MIN_RETRY_DELAY..24h"),
    /** Whether a server that keeps failing is left alone for a while. */
    REDIS_CIRCUIT_BREAKER(
            Kind.FLAG,
            "true",
            "true",
            "Leave a server that keeps failing alone for a while, and fail at once meanwhile"),
    /** Whether the commands of concurrent callers share round trips. */
    REDIS_MERGE_CALLERS(
            Kind.FLAG, "true", "true", "Let the commands of callers that come at the same time share round trips"),
    /** With so many commands a shared trip is full. */
    REDIS_MERGE_MAX_COMMANDS(
            Kind.INTEGER,
            "256",
            "256",
            "A shared round trip with so many commands takes no other caller along, 2..10000"),
    /** With so many bytes a shared trip is full. */
    REDIS_MERGE_MAX_BYTES(
            Kind.INTEGER,
            "65536",
            "65536",
            "A shared round trip with so many bytes, sent or expected back, takes no other caller along,"
                    + " 1024..67108864; commands over a quarter of it go alone"),
    /** The most trips before commands gather. */
    REDIS_MERGE_MAX_TRIPS(
            Kind.INTEGER, "32", "32", "Most round trips to one server at once while commands gather, 1..1000"),
    /** The prefix of every key. */
    REDIS_NAMESPACE(
            Kind.TEXT,
            "redport",
            "shop",
            "First part of every key and the pattern of the ACL rule; 1..64 of A-Z a-z 0-9 _ . -"),
    /** The name shown by the server. */
    REDIS_CLIENT_NAME(
            Kind.TEXT, "redport", "shop", "Name shown by CLIENT LIST; 1..64 printable ASCII characters, no space"),
    /** How strict the rules are. */
    REDIS_PROFILE(Kind.TEXT, "development", "production", "development or production; production adds rules"),
    /** The driver to use. */
    REDIS_DRIVER(Kind.TEXT, "", "lettuce", "Driver to use if several are on the class path; empty means the one found"),
    /** The topology. */
    REDIS_MODE(Kind.TEXT, "standalone", "sentinel", "Topology: standalone, sentinel or cluster"),
    /** The master's name. */
    REDIS_SENTINEL_MASTER(
            Kind.TEXT,
            "mymaster",
            "mymaster",
            "Name under which the Sentinels watch the master; 1..64 of A-Z a-z 0-9 _ . -"),
    /** The Sentinels. */
    REDIS_SENTINEL_NODES(
            Kind.ENDPOINTS,
            "",
            "sentinel-1:26379,sentinel-2:26379,sentinel-3:26379",
            "Sentinels as host:port,host:port; the port is 26379 if left out"),
    /** The ACL user at the Sentinels. */
    REDIS_SENTINEL_USERNAME(Kind.TEXT, "", "app", "ACL user at the Sentinels; empty means the default user"),
    /** The password at the Sentinels. */
    REDIS_SENTINEL_PASSWORD(
            Kind.SECRET, "", "", "Password at the Sentinels; empty means none, REDIS_PASSWORD is not sent to them"),
    /** The file that holds the password at the Sentinels. */
    REDIS_SENTINEL_PASSWORD_FILE(
            Kind.FILE,
            "",
            "/run/secrets/sentinel-password",
            "File that holds that password, read again at each new connection; instead of REDIS_SENTINEL_PASSWORD"),
    /** Whether the connections to the Sentinels are encrypted. */
    REDIS_SENTINEL_TLS_ENABLED(
            Kind.FLAG,
            "",
            "true",
            "Encrypt the connections to the Sentinels, with the files of REDIS_TLS_*; empty means REDIS_TLS_ENABLED"),
    /** The seeds of the cluster. */
    REDIS_CLUSTER_NODES(
            Kind.ENDPOINTS,
            "",
            "node-1:6379,node-2:6379,node-3:6379",
            "Some nodes of the cluster as host:port,host:port; the port is 6379 if left out; empty means REDIS_HOST and REDIS_PORT");

    enum Kind {
        TEXT,
        SECRET,
        INTEGER,
        DURATION,
        FLAG,
        FILE,
        ENDPOINTS
    }

    private final Kind kind;
    private final String defaultText;
    private final String example;
    private final String description;

    Variable(Kind kind, String defaultText, String example, String description) {
        this.kind = kind;
        this.defaultText = defaultText;
        this.example = example;
        this.description = description;
    }

    Kind kind() {
        return kind;
    }

    /**
     * The default, as one would write it.
     *
     * @return the default; empty if there is none
     */
    public String defaultText() {
        return defaultText;
    }

    /**
     * A value that is right.
     *
     * @return the example; empty if there is none
     */
    public String example() {
        return example;
    }

    /**
     * What the variable means, with unit and range, in one line.
     *
     * @return the description
     */
    public String description() {
        return description;
    }

    /**
     * Whether the value is never shown.
     *
     * @return whether the value is secret
     */
    public boolean secret() {
        return kind == Kind.SECRET;
    }

    /**
     * One warning for each name that starts with {@code REDIS_} but is not in this table, with the known
     * name that is most like it. Names that Kubernetes sets for a service called redis are passed over.
     *
     * @param names the names of all variables, of which only those with the prefix matter
     * @return the warnings, sorted; they hold names only, never values
     */
    public static List<String> unknown(Collection<String> names) {
        return UnknownVariables.in(names);
    }
}
