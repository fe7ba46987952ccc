package dev.redport.cache;

import org.jspecify.annotations.Nullable;

/**
 * A loader failed with a checked exception (the cause), or another thread's load took too long to wait for (no cause).
 *
 * @since 0.1.0
 */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
