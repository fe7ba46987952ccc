package dev.redport.driver.redisson;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Command;
import dev.redport.driver.Failures;
import dev.redport.driver.Greeting;
import dev.redport.driver.RedisException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.client.RedisClient;
import org.redisson.client.RedisClientConfig;

/** Opens connections: name, TCP, TLS and greeting, all within the dial timeout. */
final class RedissonDialer {
    private final RedisConfig config;
    private final RedisClientConfig options;
    private final EventLoopGroup threads;
    private final AddressResolverGroup<InetSocketAddress> names;
    private final HashedWheelTimer timer;
    /** Every connection, half open ones too; those that come after {@link #close} are closed at once. */
    private final ChannelGroup channels;

    RedissonDialer(RedisConfig config) {
        this.config = config;
        options = RedissonOptions.client(config);
        threads = RedissonOptions.threads();
        names = RedissonOptions.names();
        channels = new DefaultChannelGroup(threads.next(), true);
        // Redisson wants one for commands of its own; none is sent, so that its thread never starts
        timer = new HashedWheelTimer(new DefaultThreadFactory("redport-redisson-timer", true));
        options.setGroup(threads).setExecutor(threads).setResolverGroup(names).setTimer(timer);
    }

    CompletableFuture<Wire> dial() {
        CompletableFuture<Wire> attempt = new CompletableFuture<>();
        try {
            start(attempt, Greeting.commands(config));
        } catch (RuntimeException e) {
            attempt.completeExceptionally(Failures.notConnected(e));
        }
        return attempt;
    }

    private void start(CompletableFuture<Wire> attempt, List<Command> greeting) {
        long millis = RedissonOptions.millis(config.timeouts().dial());
        Wire wire = new Wire(channels, millis);
        Runnable giveUp = () -> attempt.completeExceptionally(failure(wire, new TimeoutException()));
        var limit = threads.next().schedule(giveUp, millis, TimeUnit.MILLISECONDS);
        var unused = attempt.whenComplete((done, failure) -> {
            limit.cancel(false);
            if (failure != null) {
                wire.close();
            }
        });
        var unusedToo = connect(wire).whenComplete((connection, failure) -> {
            if (failure == null) {
                greet(wire, greeting, attempt);
            } else {
                attempt.completeExceptionally(failure(wire, failure));
            }
        });
    }

    /** What went wrong first says more than what came of it. */
    private static RedisException failure(Wire wire, Throwable last) {
        Throwable first = wire.cause();
        if (first instanceof RedisException ours) {
            return ours;
        }
        return Failures.connect(first == null ? last : first);
    }

    /** A Redisson client keeps the first address it found for ever, and the first failure too: so one for each attempt. */
    private synchronized CompletableFuture<?> connect(Wire wire) {
        return RedisClient.create(options.setNettyHook(wire)).connectAsync().toCompletableFuture();
    }

    private void greet(Wire wire, List<Command> greeting, CompletableFuture<Wire> attempt) {
        if (attempt.isDone()) {
            wire.close();
            return;
        }
        RawBatch batch = new RawBatch(greeting.stream().map(RawCommand::of).toList());
        var unused = batch.getPromise().whenComplete((done, failure) -> {
            RedisException refusal = Greeting.refusal(config, greeting, batch.replies(Failures.connectionLost(null)));
            if (refusal == null) {
                attempt.complete(wire);
            } else {
                Throwable first = wire.cause();
                attempt.completeExceptionally(first == null ? refusal : Greeting.lost(config, first));
            }
        });
        try {
            wire.send(batch);
        } catch (RedisException e) {
            attempt.completeExceptionally(failure(wire, e));
        }
    }

    void close() {
        var unusedToo = channels.close().awaitUninterruptibly(300);
        names.close();
        timer.stop();
        var unused = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_500);
    }
}
