package dev.redport.driver.redisson;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends commands to one server over a bounded set of connections, each with a bounded number of callers. */
final class RedissonNode implements Node {
    /**
     * The most calls in flight on one connection; the next connection is opened when the others are full. Sharing doubled
     * the throughput of 8 and of 32 threads over one call for each connection.
     */
    static final int PLACES = 16;

    private static final int PART_COMMANDS = 128;
    private static final int PART_BYTES = 128 << 10;

    private final RedisConfig config;
    private final SharedLinks<Wire> links;

    RedissonNode(RedisConfig config, Greeting greeting, RedissonConnector connector) {
        this.config = config;
        links = new SharedLinks<>(config, PLACES, () -> connector.dial(config, greeting), Wire::isOpen, Wire::close);
    }

    @Override
    public Reply execute(Command command, Call call) {
        return links.use(call, wire -> exchange(wire, command, call)).orThrow();
    }

    private Reply exchange(Wire wire, Command command, Call call) {
        RawCommand sent = RawCommand.of(command);
        wire.send(sent);
        RedisException failure = await(sent.getPromise(), wire, call, System.nanoTime());
        return Reply.of(failure != null ? failure : sent.getPromise().getNow(null));
    }

    @Override
    public Exchange begin(List<Command> commands, Call call) {
        return links.begin(call, wire -> send(wire, commands, call));
    }

    @Override
    public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
        return links.tryBegin(call, wire -> send(wire, commands, call));
    }

    private Exchange send(Wire wire, List<Command> commands, Call call) {
        List<RawBatch> batches = batches(commands);
        for (RawBatch batch : batches) {
            wire.send(batch);
        }
        return new Sent(wire, batches, commands.size(), call);
    }

    /** Commands that are on their way. */
    private final class Sent implements Exchange {
        private final Wire wire;
        private final List<RawBatch> batches;
        private final int count;
        private final Call call;
        private final long begun = System.nanoTime();

        Sent(Wire wire, List<RawBatch> batches, int count, Call call) {
            this.wire = wire;
            this.batches = batches;
            this.count = count;
            this.call = call;
        }

        /** The read timeout is that of a part, from the end of the one before; the deadline that of all. */
        @Override
        public List<Reply> replies() {
            RedisException failure = null;
            long from = begun;
            for (RawBatch batch : batches) {
                if (failure == null) {
                    failure = await(batch.getPromise(), wire, call, from);
                    from = System.nanoTime();
                }
            }
            return RedissonNode.replies(batches, count, failure);
        }

        @Override
        public boolean onArrival(Runnable action) {
            Exchange.whenAllEnded(batches.stream().map(RawBatch::getPromise).toList(), action);
            return true;
        }
    }

    /** Big ones go in several parts, so that the first replies are read while the last commands are still written. */
    private List<RawBatch> batches(List<Command> commands) {
        List<RawBatch> batches = new ArrayList<>(1 + commands.size() / PART_COMMANDS);
        List<RawCommand> part = new ArrayList<>(Math.min(commands.size(), PART_COMMANDS));
        int bytes = 0;
        for (Command command : commands) {
            if (part.size() == PART_COMMANDS || bytes > PART_BYTES) {
                batches.add(new RawBatch(part));
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(RawCommand.of(command));
            for (int i = 0; i < command.size(); i++) {
                bytes += command.arg(i).length;
            }
        }
        batches.add(new RawBatch(part));
        return batches;
    }

    /** What came in time is kept; what is still outstanding is given up. */
    private static List<Reply> replies(List<RawBatch> batches, int count, @Nullable RedisException failure) {
        List<Reply> replies = new ArrayList<>(count);
        for (RawBatch batch : batches) {
            if (failure != null) {
                batch.getPromise().cancel(false);
            }
            batch.addReplies(replies, failure);
        }
        return replies;
    }

    /** The failure of the wait itself, or null once the promise has ended with a value. */
    private @Nullable RedisException await(CompletableFuture<?> promise, Wire wire, Call call, long from) {
        try {
            call.await(promise, call.end(from, config.timeouts().read()));
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return promise.cancel(false) ? Failures.interrupted(true) : null;
        } catch (TimeoutException e) {
            if (!promise.cancel(false)) {
                return null;
            }
            wire.timedOut();
            return Failures.timeout();
        } catch (ExecutionException e) {
            return Failures.connectionLost(e.getCause());
        }
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
        return "RedissonNode";
    }
}
