package dev.redport.testkit;

/**
 * The error reply of a Redis server to {@link EmbeddedRedis#execute(String...)}; the message is the server's own, its first
 * word being the error code.
 *
 * @since 0.1.0
 */
public final class RedisServerError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisServerError(String message) {
        super(message);
    }
}
