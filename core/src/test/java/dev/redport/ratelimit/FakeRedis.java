package dev.redport.ratelimit;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Masters;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers each command with the next of the replies it was given, and notes what it was asked. */
final class FakeRedis implements RedisDriver {
    final List<Command> asked = new ArrayList<>();
    int trips;
    private final Deque<Object> replies = new ArrayDeque<>();

    /** What the script answers. */
    FakeRedis then(long taken, long binding, long remaining, long retryMicros, long resetMicros) {
        return then(taken + "," + binding + "," + remaining + "," + retryMicros + "," + resetMicros);
    }

    /** What the script answers, as text. */
    FakeRedis then(String reply) {
        replies.add(reply.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** An integer, a list or a failure. */
    FakeRedis then(Object reply) {
        replies.add(reply);
        return this;
    }

    String order(int index) {
        return text(index, 4);
    }

    String key(int index) {
        return text(index, asked.get(index).keyPosition());
    }

    String text(int index, int arg) {
        return new String(asked.get(index).arg(arg), StandardCharsets.US_ASCII);
    }

    private Reply next(Command command) {
        asked.add(command);
        Object reply = replies.poll();
        if (reply == null) {
            throw new AssertionError("not expected: " + command);
        }
        return Reply.of(reply);
    }

    @Override
    public Reply execute(Command command, Call call) {
        trips++;
        Reply reply = next(command);
        RedisException error = reply.error();
        if (error != null) {
            throw error;
        }
        return reply;
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        trips++;
        return commands.stream().map(this::next).toList();
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        return executeAll(List.of(command), call).stream()
                .map(reply -> new MasterReply(new Endpoint("localhost", 6379), reply))
                .toList();
    }

    @Override
    public Masters masters(Call call) {
        return Masters.of(this);
    }

    @Override
    public DriverInfo info() {
        return new DriverInfo(
                "fake", "1", RedisConfig.builder().namespace("shop").build());
    }

    @Override
    public PoolStats pool() {
        return new PoolStats(1, 1, 0, 1, 0, 0, 1, 0);
    }

    @Override
    public void close() {}
}
