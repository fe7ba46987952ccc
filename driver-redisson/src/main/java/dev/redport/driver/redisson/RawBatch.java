package dev.redport.driver.redisson;

import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.redisson.client.protocol.CommandsData;

/** Commands that are written at once. The promise ends when each of them has its reply or its failure. */
final class RawBatch extends CommandsData implements ChannelFutureListener {
    private final List<RawCommand> items;

    RawBatch(List<RawCommand> items) {
        super(new CompletableFuture<>(), List.copyOf(items), false, false);
        this.items = items;
    }

    /** Adds the reply of each command; where there is none that failure, or that the connection was lost. */
    void addReplies(List<Reply> to, @Nullable RedisException missing) {
        for (RawCommand item : items) {
            if (item.getPromise().isDone()) {
                to.add(Reply.of(item.getPromise().getNow(null)));
            } else {
                to.add(Reply.of(missing == null ? Failures.connectionLost(null) : missing));
            }
        }
    }

    /** The first commands of a batch may have run although its end could not be written. */
    @Override
    public void operationComplete(ChannelFuture written) {
        if (!written.isSuccess()) {
            tryFailure(Failures.connectionLost(written.cause()));
        }
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        RedisException failure = cause instanceof RedisException ours ? ours : Failures.connectionLost(cause);
        for (RawCommand item : items) {
            item.tryFailure(failure);
        }
        return getPromise().complete(null);
    }

    @Override
    public String toString() {
        return "batch of " + items.size();
    }
}
