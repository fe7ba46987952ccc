package dev.redport.driver.redisson;

import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.redisson.client.protocol.CommandsData;

/** Commands that are written at once. The promise ends when each of them has its reply or its failure. */
final class RawBatch extends CommandsData implements ChannelFutureListener {
    private final List<RawCommand> items;

    RawBatch(List<RawCommand> items) {
        super(new CompletableFuture<>(), List.copyOf(items), false, false);
        this.items = items;
    }

    /** Adds the reply of each command, or that failure where there is none. */
    void addReplies(List<Reply> to, RedisException missing) {
        for (RawCommand item : items) {
            to.add(Reply.of(item.getPromise().getNow(missing)));
        }
    }

    /** The same once the promise has ended well: then each command has its reply or a failure of its own. */
    void addReplies(List<Reply> to) {
        for (RawCommand item : items) {
            to.add(
                    item.getPromise().isDone()
                            ? Reply.of(item.getPromise().getNow(null))
                            : Reply.of(Failures.connectionLost(null)));
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
