package dev.redport.driver.jedis;

import dev.redport.config.Timeouts;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Exchange;
import dev.redport.driver.Failures;
import dev.redport.driver.Node;
import dev.redport.driver.PoolStats;
import dev.redport.driver.Reply;
import dev.redport.driver.VirtualThreads;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends every call to one server over a connection that is its own for as long as it lasts. */
final class JedisNode implements Node {
    /** By then the watchdog has ended every call. */
    private static final long OVERRUN = TimeUnit.SECONDS.toNanos(1);

    private static final @Nullable ThreadFactory APART =
            VirtualThreads.areThere() ? VirtualThreads.factory("redport-jedis-trip-") : null;

    private final LinkPool pool;
    private final Timeouts timeouts;

    JedisNode(JedisOptions options, Watchdog watchdog) {
        timeouts = options.config().timeouts();
        pool = new LinkPool(options, watchdog);
        pool.start();
    }

    @Override
    public Reply execute(Command command, Call call) {
        Link link = pool.borrow(call);
        try {
            return link.execute(command, call);
        } finally {
            pool.release(link);
        }
    }

    @Override
    public Exchange begin(List<Command> commands, Call call) {
        return send(pool.borrow(call), commands, call);
    }

    @Override
    public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
        Link link = pool.tryBorrow();
        return link == null ? null : send(link, commands, call);
    }

    private Exchange send(Link link, List<Command> commands, Call call) {
        Batch batch = new Batch(link, commands, call, timeouts);
        if (APART != null && call.isShared() && VirtualThreads.isCurrent()) {
            return apart(APART, link, batch, call);
        }
        boolean begun = false;
        try {
            batch.send();
            begun = true;
        } finally {
            if (!begun) {
                pool.release(link);
            }
        }
        return () -> {
            try {
                return batch.replies();
            } finally {
                pool.release(link);
            }
        };
    }

    /** On a thread that nobody interrupts: the interrupt of a virtual thread closes the socket it uses (JEP 444). */
    private Exchange apart(ThreadFactory threads, Link link, Batch batch, Call call) {
        CompletableFuture<List<Reply>> ended = new CompletableFuture<>();
        Runnable exchange = () -> {
            List<Reply> replies = List.of();
            Throwable failure = null;
            try {
                batch.send();
                replies = batch.replies();
            } catch (Throwable e) { // somebody waits
                failure = e;
            } finally {
                pool.release(link); // first, for whoever is told and sends the next trip
            }
            boolean unused = failure == null ? ended.complete(replies) : ended.completeExceptionally(failure);
        };
        boolean started = false;
        try {
            threads.newThread(exchange).start();
            started = true;
        } finally {
            if (!started) {
                pool.release(link);
            }
        }
        return new Apart(ended, call);
    }

    /** What another thread does. */
    private record Apart(CompletableFuture<List<Reply>> ended, Call call) implements Exchange {
        @Override
        public List<Reply> replies() {
            try {
                return call.await(ended, call.deadlineNanos() + OVERRUN);
            } catch (InterruptedException | TimeoutException e) {
                throw Failures.timeout();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }

        @Override
        public boolean onArrival(Runnable action) {
            var unused = ended.whenComplete((replies, failure) -> action.run());
            return true;
        }
    }

    @Override
    public int places() {
        return pool.size();
    }

    @Override
    public PoolStats pool() {
        return pool.stats();
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return "JedisNode";
    }
}
