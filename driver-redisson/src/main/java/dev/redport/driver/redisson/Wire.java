package dev.redport.driver.redisson;

import dev.redport.driver.Failures;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.redisson.client.NettyHook;
import org.redisson.client.RedisConnection;
import org.redisson.client.handler.CommandDecoder;
import org.redisson.client.handler.CommandEncoder;
import org.redisson.client.handler.CommandsQueue;
import org.redisson.client.handler.ConnectionWatchdog;

/**
 * One connection, from the attempt to open it until it is lost. It never comes back: the watchdog that would reconnect and
 * send again is taken out of Redisson's pipeline, and in its place the commands that wait for a reply are ended at once
 * when the connection is lost.
 */
final class Wire extends ChannelInboundHandlerAdapter implements NettyHook {
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(10);
    private static final int UNANSWERED = 256;

    private final ChannelGroup channels;
    private final long handshakeMillis;
    private final AtomicInteger timeouts = new AtomicInteger();
    private volatile @Nullable Channel channel;
    private volatile @Nullable Throwable cause;
    private volatile long firstTimeout;
    private volatile boolean reached;

    Wire(ChannelGroup channels, long handshakeMillis) {
        this.channels = channels;
        this.handshakeMillis = handshakeMillis;
    }

    boolean isOpen() {
        Channel now = channel;
        return now != null && now.isActive();
    }

    void send(RawCommand command) {
        var unused = channel().writeAndFlush(command).addListener(command);
    }

    void send(RawBatch batch) {
        var unused = channel().writeAndFlush(batch).addListener(batch);
    }

    private Channel channel() {
        Channel now = channel;
        if (now == null || !now.isActive()) {
            throw Failures.notConnected(cause);
        }
        return now;
    }

    /** A peer that is gone without a word is noticed by its silence, also where the kernel does not tell. */
    void timedOut() {
        if (timeouts.getAndIncrement() == 0) {
            firstTimeout = System.nanoTime();
        } else if (timeouts.get() > UNANSWERED || System.nanoTime() - firstTimeout > SILENCE) {
            close();
        }
    }

    void heard() {
        if (timeouts.get() != 0) {
            timeouts.set(0);
        }
    }

    /** Keeps the first thing that went wrong, which says more than the loss of the connection that follows. */
    void broke(Throwable reason) {
        if (cause == null) {
            cause = reason;
        }
    }

    @Nullable
    Throwable cause() {
        return cause;
    }

    void close() {
        Channel now = channel;
        if (now != null) {
            var unused = now.close();
        }
    }

    @Override
    public void afterBoostrapInitialization(Bootstrap bootstrap) {}

    @Override
    public void afterChannelInitialization(Channel fresh) {
        ChannelPipeline pipeline = fresh.pipeline();
        pipeline.replace(ConnectionWatchdog.class, "redport-wire", this);
        pipeline.replace(CommandDecoder.class, "redport-replies", new ReplyDecoder(this));
        pipeline.replace(CommandEncoder.class, "redport-encoder", new WireEncoder());
        pipeline.addFirst("redport-flush", new FlushConsolidationHandler(256, true));
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls != null) {
            tls.setHandshakeTimeoutMillis(handshakeMillis);
        }
        channel = fresh;
        channels.add(fresh);
    }

    /** Whether there was a connection, as far as we could see: a server may refuse our certificate only later. */
    boolean reached() {
        return reached;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        reached = true;
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Throwable lost = Failures.connectionLost(cause);
        RedisConnection connection = RedisConnection.getFrom(context.channel());
        if (connection != null) {
            var unused = connection.closeAsync();
            connection.getConnectionPromise().completeExceptionally(lost);
        }
        var waiting = context.channel().attr(CommandsQueue.COMMANDS_QUEUE).get();
        if (waiting != null) {
            waiting.forEach(each -> each.getCommand().tryFailure(lost));
        }
        context.fireChannelInactive();
    }
}
