package dev.redport.testkit;

import static dev.redport.testkit.AdminClient.utf8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real {@code redis-server} process on a loopback port.
 *
 * <p>It ends with {@link #close()}, with the JVM, and also when the JVM is killed outright. The binary is the one named by
 * the environment variable {@code REDPORT_REDIS_SERVER}, else the one in the embedded-redis artifact, else
 * {@code redis-server} on the PATH.
 *
 * <p>{@link #execute} speaks to the server under a user of its own that may do everything, whatever the server was
 * configured with. Safe for several threads; a call that controls the process must not race another one.
 *
 * @since 0.1.0
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(3);

    private final ServerSettings settings;
    private final Path binary;
    private final Path directory;
    private final int port;
    private final AdminClient admin;
    private final Thread endWithJvm = new Thread(this::end, "redport-redis-end");
    private volatile ServerProcess process;
    private volatile boolean paused;
    private volatile @Nullable String finalLog;

    private EmbeddedRedis(ServerSettings settings, int port) throws IOException {
        this.settings = settings;
        this.port = port;
        this.binary = RedisServerBinary.locate(settings.certificates() != null);
        this.directory = Files.createTempDirectory("redport-redis-");
        TestCertificates certificates = settings.certificates();
        this.admin = new AdminClient(
                LoopbackPort.HOST,
                port,
                settings.adminPassword(),
                certificates == null ? null : certificates.adminContext());
        Files.writeString(configuration(), settings.configuration(port, directory));
        this.process = launch();
    }

    /**
     * Starts a server on a free port, without password or TLS.
     *
     * @return the running server
     * @throws IllegalStateException if there is no suitable {@code redis-server} here or it does not start
     */
    public static EmbeddedRedis start() {
        return builder().start();
    }

    /**
     * Prepares a server with more than the defaults.
     *
     * @return a new builder
     */
    public static EmbeddedRedisBuilder builder() {
        return new EmbeddedRedisBuilder();
    }

    /**
     * Prepares a cluster: three primaries with a replica each.
     *
     * @return a new builder
     */
    public static EmbeddedClusterBuilder cluster() {
        return new EmbeddedClusterBuilder();
    }

    /**
     * Prepares a primary with two replicas, watched by three sentinels.
     *
     * @return a new builder
     */
    public static EmbeddedSentinelBuilder sentinel() {
        return new EmbeddedSentinelBuilder();
    }

    static EmbeddedRedis start(ServerSettings settings, int port) {
        EmbeddedRedis redis = launch(settings, port);
        try {
            redis.awaitReady();
            return redis;
        } catch (IllegalStateException e) {
            redis.close();
            throw e;
        }
    }

    /** Starts the process without waiting for it; {@link #awaitReady} does that. */
    static EmbeddedRedis launch(ServerSettings settings, int port) {
        try {
            EmbeddedRedis redis = new EmbeddedRedis(settings, port);
            Runtime.getRuntime().addShutdownHook(redis.endWithJvm);
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the address the server listens on.
     *
     * @return always {@code 127.0.0.1}
     */
    public String host() {
        return LoopbackPort.HOST;
    }

    /**
     * Returns the port, which stays the same over {@link #restart()}.
     *
     * @return the port, for TLS if the server speaks TLS
     */
    public int port() {
        return port;
    }

    /**
     * Returns the URL a client of the default user connects to, password included.
     *
     * @return {@code redis://} or, if the server speaks TLS, {@code rediss://}
     */
    public String url() {
        String secret = settings.password();
        String credentials = secret == null
                ? ""
                : ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20") + "@";
        return (settings.certificates() == null ? "redis://" : "rediss://") + credentials + host() + ":" + port;
    }

    /** The URL of a topology this server is part of: of that kind, with the same credentials. */
    String url(String kind, List<String> addresses) {
        String own = url();
        int host = own.lastIndexOf(host() + ":");
        return own.substring(0, host).replace("://", "-" + kind + "://") + String.join(",", addresses);
    }

    /**
     * Returns the certificates of a server that speaks TLS.
     *
     * @return the certificates
     * @throws IllegalStateException if the server does not speak TLS
     */
    public TestCertificates certificates() {
        TestCertificates certificates = settings.certificates();
        if (certificates == null) {
            throw new IllegalStateException("certificates: none (expected: a server started with tls())");
        }
        return certificates;
    }

    /**
     * Returns the id of the server process, another one after each {@link #restart()}.
     *
     * @return the process id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Returns what the server wrote to its log so far, restarts included.
     *
     * @return the log, also after close
     */
    public String log() {
        String last = finalLog;
        try {
            return last != null ? last : Files.readString(directory.resolve("redis.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the server's version.
     *
     * @return such as {@code 6.2.11}
     */
    public String version() {
        return info("server").getOrDefault("redis_version", "unknown");
    }

    /** Asks the server to shut down and waits until it is gone; also ends a paused server. */
    public void stop() {
        admin.close();
        ServerProcess current = process;
        if (current.alive()) {
            current.signal("TERM");
            current.signal("CONT");
            current.awaitExit(Duration.ofSeconds(5));
        }
        current.kill();
    }

    /** Ends the server with SIGKILL and waits until it is gone. */
    public void kill() {
        admin.close();
        process.kill();
    }

    /**
     * Starts the server again on the same port with the same settings, ending it first if it runs. Data is lost unless the
     * configuration saves it; what a cluster node or a sentinel remembers of the others, and what CONFIG REWRITE wrote, is
     * kept.
     *
     * @throws IllegalStateException if the server does not start, or was closed
     */
    public void restart() {
        kill();
        if (finalLog != null) {
            throw new IllegalStateException("server: closed (expected: not closed)");
        }
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    /** Freezes the server (SIGSTOP): it keeps its connections, accepts new ones into the backlog and answers nothing. */
    public void pause() {
        paused = true;
        process.signal("STOP");
    }

    /** Lets a frozen server go on (SIGCONT). */
    public void resume() {
        process.signal("CONT");
        paused = false;
    }

    /** Whether the process runs and was not paused. */
    boolean awake() {
        return finalLog == null && !paused && process.alive();
    }

    /**
     * Runs a command under the testkit's own user, on one kept connection.
     *
     * @param command the command's name and arguments
     * @return null, a Long, a String or a List of these (with a {@link RedisServerError} as an item where EXEC gives one)
     * @throws RedisServerError if the server answers with an error
     * @throws UncheckedIOException if the server does not answer within 30 seconds or the connection breaks
     */
    public @Nullable Object execute(String... command) {
        return AdminClient.text(
                executeBinary(Arrays.stream(command).map(AdminClient::utf8).toArray(byte[][]::new)));
    }

    /**
     * Runs a command as {@link #execute} does, without reading bytes as text.
     *
     * @param command the command's name and arguments
     * @return as {@link #execute}, with a byte[] for each bulk string
     * @throws RedisServerError if the server answers with an error
     * @throws UncheckedIOException if the server does not answer within 30 seconds or the connection breaks
     */
    public @Nullable Object executeBinary(byte[]... command) {
        try {
            return admin.execute(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes every key of every database. */
    public void flushAll() {
        execute("FLUSHALL");
    }

    /**
     * Returns how often a command ran since the start or {@link #resetStats()}, by any client, scripts included.
     *
     * @param command the command's name, in any case; its subcommands are counted in
     * @return the number of calls
     */
    public long commandCount(String command) {
        String name = "cmdstat_" + command.toLowerCase(Locale.ROOT);
        return info("commandstats").entrySet().stream()
                .filter(stat -> stat.getKey().equals(name) || stat.getKey().startsWith(name + "|"))
                .mapToLong(stat -> Long.parseLong(stat.getValue().replaceAll("^calls=(\\d+),.*$", "$1")))
                .sum();
    }

    /** Sets the counters of INFO, {@link #commandCount} among them, to zero. */
    public void resetStats() {
        execute("CONFIG", "RESETSTAT");
    }

    /**
     * Returns how many clients are connected, without the testkit's own connection.
     *
     * @return the number of connections
     */
    public int clientCount() {
        String clients = String.valueOf(execute("CLIENT", "LIST"));
        return (int) clients.lines()
                .filter(line -> !line.isBlank() && !line.contains(" user=" + AdminClient.USER + " "))
                .count();
    }

    /**
     * Returns one section of INFO.
     *
     * @param section such as {@code server} or {@code clients}
     * @return the fields in the server's order
     */
    public Map<String, String> info(String section) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : String.valueOf(execute("INFO", section)).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }

    /** Ends the server at once and removes its files; a second call does nothing. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
        } catch (IllegalStateException e) {
            // the JVM is going down; the hook does the same as this call
        }
        end();
    }

    private synchronized void end() {
        if (finalLog != null) {
            return;
        }
        kill();
        finalLog = log();
        try {
            OwnDirectory.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path configuration() {
        return directory.resolve("redis.conf");
    }

    private ServerProcess launch() throws IOException {
        List<String> command =
                new ArrayList<>(List.of(binary.toString(), configuration().toString()));
        command.addAll(settings.arguments());
        paused = false;
        return ServerProcess.start(command, directory, directory.resolve("redis.log"));
    }

    void awaitReady() {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (process.awaitExit(POLL)) {
                throw new IllegalStateException("redis-server on port " + port + " ended at start; its log:\n" + log());
            }
            try {
                admin.connect(Duration.ofSeconds(1));
                admin.execute(utf8("PING"));
                return;
            } catch (IOException | RedisServerError e) {
                // not listening yet, or the port is another process's and ours will end
            }
        }
        throw new IllegalStateException(
                "redis-server on port " + port + " not ready within " + READY_LIMIT + "; its log:\n" + log());
    }
}
