package dev.redport.driver.redisson;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import dev.redport.driver.Command;
import dev.redport.driver.Connector;
import dev.redport.driver.Failures;
import dev.redport.driver.Greeting;
import dev.redport.driver.HostNames;
import dev.redport.driver.Node;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.redisson.client.RedisClient;
import org.redisson.client.RedisClientConfig;

/** Redisson's threads; opens connections: name, TCP, TLS and greeting, all within the dial timeout. */
final class RedissonConnector implements Connector {
    private final TlsSource tls;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final EventLoopGroup threads;
    private final HostNames names = new HostNames();
    private final Resolver resolver = new Resolver(names);
    private final HashedWheelTimer timer;
    /** Every connection, half open ones too; those that come after {@link #close} are closed at once. */
    private final ChannelGroup channels;

    RedissonConnector(TlsSource tls) {
        this.tls = tls;
        threads = RedissonOptions.threads();
        channels = new DefaultChannelGroup(threads.next(), true);
        // Redisson wants one for commands of its own; none is sent, so that its thread never starts
        timer = new HashedWheelTimer(new DefaultThreadFactory("redport-redisson-timer", true));
    }

    @Override
    public Node node(RedisConfig config, Greeting greeting) {
        return new RedissonNode(config, greeting, this);
    }

    CompletableFuture<Wire> dial(RedisConfig config, Greeting greeting) {
        CompletableFuture<Wire> attempt = new CompletableFuture<>();
        try {
            start(attempt, config, greeting);
        } catch (RuntimeException e) {
            attempt.completeExceptionally(e instanceof RedisException ours ? ours : Failures.notConnected(e));
        }
        return attempt;
    }

    private void start(CompletableFuture<Wire> attempt, RedisConfig config, Greeting greeting) {
        List<Command> first = greeting.commands();
        long millis = RedissonOptions.millis(config.timeouts().dial());
        Wire wire = new Wire(channels, millis);
        Runnable giveUp = () -> attempt.completeExceptionally(failure(wire, greeting, new TimeoutException()));
        var limit = threads.next().schedule(giveUp, millis, TimeUnit.MILLISECONDS);
        var unused = attempt.whenComplete((done, failure) -> {
            limit.cancel(false);
            if (failure != null) {
                wire.close();
            }
        });
        var unusedToo = connect(config, wire).whenComplete((connection, failure) -> {
            if (failure == null) {
                greet(wire, greeting, first, attempt);
            } else {
                attempt.completeExceptionally(failure(wire, greeting, failure));
            }
        });
    }

    /** What went wrong first says more than what came of it. */
    private static RedisException failure(Wire wire, Greeting greeting, Throwable last) {
        Throwable first = wire.cause();
        if (first instanceof RedisException ours) {
            return ours;
        }
        Throwable why = first == null ? last : first;
        boolean hungUp = wire.reached() && !(last instanceof TimeoutException);
        return hungUp ? greeting.lost(why) : Failures.connect(why);
    }

    /** A Redisson client keeps the first address it found for ever, and the first failure too: so one for each attempt. */
    private CompletableFuture<?> connect(RedisConfig config, Wire wire) {
        RedisClientConfig options = RedissonOptions.client(config, config.tls().enabled() ? tls.current() : null);
        options.setGroup(threads)
                .setExecutor(threads)
                .setResolverGroup(resolver)
                .setTimer(timer);
        return RedisClient.create(options.setNettyHook(wire)).connectAsync().toCompletableFuture();
    }

    private void greet(Wire wire, Greeting greeting, List<Command> first, CompletableFuture<Wire> attempt) {
        if (attempt.isDone()) {
            wire.close();
            return;
        }
        RawBatch batch = new RawBatch(first.stream().map(RawCommand::of).toList());
        var unused = batch.getPromise().whenComplete((done, failure) -> {
            List<Reply> replies = new ArrayList<>(first.size());
            batch.addReplies(replies, null);
            RedisException refusal = greeting.refusal(first, replies);
            if (refusal == null) {
                attempt.complete(wire);
            } else {
                Throwable cause = wire.cause();
                attempt.completeExceptionally(cause == null ? refusal : greeting.lost(cause));
            }
        });
        try {
            wire.send(batch);
        } catch (RedisException e) {
            attempt.completeExceptionally(failure(wire, greeting, e));
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        var unusedToo = channels.close().awaitUninterruptibly(300);
        resolver.close();
        names.close();
        timer.stop();
        var unused = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_500);
    }
}
