package dev.redport.driver;

import org.jspecify.annotations.Nullable;

/**
 * A value could not be encoded or decoded, or is over its size limit.
 *
 * @since 0.1.0
 */
public final class CodecException extends RedisException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param kind why the call failed
     * @param message what happened and what to do next, without keys, values or secrets
     */
    public CodecException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    /**
     * Creates one with a cause.
     *
     * @param kind why the call failed
     * @param message what happened and what to do next, without keys, values or secrets
     * @param cause the cause, free of keys, values and secrets; or null
     */
    public CodecException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(kind, message, cause);
    }
}
