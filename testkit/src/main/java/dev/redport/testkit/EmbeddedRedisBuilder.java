package dev.redport.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedRedis} is to be started with. Nothing set means: a free port, no password, no TLS, nothing saved to
 * disk. Not safe for several threads.
 *
 * @since 0.1.0
 */
public final class EmbeddedRedisBuilder extends ServerBuilder<EmbeddedRedisBuilder> {
    private @Nullable Integer port;

    EmbeddedRedisBuilder() {}

    @Override
    EmbeddedRedisBuilder self() {
        return this;
    }

    /**
     * Asks for this port instead of a free one.
     *
     * @param fixed the port, 1 to 65535
     * @return this builder
     * @throws IllegalArgumentException if the port is out of range
     */
    public EmbeddedRedisBuilder port(int fixed) {
        if (fixed < 1 || fixed > 65_535) {
            throw new IllegalArgumentException("port: " + fixed + " (expected: 1 to 65535)");
        }
        this.port = fixed;
        return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @return the running server
     * @throws IllegalStateException if there is no suitable {@code redis-server} here or it does not start; the message has
     *     the server's log
     */
    public EmbeddedRedis start() {
        ServerSettings settings = settings();
        Integer fixed = port;
        return fixed == null
                ? LoopbackPort.retrying(() -> EmbeddedRedis.start(settings, LoopbackPort.pick()))
                : EmbeddedRedis.start(settings, fixed);
    }
}
