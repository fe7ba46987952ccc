package dev.redport.driver;

import org.jspecify.annotations.Nullable;

/**
 * The server answered the command with an error that repeating it would not cure.
 *
 * @since 0.1.0
 */
public final class RedisRejectedException extends RedisException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Redirect redirect;

    /**
     * Creates one.
     *
     * @param kind why the call failed
     * @param message what happened and what to do next, without keys, values or secrets
     */
    public RedisRejectedException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    /**
     * Creates one with a cause.
     *
     * @param kind why the call failed
     * @param message what happened and what to do next, without keys, values or secrets
     * @param cause the cause, free of keys, values and secrets; or null
     */
    public RedisRejectedException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(kind, message, cause);
        this.redirect = cause instanceof RedisRejectedException same ? same.redirect : null;
    }

    /** A cluster node named another one. */
    RedisRejectedException(String message, @Nullable Redirect redirect) {
        super(ErrorKind.REDIRECT, message, null);
        this.redirect = redirect;
    }

    /** Where the server says the key is; null if it named no possible place. */
    @Nullable
    Redirect redirect() {
        return redirect;
    }
}
