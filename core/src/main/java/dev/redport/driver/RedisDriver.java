package dev.redport.driver;

import java.util.List;

/**
 * What the ports stand on: raw commands in, raw replies out, whatever the topology. Each command goes to the server that
 * has its key; a client library is adapted below this, as a {@link Node}.
 *
 * <p>Every call ends by its deadline. A driver may be created while the servers are away, and finds them when they come.
 *
 * <p>Every method blocks and may be called from any number of threads, virtual ones included. An interrupt ends a wait
 * with {@link ErrorKind#INTERRUPTED}, or the call completes; the thread's interrupt flag is kept in both cases.
 *
 * @since 0.1.0
 */
public interface RedisDriver extends AutoCloseable {
    /**
     * Sends one command and waits for its reply: one round trip, to the server that has the key.
     *
     * @param command the command
     * @param call what the command is part of, and by when it must have ended
     * @return the reply, never a failure
     * @throws RedisException if there is no reply, or the server answered with an error
     * @throws IllegalStateException if the driver is closed
     */
    Reply execute(Command command, Call call);

    /**
     * Sends many commands in one pipelined round trip per node, all at the same time, and waits for all replies. Commands
     * for one node run in the given order; other clients' commands may run between them.
     *
     * @param commands the commands; may be empty
     * @param call what the commands are part of, and by when they must have ended
     * @return one reply for each command, in order; a failure stays with its command
     * @throws IllegalStateException if the driver is closed
     */
    List<Reply> executeAll(List<Command> commands, Call call);

    /**
     * Sends one command without a key to every server that owns data, as far as they are known, to all at the same time, and
     * waits for all replies.
     *
     * @param command the command; only a {@link Replay#READ} is repeated, and then for all
     * @param call what the command is part of, and by when it must have ended
     * @return one reply for each master, in no particular order; a failure stays with its master
     * @throws RedisException if no master is known
     * @throws IllegalStateException if the driver is closed
     */
    List<MasterReply> executeOnMasters(Command command, Call call);

    /**
     * Looks which servers own data, and gives a driver for each.
     *
     * @param call what it is part of, and by when it must have ended
     * @return the masters as they are now
     * @throws RedisException if that cannot be found out
     * @throws IllegalStateException if the driver is closed
     */
    Masters masters(Call call);

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
