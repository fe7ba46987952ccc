package dev.redport.driver.lettuce;

import static java.util.Objects.requireNonNull;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Exchange;
import dev.redport.driver.Failures;
import dev.redport.driver.Greeting;
import dev.redport.driver.Node;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import dev.redport.driver.SharedLinks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends every caller's commands to one server over a few shared connections. */
final class LettuceNode implements Node {
    /** Calls that share a connection before the next one is used; one connection is as fast as several up to here. */
    private static final int PLACES = 32;

    private final RedisConfig config;
    private final Greeting greeting;
    private final RedisURI uri;
    private final LettuceConnector connector;
    private final SharedLinks<Line> links;

    LettuceNode(RedisConfig config, Greeting greeting, LettuceConnector connector) {
        this.config = config;
        this.greeting = greeting;
        this.connector = connector;
        uri = LettuceOptions.uri(config);
        links = new SharedLinks<>(config, PLACES, this::open, Line::isOpen, Line::hangUp);
    }

    private CompletionStage<Line> open() {
        List<Command> first = greeting.commands();
        RedisClient client = connector.client(config.tls().enabled());
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri).thenCompose(fresh -> greet(fresh, first));
    }

    /** The greeting is ours, so that a refusal of it arrives in the server's words; and it tells where commands go. */
    private CompletionStage<Line> greet(StatefulRedisConnection<byte[], byte[]> fresh, List<Command> first) {
        Batch sent = new Batch(first);
        fresh.dispatch(sent.commands());
        return sent.ended().thenApply(ended -> {
            Throwable lost = sent.failure();
            RedisException refusal =
                    lost != null ? greeting.lost(lost) : greeting.refusal(first, sent.replies(null, this::translate));
            if (refusal != null) {
                var unused = fresh.closeAsync();
                throw refusal;
            }
            return new Line(fresh, requireNonNull(sent.channel(), "channel"));
        });
    }

    /** A connection, and where its commands go. */
    private record Line(StatefulRedisConnection<byte[], byte[]> connection, Channel channel) {
        boolean isOpen() {
            return channel.isActive();
        }

        void hangUp() {
            var unused = connection.closeAsync();
        }
    }

    @Override
    public Reply execute(Command command, Call call) {
        return links.use(
                        call,
                        line -> send(line, List.of(command), call).replies().get(0))
                .orThrow();
    }

    @Override
    public Exchange begin(List<Command> commands, Call call) {
        return links.begin(call, line -> send(line, commands, call));
    }

    @Override
    public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
        return links.tryBegin(call, line -> send(line, commands, call));
    }

    private Exchange send(Line line, List<Command> commands, Call call) {
        if (commands.size() > LettuceOptions.QUEUE) {
            links.turnedAway();
            throw Failures.poolTimeout();
        }
        Batch sent = new Batch(commands);
        try {
            sent.send(line.channel);
        } catch (RejectedExecutionException e) {
            throw Failures.notConnected(e);
        }
        return new Underway(
                sent, call, call.end(System.nanoTime(), config.timeouts().read()));
    }

    private final class Underway implements Exchange {
        private final Batch sent;
        private final Call call;
        /** When the replies are not waited for any more, on the nano clock. */
        private final long end;

        Underway(Batch sent, Call call, long end) {
            this.sent = sent;
            this.call = call;
            this.end = end;
        }

        @Override
        public List<Reply> replies() {
            return sent.replies(await(), LettuceNode.this::translate);
        }

        private @Nullable RedisException await() {
            try {
                call.await(sent.ended(), end);
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Failures.interrupted(true);
            } catch (TimeoutException e) {
                return Failures.timeout();
            } catch (ExecutionException e) {
                return Failures.connectionLost(e);
            }
        }

        @Override
        public boolean onArrival(Runnable action) {
            var unused = sent.ended().thenRun(action);
            return true;
        }
    }

    /** Lettuce tells by its message alone that a command was turned away before it was sent. */
    private RedisException translate(Throwable failure) {
        if (String.valueOf(failure.getMessage()).contains("size exceeded")) {
            links.turnedAway();
            return Failures.poolTimeout();
        }
        return Failures.connectionLost(failure);
    }

    @Override
    public PoolStats pool() {
        return links.pool();
    }

    @Override
    public void close() {
        var unused = links.close();
    }

    @Override
    public String toString() {
        return "LettuceNode";
    }
}
