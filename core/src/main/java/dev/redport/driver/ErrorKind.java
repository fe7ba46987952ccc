package dev.redport.driver;

import java.util.Locale;

/**
 * Why a call failed: a closed list, the same for every driver, used as the exception's detail, as a metric tag and as a
 * health reason.
 *
 * @since 0.1.0
 */
public enum ErrorKind {
    /** There was no connection to send the command on; it was never sent. */
    NOT_CONNECTED,
    /** The connection broke after the command was sent; it may have run. */
    CONNECTION_LOST,
    /** The reply did not arrive in time. */
    TIMEOUT,
    /** No pooled connection, or place in the queue, became free in time; the command was never sent. */
    POOL_TIMEOUT,
    /** Redport itself turned the call away (breaker, bulkhead); the command was never sent. */
    REJECTED,
    /** The server is loading, busy, full of clients or without a master; it did not run the command. */
    SERVER_BUSY,
    /** The server is a read-only replica; it did not run the command. */
    READ_ONLY,
    /** The server is out of memory; it did not run the command. */
    OUT_OF_MEMORY,
    /** User name or password are missing or wrong. */
    AUTH,
    /** The user lacks a right for the command or the key. */
    PERMISSION,
    /** The TLS handshake failed. */
    TLS,
    /** The server named another node for the key. */
    REDIRECT,
    /** A script is unknown to the server or failed inside it. */
    SCRIPT,
    /** The key holds another data type. */
    WRONG_TYPE,
    /** A value could not be encoded or decoded. */
    CODEC,
    /** A value, key or batch is over its limit; nothing was sent. */
    TOO_LARGE,
    /** The calling thread was interrupted while it waited. */
    INTERRUPTED,
    /** Any other error. */
    OTHER;

    private final String tag = name().toLowerCase(Locale.ROOT);

    /**
     * The name in lower case, for metric tags and health reasons.
     *
     * @return for example {@code connection_lost}
     */
    public String tag() {
        return tag;
    }
}
