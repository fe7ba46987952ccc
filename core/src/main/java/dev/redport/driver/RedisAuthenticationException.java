package dev.redport.driver;

import org.jspecify.annotations.Nullable;

/**
 * The server wants other credentials, or the user lacks a right.
 *
 * @since 0.1.0
 */
public final class RedisAuthenticationException extends RedisException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param kind why the call failed
     * @param message what happened and what to do next, without keys, values or secrets
     */
    public RedisAuthenticationException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    /**
     * Creates one with a cause.
     *
     * @param kind why the call failed
     * @param message what happened and what to do next, without keys, values or secrets
     * @param cause the cause, free of keys, values and secrets; or null
     */
    public RedisAuthenticationException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(kind, message, cause);
    }
}
