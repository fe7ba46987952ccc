package dev.redport.benchmarks;

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
import java.util.Collections;
import java.util.List;

/** A server without a network, which says OK to everything. */
final class InstantAnswers implements Connector, Node {
    static final DriverFactory FACTORY = new DriverFactory() {
        @Override
        public String name() {
            return "instant";
        }

        @Override
        public String clientVersion() {
            return "1";
        }

        @Override
        public Connector connector(RedisConfig config, TlsSource tls) {
            return new InstantAnswers();
        }
    };

    private static final Reply OK = Reply.of("OK");

    private InstantAnswers() {}

    @Override
    public Node node(RedisConfig config, Greeting greeting) {
        return this;
    }

    @Override
    public Reply execute(Command command, Call call) {
        return OK;
    }

    @Override
    public Exchange begin(List<Command> commands, Call call) {
        return () -> Collections.nCopies(commands.size(), OK);
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
