package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Servers that are not there, by address, and a client that talks to them. */
final class FakeServers implements DriverFactory, Connector {
    private final Map<Endpoint, FakeServer> all = new ConcurrentHashMap<>();

    /** One server: what it answers, how it can be reached, and what it was asked, each as a line of words. */
    static final class FakeServer {
        final List<String> log = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger trips = new AtomicInteger();
        final AtomicInteger uncollected = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        volatile Function<String, Object> answer = line -> "OK";
        volatile boolean connected = true;
        volatile boolean closed;
        volatile @Nullable RedisException away;
        volatile Runnable onReplies = () -> {};

        FakeServer answers(Function<String, Object> with) {
            answer = with;
            return this;
        }
    }

    FakeServer at(String address) {
        return all.computeIfAbsent(Endpoint.parse(address), endpoint -> new FakeServer());
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public String clientVersion() {
        return "1";
    }

    @Override
    public Connector connector(RedisConfig config, TlsSource tls) {
        return this;
    }

    @Override
    public Node node(RedisConfig config, Greeting greeting) {
        return node(new Endpoint(config.host(), config.port()).toString());
    }

    Node node(String address) {
        return new FakeNode(at(address));
    }

    @Override
    public void close() {}

    static String line(Command command) {
        StringBuilder line = new StringBuilder(command.verb().name());
        for (int i = 0; i < command.size(); i++) {
            line.append(' ').append(new String(command.arg(i), UTF_8));
        }
        return line.toString();
    }

    private record FakeNode(FakeServer server) implements Node {
        @Override
        public Reply execute(Command command, Call call) {
            return begin(List.of(command), call).replies().get(0).orThrow();
        }

        @Override
        public Exchange begin(List<Command> commands, Call call) {
            if (server.closed) {
                throw Failures.closed();
            }
            RedisException away = server.away;
            if (away != null) {
                throw away;
            }
            server.trips.incrementAndGet();
            server.most.accumulateAndGet(server.uncollected.incrementAndGet(), Math::max);
            List<Reply> replies = new ArrayList<>();
            synchronized (server.log) {
                for (Command command : commands) {
                    server.log.add(line(command));
                    replies.add(Reply.of(server.answer.apply(line(command))));
                }
            }
            return () -> {
                server.onReplies.run();
                server.uncollected.decrementAndGet();
                return replies;
            };
        }

        @Override
        public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
            return server.connected ? begin(commands, call) : null;
        }

        @Override
        public PoolStats pool() {
            return PoolStats.NONE;
        }

        @Override
        public void close() {}
    }
}
