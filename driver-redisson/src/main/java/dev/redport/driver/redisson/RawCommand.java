package dev.redport.driver.redisson;

import dev.redport.driver.Command;
import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.RedisCommand;

/** One command on its way, whose promise ends with the raw object that {@code Reply.of} takes: failures are values too. */
final class RawCommand extends CommandData<Object, Object> implements ChannelFutureListener {
    private static final Map<String, RedisCommand<Object>> NAMES = Verb.all().stream()
            .collect(Collectors.toUnmodifiableMap(Verb::name, verb -> new RedisCommand<>(verb.name())));

    static RawCommand of(Command command) {
        Object[] args = new Object[command.size()];
        for (int i = 0; i < args.length; i++) {
            args[i] = command.arg(i);
        }
        return new RawCommand(name(command.verb().name()), args);
    }

    private static RedisCommand<Object> name(String verb) {
        RedisCommand<Object> known = NAMES.get(verb);
        return known != null ? known : new RedisCommand<>(verb);
    }

    private RawCommand(RedisCommand<Object> name, Object... args) {
        super(new CompletableFuture<>(), ByteArrayCodec.INSTANCE, name, args);
    }

    void end(@Nullable Object reply) {
        getPromise().complete(reply);
    }

    /** A command that could not be written in full was not executed: the server had only a part of it, or nothing. */
    @Override
    public void operationComplete(ChannelFuture written) {
        if (!written.isSuccess()) {
            end(Failures.notConnected(written.cause()));
        }
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        return getPromise().complete(cause instanceof RedisException ours ? ours : Failures.connectionLost(cause));
    }

    /** Redisson would pass on the failure of one command to the rest of its batch. */
    @Override
    public boolean isSuccess() {
        return true;
    }

    @Override
    public String toString() {
        return getCommand().getName();
    }
}
