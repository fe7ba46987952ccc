package dev.redport.driver;

import java.util.List;

/**
 * The one interface a client library is adapted to: raw commands in, raw replies out.
 *
 * <p>A driver holds no policy. It does not retry, queue without bound, replay after a reconnect or change a value; it
 * translates its client's failures into {@link RedisException}s, at its own edge, and it ends every call by the call's
 * deadline. It may be created while the server is away, and finds it when it comes.
 *
 * <p>Every method blocks and may be called from any number of threads, virtual ones included. An interrupt ends a wait
 * with {@link ErrorKind#INTERRUPTED}, or the call completes; the thread's interrupt flag is kept in both cases.
 *
 * @since 0.1.0
 */
public interface RedisDriver extends AutoCloseable {
    /**
     * Sends one command and waits for its reply: one round trip.
     *
     * @param command the command
     * @param call what the command is part of, and by when it must have ended
     * @return the reply, never a failure
     * @throws RedisException if there is no reply, or the server answered with an error
     * @throws IllegalStateException if the driver is closed
     */
    Reply execute(Command command, Call call);

    /**
     * Sends many commands in one pipelined round trip per node and waits for all replies. Commands for one node run in
     * the given order; other clients' commands may run between them.
     *
     * @param commands the commands; may be empty
     * @param call what the commands are part of, and by when they must have ended
     * @return one reply for each command, in order; a failure stays with its command
     * @throws IllegalStateException if the driver is closed
     */
    List<Reply> executeAll(List<Command> commands, Call call);

    /**
     * Sends one command without a key to every node that owns data.
     *
     * @param command the command
     * @param call what the command is part of, and by when it must have ended
     * @return one reply for each node, failures included, in an order that stays the same while the topology does
     * @throws IllegalStateException if the driver is closed
     */
    List<Reply> executeOnMasters(Command command, Call call);

    /**
     * What this driver is and how it was configured.
     *
     * @return the same object each time
     */
    DriverInfo info();

    /**
     * The state of the connections right now.
     *
     * @return a snapshot
     */
    PoolStats pool();

    /** Ends every connection and thread of the driver, within two seconds. Calls after the first have no effect. */
    @Override
    void close();
}
