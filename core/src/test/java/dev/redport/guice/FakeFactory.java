package dev.redport.guice;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Connector;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.Exchange;
import dev.redport.driver.Greeting;
import dev.redport.driver.Node;
import dev.redport.driver.PoolStats;
import dev.redport.driver.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver with a map for a server: GET, SET and HELLO. Counts how often it was connected and closed. */
class FakeFactory implements DriverFactory {
    final AtomicInteger connected = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private final Runnable onClose;

    FakeFactory() {
        this(() -> {});
    }

    FakeFactory(Runnable onClose) {
        this.onClose = onClose;
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
        connected.incrementAndGet();
        return new Connector() {
            @Override
            public Node node(RedisConfig of, Greeting greeting) {
                return new FakeNode();
            }

            @Override
            public void close() {
                closed.incrementAndGet();
                onClose.run();
            }
        };
    }

    private static final class FakeNode implements Node {
        private final Map<String, byte[]> entries = new ConcurrentHashMap<>();

        @Override
        public Reply execute(Command command, Call call) {
            return switch (command.verb().name()) {
                case "HELLO" -> Reply.of(List.of());
                case "GET" -> Reply.of(entries.get(text(command.arg(0))));
                case "SET" -> {
                    entries.put(text(command.arg(0)), command.arg(1));
                    yield Reply.of("OK");
                }
                default -> throw new AssertionError("not known to the fake: " + command);
            };
        }

        private static String text(byte[] key) {
            return new String(key, StandardCharsets.UTF_8);
        }

        @Override
        public Exchange begin(List<Command> commands, Call call) {
            List<Reply> replies =
                    commands.stream().map(command -> execute(command, call)).toList();
            return () -> replies;
        }

        @Override
        public Exchange tryBegin(List<Command> commands, Call call) {
            return begin(commands, call);
        }

        @Override
        public PoolStats pool() {
            return new PoolStats(1, 1, 0, 1, 0, 0, 1, 0);
        }

        @Override
        public void close() {}
    }
}
