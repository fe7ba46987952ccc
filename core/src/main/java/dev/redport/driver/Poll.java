package dev.redport.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Asks several servers the same at once; one that is away or hangs does not hold up the others. */
final class Poll {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(1);
    /** How long those may take to connect whom nobody asked before, once another one has answered. */
    private static final long COURTESY = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long BREATH = TimeUnit.MILLISECONDS.toNanos(2);

    private final List<Command> commands;
    private final List<Answer> answers = new ArrayList<>();
    private @Nullable RedisException failure;

    /** What one server said: one reply for each command, the first of which is no failure. */
    record Answer(Server server, List<Reply> replies) {}

    private Poll(List<Command> commands) {
        this.commands = commands;
    }

    /**
     * Asks all of them, and waits for those that are not connected yet only if nobody else answers.
     *
     * @throws RedisException if nobody answers
     */
    static List<Answer> ask(List<Server> servers, List<Command> commands) {
        return new Poll(commands).answers(servers);
    }

    /**
     * Asks for the first time, when nobody is connected: the one who answers first may be the one who is wrong, so the others
     * have a moment to contradict.
     *
     * @throws RedisException if nobody answers
     */
    static List<Answer> askFirst(List<Server> servers, List<Command> commands) {
        Poll poll = new Poll(commands);
        List<Answer> answers = poll.answers(servers);
        List<Server> late = servers.stream()
                .filter(server -> answers.stream().noneMatch(answer -> answer.server() == server))
                .toList();
        long end = System.nanoTime() + COURTESY;
        while (!late.isEmpty() && System.nanoTime() - end < 0) {
            late = poll.connected(late);
            LockSupport.parkNanos(BREATH);
        }
        return answers;
    }

    private List<Answer> answers(List<Server> servers) {
        var unused = connected(servers);
        for (int i = 0; i < servers.size() && answers.isEmpty(); i++) {
            Server server = servers.get(i);
            take(server, server.executeAll(commands, call()));
        }
        if (answers.isEmpty()) {
            throw failure != null ? failure : Failures.notConnected(null);
        }
        return answers;
    }

    /** Asks those that are connected; the others remain. */
    private List<Server> connected(List<Server> servers) {
        Call call = call();
        List<Server> asked = new ArrayList<>();
        List<Server> rest = new ArrayList<>();
        List<Exchange> exchanges = new ArrayList<>();
        for (Server server : servers) {
            try {
                Exchange exchange = server.tryBegin(commands, call);
                if (exchange == null) {
                    rest.add(server);
                } else {
                    asked.add(server);
                    exchanges.add(exchange);
                }
            } catch (RedisException e) {
                failure = e;
            }
        }
        for (int i = 0; i < asked.size(); i++) {
            take(asked.get(i), exchanges.get(i).replies());
        }
        return rest;
    }

    private void take(Server server, List<Reply> replies) {
        RedisException error = replies.get(0).error();
        if (error == null) {
            answers.add(new Answer(server, replies));
        } else {
            server.failed();
            failure = error;
        }
    }

    private static Call call() {
        return Call.startNanos(Operation.OTHER, LIMIT);
    }
}
