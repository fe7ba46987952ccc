package dev.redport.driver.lettuce;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
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
    private final SharedLinks<StatefulRedisConnection<byte[], byte[]>> links;

    LettuceNode(RedisConfig config, Greeting greeting, LettuceConnector connector) {
        this.config = config;
        this.greeting = greeting;
        this.connector = connector;
        uri = LettuceOptions.uri(config);
        links = new SharedLinks<>(config, PLACES, this::open, StatefulRedisConnection::isOpen, LettuceNode::hangUp);
    }

    private CompletionStage<StatefulRedisConnection<byte[], byte[]>> open() {
        List<Command> first = greeting.commands();
        RedisClient client = connector.client(config.tls().enabled());
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri).thenCompose(fresh -> greet(fresh, first));
    }

    private static void hangUp(StatefulRedisConnection<byte[], byte[]> connection) {
        var unused = connection.closeAsync();
    }

    /** The greeting is ours, so that a refusal of it arrives in the server's words. */
    private CompletionStage<StatefulRedisConnection<byte[], byte[]>> greet(
            StatefulRedisConnection<byte[], byte[]> fresh, List<Command> first) {
        List<RawCommand> sent = first.stream().map(RawCommand::new).toList();
        fresh.dispatch(sent);
        CompletableFuture<?>[] replies = sent.toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(replies).handle((done, lost) -> {
            RedisException refusal = lost != null ? greeting.lost(lost) : greeting.refusal(first, replies(sent));
            if (refusal != null) {
                var unused = fresh.closeAsync();
                throw refusal;
            }
            return fresh;
        });
    }

    private static List<Reply> replies(List<RawCommand> answered) {
        return answered.stream().map(each -> Reply.of(each.getNow(null))).toList();
    }

    @Override
    public Reply execute(Command command, Call call) {
        return links.use(call, connection -> exchange(connection, command, call))
                .orThrow();
    }

    private Reply exchange(StatefulRedisConnection<byte[], byte[]> connection, Command command, Call call) {
        RawCommand sent = new RawCommand(command);
        try {
            connection.dispatch(sent);
        } catch (io.lettuce.core.RedisException e) {
            throw translate(e);
        }
        return await(sent, call, attemptEnd(call));
    }

    @Override
    public Exchange begin(List<Command> commands, Call call) {
        return links.begin(call, connection -> send(connection, commands, call));
    }

    @Override
    public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
        return links.tryBegin(call, connection -> send(connection, commands, call));
    }

    /** One write and one flush for all. */
    private Exchange send(StatefulRedisConnection<byte[], byte[]> connection, List<Command> commands, Call call) {
        List<RawCommand> sent = new ArrayList<>(commands.size());
        for (Command command : commands) {
            sent.add(new RawCommand(command));
        }
        try {
            connection.dispatch(sent);
        } catch (io.lettuce.core.RedisException e) {
            throw translate(e);
        }
        return new Batch(sent, call, attemptEnd(call));
    }

    /** Commands that are on their way. */
    private final class Batch implements Exchange {
        private final List<RawCommand> sent;
        private final Call call;
        private final long end;

        Batch(List<RawCommand> sent, Call call, long end) {
            this.sent = sent;
            this.call = call;
            this.end = end;
        }

        @Override
        public List<Reply> replies() {
            Reply last = await(sent.get(sent.size() - 1), call, end); // mostly the last to come: one wait for all
            List<Reply> replies = new ArrayList<>(sent.size());
            for (int i = 0; i < sent.size() - 1; i++) {
                replies.add(await(sent.get(i), call, end));
            }
            replies.add(last);
            return replies;
        }

        @Override
        public boolean onArrival(Runnable action) {
            Exchange.whenAllEnded(sent, action);
            return true;
        }
    }

    private long attemptEnd(Call call) {
        return call.end(System.nanoTime(), config.timeouts().read());
    }

    private Reply await(RawCommand sent, Call call, long end) {
        try {
            return Reply.of(call.await(sent, end));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sent.cancel();
            return Reply.of(Failures.interrupted(true));
        } catch (TimeoutException e) {
            sent.cancel();
            return Reply.of(Failures.timeout());
        } catch (ExecutionException e) {
            return Reply.of(translate(e.getCause() == null ? e : e.getCause()));
        } catch (CancellationException e) {
            return Reply.of(Failures.connectionLost(e));
        }
    }

    /** Lettuce tells by its message alone whether a command was turned away before it was sent. */
    private RedisException translate(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("Currently not connected") || message.startsWith("Connection is closed")) {
            return Failures.notConnected(failure);
        }
        if (message.contains("size exceeded")) {
            links.turnedAway();
            return Failures.poolTimeout();
        }
        return Failures.connectionLost(failure);
    }

    @Override
    public boolean isMultiplexing() {
        return true;
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
