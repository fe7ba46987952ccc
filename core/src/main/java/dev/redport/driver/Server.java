package dev.redport.driver;

import dev.redport.config.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server in one role. Its connections are opened with the first use; equal only to itself. */
final class Server {
    /** What the connections are for: each role has its own, because they say or do different things first. */
    enum Role {
        /** Reads and writes. */
        MASTER,
        /** Reads that may be a little old. */
        REPLICA,
        /** Commands that follow ASK: each right behind an ASKING, with nobody else's in between. */
        ASKING,
        /** Questions about the topology, which must not queue behind the callers' commands. */
        SCOUT
    }

    private static final Command ASKING = Command.of(Verb.ASKING);
    private static final long GRUDGE = TimeUnit.SECONDS.toNanos(1);

    private final Endpoint endpoint;
    private final Role role;
    private final Supplier<Node> opener;
    private final BooleanSupplier closing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore turn = new Semaphore(1);
    private volatile @Nullable Node node;
    private volatile long failedAt = System.nanoTime() - 2 * GRUDGE;

    Server(Endpoint endpoint, Role role, Supplier<Node> opener, BooleanSupplier closing) {
        this.endpoint = endpoint;
        this.role = role;
        this.opener = opener;
        this.closing = closing;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Role role() {
        return role;
    }

    /** The connections, opened now if they were not. */
    Node node() {
        Node now = node;
        if (now != null) {
            return now;
        }
        lock.lock();
        try {
            if (closing.getAsBoolean()) {
                throw Failures.closed();
            }
            Node made = node;
            if (made == null) {
                made = opener.get();
                node = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    Reply execute(Command command, Call call) {
        try {
            return role == Role.ASKING
                    ? executeAll(List.of(command), call).get(0).orThrow()
                    : node().execute(command, call);
        } catch (IllegalStateException e) {
            throw retired(e);
        }
    }

    /** A failure to get there is every command's. */
    List<Reply> executeAll(List<Command> commands, Call call) {
        try {
            return role == Role.ASKING
                    ? askAll(commands, call)
                    : node().begin(commands, call).replies();
        } catch (RedisException e) {
            return Collections.nCopies(commands.size(), Reply.of(e));
        } catch (IllegalStateException e) {
            return Collections.nCopies(commands.size(), Reply.of(retired(e)));
        }
    }

    @Nullable
    Exchange tryBegin(List<Command> commands, Call call) {
        try {
            return role == Role.ASKING ? null : node().tryBegin(commands, call);
        } catch (IllegalStateException e) {
            throw retired(e);
        }
    }

    /** One caller at a time: commands of another one behind an ASKING would use it up. */
    private List<Reply> askAll(List<Command> commands, Call call) {
        List<Command> pairs = new ArrayList<>(2 * commands.size());
        for (Command command : commands) {
            pairs.add(ASKING);
            pairs.add(command);
        }
        takeTurn(call);
        try {
            List<Reply> both = node().begin(pairs, call).replies();
            List<Reply> replies = new ArrayList<>(commands.size());
            for (int i = 0; i < both.size(); i += 2) {
                replies.add(both.get(i).isError() ? both.get(i) : both.get(i + 1));
            }
            return replies;
        } finally {
            turn.release();
        }
    }

    private void takeTurn(Call call) {
        try {
            if (!turn.tryAcquire(Math.max(0, call.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw Failures.deadlinePassed();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(false);
        }
    }

    /** A server that left the topology is closed some time later; who still had it goes and looks again. */
    private RedisException retired(IllegalStateException e) {
        if (closing.getAsBoolean()) {
            throw e;
        }
        return Failures.notConnected(e);
    }

    void failed() {
        failedAt = System.nanoTime();
    }

    /** Whether a call failed here a moment ago. */
    boolean isSuspect() {
        return System.nanoTime() - failedAt < GRUDGE;
    }

    PoolStats pool() {
        Node now = node;
        return now == null ? PoolStats.NONE : now.pool();
    }

    void close() {
        lock.lock();
        try {
            Node now = node;
            if (now != null) {
                now.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return role + " " + endpoint;
    }
}
