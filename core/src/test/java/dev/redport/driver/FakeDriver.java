package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A driver that answers each trip from a script and remembers what it was asked. */
final class FakeDriver implements RedisDriver {
    record Trip(List<Command> commands, Call call) {}

    final List<Trip> trips = Collections.synchronizedList(new ArrayList<>());
    private final Deque<List<Reply>> script = new ArrayDeque<>();
    private @Nullable Reply otherwise;
    private final RedisConfig config;
    boolean closed;

    FakeDriver() {
        this(RedisConfig.defaults());
    }

    FakeDriver(RedisConfig config) {
        this.config = config;
    }

    /** What one trip answers: texts, numbers or failures. */
    FakeDriver then(@Nullable Object... replies) {
        script.add(Stream.of(replies).map(Reply::of).toList());
        return this;
    }

    /** What every command answers once the script is played. */
    FakeDriver otherwise(Object reply) {
        otherwise = Reply.of(reply);
        return this;
    }

    private synchronized List<Reply> answer(List<Command> commands, Call call) {
        trips.add(new Trip(commands, call));
        List<Reply> next = script.poll();
        if (next == null && otherwise != null) {
            return Collections.nCopies(commands.size(), otherwise);
        }
        if (next == null) {
            throw new AssertionError("trip " + trips.size() + " is not in the script: " + commands);
        }
        return next;
    }

    @Override
    public Reply execute(Command command, Call call) {
        Reply reply = answer(List.of(command), call).get(0);
        RedisException failure = reply.error();
        if (failure != null) {
            throw failure; // as it is: noticed on this thread
        }
        return reply;
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        return answer(commands, call);
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        return executeAll(List.of(command), call).stream()
                .map(reply -> new MasterReply(new Endpoint("localhost", 6379), reply))
                .toList();
    }

    @Override
    public Masters masters(Call call) {
        Reply found = answer(List.of(Command.of(Verb.PING)), call).get(0);
        RedisException failure = found.error();
        if (failure != null) {
            throw failure;
        }
        return Masters.of(this);
    }

    @Override
    public DriverInfo info() {
        return new DriverInfo("fake", "1", config);
    }

    @Override
    public PoolStats pool() {
        return new PoolStats(1, 1, 0, 1, 0, 0, 1, 0);
    }

    @Override
    public void close() {
        closed = true;
    }

    static Command get(String key) {
        return Command.of(Verb.GET, key.getBytes(UTF_8));
    }

    static Command set(String key) {
        return Command.of(Verb.SET, key.getBytes(UTF_8), "value".getBytes(UTF_8));
    }

    /** A failure of that kind, of the type that fits it. */
    static RedisException failure(ErrorKind kind) {
        return switch (kind) {
            case NOT_CONNECTED, POOL_TIMEOUT, REJECTED, SERVER_BUSY, READ_ONLY ->
                new RedisUnavailableException(kind, "fake");
            case CONNECTION_LOST, TIMEOUT, INTERRUPTED -> new RedisOutcomeUnknownException(kind, "fake");
            case AUTH -> new RedisAuthenticationException(kind, "fake");
            case TLS -> new RedisTlsException(kind, "fake");
            case CODEC, TOO_LARGE -> new CodecException(kind, "fake");
            default -> new RedisRejectedException(kind, "fake");
        };
    }
}
