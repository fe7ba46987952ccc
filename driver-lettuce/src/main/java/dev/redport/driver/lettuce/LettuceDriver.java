package dev.redport.driver.lettuce;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.Failures;
import dev.redport.driver.Greeting;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import dev.redport.driver.SharedLinks;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceVersion;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends every caller's commands over a few shared connections. */
final class LettuceDriver implements RedisDriver {
    /** Calls that share a connection before the next one is used; one connection is as fast as several up to here. */
    private static final int PLACES = 32;

    private final DriverInfo info;
    private final ClientResources resources;
    private final RedisClient client;
    private final SharedLinks<StatefulRedisConnection<byte[], byte[]>> links;

    LettuceDriver(RedisConfig config) {
        info = new DriverInfo("lettuce", LettuceVersion.getVersion(), config);
        ClientOptions options = LettuceOptions.client(config);
        RedisURI uri = LettuceOptions.uri(config);
        resources = LettuceOptions.resources();
        client = RedisClient.create(resources);
        client.setOptions(options);
        links = new SharedLinks<>(config, PLACES, () -> open(uri), StatefulRedisConnection::isOpen);
    }

    private CompletionStage<StatefulRedisConnection<byte[], byte[]>> open(RedisURI uri) {
        List<Command> greeting = Greeting.commands(info.config());
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri).thenCompose(fresh -> greet(fresh, greeting));
    }

    /** The greeting is ours, so that a refusal of it arrives in the server's words. */
    private CompletionStage<StatefulRedisConnection<byte[], byte[]>> greet(
            StatefulRedisConnection<byte[], byte[]> fresh, List<Command> greeting) {
        List<RawCommand> sent = greeting.stream().map(RawCommand::new).toList();
        fresh.dispatch(sent);
        CompletableFuture<?>[] replies = sent.toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(replies).handle((done, lost) -> {
            RedisException refusal = lost != null
                    ? Greeting.lost(info.config(), lost)
                    : Greeting.refusal(info.config(), greeting, replies(sent));
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
        return await(sent, attemptEnd(call));
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        return links.useForAll(commands, call, connection -> exchange(connection, commands, call));
    }

    /** One write and one flush for all. */
    private List<Reply> exchange(
            StatefulRedisConnection<byte[], byte[]> connection, List<Command> commands, Call call) {
        List<RawCommand> sent = new ArrayList<>(commands.size());
        for (Command command : commands) {
            sent.add(new RawCommand(command));
        }
        try {
            connection.dispatch(sent);
        } catch (io.lettuce.core.RedisException e) {
            throw translate(e);
        }
        long end = attemptEnd(call);
        List<Reply> replies = new ArrayList<>(sent.size());
        for (RawCommand each : sent) {
            replies.add(await(each, end));
        }
        return replies;
    }

    @Override
    public List<Reply> executeOnMasters(Command command, Call call) {
        return executeAll(List.of(command), call);
    }

    private long attemptEnd(Call call) {
        return System.nanoTime() + call.boundedNanos(info.config().timeouts().read());
    }

    private Reply await(RawCommand sent, long end) {
        try {
            return Reply.of(sent.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
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
    public DriverInfo info() {
        return info;
    }

    @Override
    public PoolStats pool() {
        return links.pool();
    }

    @Override
    public void close() {
        if (links.close()) {
            client.shutdown(0, 1, TimeUnit.SECONDS);
            var unused = resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
        }
    }

    @Override
    public String toString() {
        return "LettuceDriver";
    }
}
