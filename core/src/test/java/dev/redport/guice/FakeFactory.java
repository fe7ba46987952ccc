package dev.redport.guice;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver with a map for a server: GET, SET and PING. Counts how often it was connected and closed. */
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
    public RedisDriver connect(RedisConfig config) {
        connected.incrementAndGet();
        return new FakeDriver(new DriverInfo("fake", "1", config));
    }

    private final class FakeDriver implements RedisDriver {
        private final DriverInfo info;
        private final Map<String, byte[]> entries = new ConcurrentHashMap<>();

        FakeDriver(DriverInfo info) {
            this.info = info;
        }

        @Override
        public Reply execute(Command command, Call call) {
            return switch (command.verb().name()) {
                case "PING" -> Reply.of("PONG".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                case "GET" -> Reply.of(entries.get(text(command.arg(0))));
                case "SET" -> {
                    entries.put(text(command.arg(0)), command.arg(1));
                    yield Reply.of("OK".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
                default -> throw new AssertionError("not known to the fake: " + command);
            };
        }

        private String text(byte[] key) {
            return new String(key, java.nio.charset.StandardCharsets.UTF_8);
        }

        @Override
        public List<Reply> executeAll(List<Command> commands, Call call) {
            return commands.stream().map(command -> execute(command, call)).toList();
        }

        @Override
        public List<Reply> executeOnMasters(Command command, Call call) {
            return List.of(execute(command, call));
        }

        @Override
        public DriverInfo info() {
            return info;
        }

        @Override
        public PoolStats pool() {
            return new PoolStats(1, 1, 0, 1, 0, 0, 1, 0);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            onClose.run();
        }
    }
}
