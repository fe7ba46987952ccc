package dev.redport.driver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server, over one client library: what a driver module adapts. It knows nothing of Sentinel,
 * Cluster or retries; which server a command goes to is decided above it, once for all clients.
 *
 * <p>A node holds no policy. It does not retry, queue without bound, replay after a reconnect or change a value; it
 * translates its client's failures into {@link RedisException}s, at its own edge, and it ends every call by the call's
 * deadline. It may be created while the server is away, and finds it when it comes.
 *
 * <p>Every method may be called from any number of threads, virtual ones included. An interrupt ends a wait with {@link
 * ErrorKind#INTERRUPTED}, or the call completes; the thread's interrupt flag is kept in both cases.
 *
 * @since 0.1.0
 */
public interface Node extends AutoCloseable {
    /**
     * Sends one command and waits for its reply: one round trip.
     *
     * @param command the command
     * @param call what the command is part of, and by when it must have ended
     * @return the reply, never a failure
     * @throws RedisException if there is no reply, or the server answered with an error
     * @throws IllegalStateException if the node is closed
     */
    Reply execute(Command command, Call call);

    /**
     * Sends many commands, in order, over one connection, and returns before the replies are there. Other callers'
     * commands may be sent between them. What does not fit into the buffers on the way may be sent while the replies are
     * awaited.
     *
     * @param commands at least one command
     * @param call what the commands are part of, and by when they must have ended
     * @return the exchange, whose replies must be asked for exactly once
     * @throws RedisException if nothing could be sent
     * @throws IllegalStateException if the node is closed
     */
    Exchange begin(List<Command> commands, Call call);

    /**
     * As {@link #begin}, but without any wait for a connection: so that a server that is away or busy does not hold up what
     * is meant for others. A connection that is missing is opened in the background.
     *
     * @param commands at least one command
     * @param call what the commands are part of, and by when they must have ended
     * @return the exchange, or null if no connection is free at once
     * @throws RedisException if it is known that nothing can be sent
     * @throws IllegalStateException if the node is closed
     */
    @Nullable
    Exchange tryBegin(List<Command> commands, Call call);

    /**
     * How many exchanges may be under way at once before one has to wait for another one's connection.
     *
     * @return at least 1; no limit by default, as where a connection carries any number of them
     */
    default int places() {
        return Integer.MAX_VALUE;
    }

    /**
     * The state of the connections right now.
     *
     * @return a snapshot
     */
    PoolStats pool();

    /** Ends every connection; calls under way fail. Calls after the first have no effect. */
    @Override
    void close();
}
