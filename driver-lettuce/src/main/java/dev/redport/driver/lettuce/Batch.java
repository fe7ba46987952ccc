package dev.redport.driver.lettuce;

import dev.redport.driver.Command;
import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are on their way together. Lettuce would take each for itself, with a task for the event loop, a promise
 * and a future; its handlers take a list as well, and one future is enough for all.
 */
final class Batch {
    /** How much is written in one piece, into one buffer. */
    private static final int PIECE = 64 * 1024;

    private final List<RawCommand> commands;
    private final AtomicInteger awaited;
    private final CompletableFuture<Batch> ended = new CompletableFuture<>();
    private @Nullable Channel channel;

    Batch(List<Command> commands) {
        this.commands = new ArrayList<>(commands.size());
        for (Command command : commands) {
            this.commands.add(new RawCommand(command, this));
        }
        awaited = new AtomicInteger(commands.size());
    }

    List<RawCommand> commands() {
        return commands;
    }

    /** One task for the event loop, and one flush. */
    void send(Channel over) {
        if (over.eventLoop().inEventLoop()) {
            write(over);
        } else {
            over.eventLoop().execute(() -> write(over));
        }
    }

    private void write(Channel over) {
        if (!over.isActive()) {
            RedisException unsent = Failures.notConnected(new ClosedChannelException());
            commands.forEach(each -> each.completeExceptionally(unsent));
            return;
        }
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < commands.size(); i++) {
            bytes += commands.get(i).bytes();
            if (bytes > PIECE || i == commands.size() - 1) {
                List<RawCommand> piece = commands.subList(from, i + 1);
                var unused = over.write(piece).addListener((ChannelFuture written) -> {
                    if (!written.isSuccess()) {
                        piece.forEach(each -> each.completeExceptionally(written.cause()));
                    }
                });
                from = i + 1;
                bytes = 0;
            }
        }
        over.flush();
    }

    void isWrittenTo(Channel over) {
        channel = over;
    }

    /** Where the commands were written to, once one was answered. */
    @Nullable
    Channel channel() {
        return channel;
    }

    /** One more of the commands has ended, whichever way. */
    void oneEnded() {
        if (awaited.decrementAndGet() == 0) {
            ended.complete(this);
        }
    }

    /** Done when the last command has ended, on the thread that ended it; never failed. */
    CompletableFuture<Batch> ended() {
        return ended;
    }

    /** What the first failed with that was not answered, or null. */
    @Nullable
    Throwable failure() {
        for (RawCommand each : commands) {
            Throwable failure = each.failure();
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /**
     * What came of the commands by now.
     *
     * @param missing what is said of those that have not ended; they are not sent any more if they were not yet
     * @param translation of what Lettuce says into our errors
     */
    List<Reply> replies(@Nullable RedisException missing, Function<Throwable, RedisException> translation) {
        List<Reply> replies = new ArrayList<>(commands.size());
        for (RawCommand each : commands) {
            if (missing != null) {
                each.completeExceptionally(missing);
            }
            replies.add(each.reply(translation));
        }
        return replies;
    }
}
