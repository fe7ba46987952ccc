package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A call that failed for a reason the caller could not plan for. There is one subclass for each different reaction:
 *
 * <ul>
 *   <li>{@link RedisUnavailableException}: never executed; trying again later is always safe.
 *   <li>{@link RedisOutcomeUnknownException}: it may or may not have been executed.
 *   <li>{@link RedisRejectedException}: the server refused it; trying again does not help.
 *   <li>{@link RedisAuthenticationException}, {@link RedisTlsException}: the deployment needs attention.
 *   <li>{@link CodecException}: a value could not be encoded or decoded.
 * </ul>
 *
 * <p>No message or cause holds a key, a value or a secret.
 *
 * @since 0.1.0
 */
public abstract sealed class RedisException extends RuntimeException
        permits RedisUnavailableException,
                RedisOutcomeUnknownException,
                RedisRejectedException,
                RedisAuthenticationException,
                RedisTlsException,
                CodecException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    RedisException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = requireNonNull(kind, "kind");
    }

    /**
     * Why the call failed.
     *
     * @return one of the closed list
     */
    public ErrorKind kind() {
        return kind;
    }

    /**
     * The same failure with the stack of the calling thread, for one that was noticed on another thread.
     *
     * @return a copy whose cause is this
     */
    public final RedisException here() {
        String message = String.valueOf(getMessage());
        if (this instanceof RedisUnavailableException) {
            return new RedisUnavailableException(kind, message, this);
        }
        if (this instanceof RedisOutcomeUnknownException) {
            return new RedisOutcomeUnknownException(kind, message, this);
        }
        if (this instanceof RedisRejectedException) {
            return new RedisRejectedException(kind, message, this);
        }
        if (this instanceof RedisAuthenticationException) {
            return new RedisAuthenticationException(kind, message, this);
        }
        return this instanceof RedisTlsException
                ? new RedisTlsException(kind, message, this)
                : new CodecException(kind, message, this);
    }
}
