package dev.redport.driver;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes every {@link RedisException} a driver throws, so that all drivers say the same in the same words.
 *
 * <p>A client's own message and cause never pass: they may hold keys, values or secrets. What stays of them is the names
 * of the exception classes. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Failures {
    private static final int DEPTH = 8;
    private static final Pattern TOKEN = Pattern.compile("[A-Z][A-Z0-9]{1,31}");
    private static final List<String> PHRASES = List.of(
            "ERR unknown command",
            "ERR unknown subcommand",
            "ERR wrong number of arguments",
            "ERR syntax error",
            "ERR value is not an integer or out of range",
            "ERR value is not a valid float",
            "ERR increment or decrement would overflow",
            "ERR invalid expire time",
            "ERR string exceeds maximum allowed size",
            "ERR index out of range",
            "ERR offset is out of range",
            "ERR DB index is out of range",
            "ERR no such key");

    private Failures() {}

    /**
     * No connection: the command was never sent.
     *
     * @param cause what the client reported, or null
     * @return the failure
     */
    public static RedisUnavailableException notConnected(@Nullable Throwable cause) {
        return new RedisUnavailableException(
                ErrorKind.NOT_CONNECTED,
                "Not connected to Redis; check that it runs where REDIS_HOST, REDIS_SENTINEL_NODES or REDIS_CLUSTER_NODES says,"
                        + " and with TLS if REDIS_TLS_ENABLED"
                        + names(cause));
    }

    /**
     * The connection broke, or was closed, after the command was sent.
     *
     * @param cause what the client reported, or null
     * @return the failure
     */
    public static RedisOutcomeUnknownException connectionLost(@Nullable Throwable cause) {
        return new RedisOutcomeUnknownException(
                ErrorKind.CONNECTION_LOST, "The connection to Redis was lost before the reply came" + names(cause));
    }

    /**
     * The command was sent, and no reply came in time.
     *
     * @return the failure
     */
    public static RedisOutcomeUnknownException timeout() {
        return new RedisOutcomeUnknownException(
                ErrorKind.TIMEOUT,
                "Redis did not take the command within REDIS_WRITE_TIMEOUT, or did not reply within REDIS_READ_TIMEOUT"
                        + " or the operation's deadline");
    }

    /**
     * The deadline passed before the command was sent.
     *
     * @return the failure
     */
    public static RedisUnavailableException deadlinePassed() {
        return new RedisUnavailableException(
                ErrorKind.TIMEOUT,
                "The operation's deadline (REDIS_OPERATION_DEADLINE) passed before the command was sent");
    }

    /**
     * No connection, or place in the queue, became free in time.
     *
     * @return the failure
     */
    public static RedisUnavailableException poolTimeout() {
        return new RedisUnavailableException(
                ErrorKind.POOL_TIMEOUT,
                "No pooled connection became free within REDIS_POOL_TIMEOUT; raise REDIS_POOL_SIZE");
    }

    /**
     * The caller was interrupted while it waited for the reply. The interrupt flag is left to the driver, which must have
     * set it again.
     *
     * @param sent whether the command may have been sent
     * @return the failure
     */
    public static RedisException interrupted(boolean sent) {
        return sent
                ? new RedisOutcomeUnknownException(
                        ErrorKind.INTERRUPTED, "The thread was interrupted while it waited for the reply")
                : new RedisUnavailableException(
                        ErrorKind.INTERRUPTED, "The thread was interrupted before the command was sent");
    }

    /**
     * The driver was closed by its owner.
     *
     * @return the failure
     */
    public static IllegalStateException closed() {
        return new IllegalStateException("This driver is closed; connect a new one");
    }

    /**
     * A connection could not be made or lost its handshake: TLS, credentials, a refusing server, or nobody there. The
     * command was never sent.
     *
     * @param cause what the client reported
     * @return the failure of the fitting type
     */
    public static RedisException connect(Throwable cause) {
        if (find(cause, SSLException.class) != null) {
            return new RedisTlsException(
                    ErrorKind.TLS,
                    "The TLS handshake with Redis failed; check REDIS_TLS_CA_FILE, REDIS_TLS_CERT_FILE and the host name"
                            + names(cause));
        }
        if (find(cause, UnknownHostException.class) != null) {
            return new RedisUnavailableException(
                    ErrorKind.NOT_CONNECTED,
                    "Not connected to Redis; the name in REDIS_HOST does not resolve" + names(cause));
        }
        Throwable each = cause;
        for (int i = 0; each != null && i < DEPTH; i++, each = each.getCause()) {
            String message = each.getMessage();
            if (message != null && isServerError(message) && find(each, ConnectException.class) == null) {
                return server(message);
            }
        }
        return notConnected(cause);
    }

    /**
     * An error reply of the server.
     *
     * @param message the reply: an upper-case code and text; only the code and safe words are kept
     * @return the failure of the fitting type
     */
    public static RedisException server(String message) {
        String code = code(message);
        return switch (code) {
            case "NOAUTH", "WRONGPASS" -> auth(code);
            case "NOPERM" ->
                new RedisRejectedException(
                        ErrorKind.PERMISSION,
                        "NOPERM: the Redis user lacks a right for this command or key; check its ACL");
            case "LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "NOREPLICAS" -> busy(code);
            case "READONLY" ->
                new RedisUnavailableException(
                        ErrorKind.READ_ONLY, "READONLY: this Redis is a replica and takes no writes");
            case "OOM" ->
                new RedisRejectedException(
                        ErrorKind.OUT_OF_MEMORY,
                        "OOM: Redis reached maxmemory and takes no writes; check its eviction policy");
            case "WRONGTYPE" ->
                new RedisRejectedException(ErrorKind.WRONG_TYPE, "WRONGTYPE: the key holds another data type");
            case "MOVED", "ASK" ->
                new RedisRejectedException(
                        code + ": the key belongs to another node of a cluster; check REDIS_MODE",
                        Redirect.parse(message));
            case "CROSSSLOT" ->
                new RedisRejectedException(
                        ErrorKind.REDIRECT,
                        "CROSSSLOT: the keys of one command belong to different nodes of a cluster");
            case "NOSCRIPT" ->
                new RedisRejectedException(ErrorKind.SCRIPT, "NOSCRIPT: the server does not know the script");
            default -> other(code, message);
        };
    }

    private static RedisException other(String code, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (text.startsWith("err unknown command")) { // quotes keys, in which the words below may be
            return refused(code, message);
        }
        if (text.contains("max number of clients")) {
            return busy("ERR max number of clients reached");
        }
        if (text.startsWith("err client sent auth")
                || text.startsWith("err invalid password")
                || text.contains("auth called without")
                || text.startsWith("err auth <password> called")) {
            return auth(code);
        }
        if (text.contains("script")) {
            return new RedisOutcomeUnknownException(
                    ErrorKind.SCRIPT,
                    "A script failed inside the server and may have changed data: " + safe(code, message));
        }
        return refused(code, message);
    }

    private static RedisException refused(String code, String message) {
        return new RedisRejectedException(ErrorKind.OTHER, "Redis refused the command: " + safe(code, message));
    }

    private static RedisException auth(String code) {
        return new RedisAuthenticationException(
                ErrorKind.AUTH, code + ": Redis wants other credentials; check REDIS_USERNAME and REDIS_PASSWORD");
    }

    /** The credentials could not be had; what their supplier says may hold one. */
    static RedisAuthenticationException noCredentials(RuntimeException cause) {
        return new RedisAuthenticationException(
                ErrorKind.AUTH,
                "The credentials could not be read; check REDIS_PASSWORD_FILE or the supplier in code" + names(cause));
    }

    /** A cluster whose nodes do not agree who has the slot: they will. */
    static RedisException sentInCircles() {
        return busy("MOVED");
    }

    private static RedisException busy(String code) {
        return new RedisUnavailableException(
                ErrorKind.SERVER_BUSY, code + ": Redis cannot serve the command right now");
    }

    /**
     * Tells whether a message is an error reply of a server: it starts with an upper-case code.
     *
     * @param message any exception message
     * @return true if {@link #server} understands it
     */
    public static boolean isServerError(String message) {
        int space = message.indexOf(' ');
        return space > 0 && TOKEN.matcher(message.substring(0, space)).matches();
    }

    /**
     * Looks for an exception type among a failure and its causes.
     *
     * @param failure where to start
     * @param type what to look for
     * @param <T> the type
     * @return the first of that type, or null
     */
    public static <T extends Throwable> @Nullable T find(@Nullable Throwable failure, Class<T> type) {
        Throwable each = failure;
        for (int i = 0; each != null && i < DEPTH; i++, each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }

    private static String code(String message) {
        int space = message.indexOf(' ');
        String first = space < 0 ? message : message.substring(0, space);
        return TOKEN.matcher(first).matches() ? first : "ERR";
    }

    /** The code, and the text after it if it is one of the server's fixed phrases: a script may put anything there. */
    private static String safe(String code, String message) {
        return PHRASES.stream().filter(message::startsWith).findFirst().orElse(code);
    }

    private static String names(@Nullable Throwable cause) {
        if (cause == null) {
            return "";
        }
        StringBuilder text = new StringBuilder(" (");
        Throwable each = cause;
        for (int i = 0; each != null && i < DEPTH / 2; i++, each = each.getCause()) {
            text.append(i == 0 ? "" : " < ").append(each.getClass().getSimpleName());
        }
        return text.append(')').toString();
    }
}
