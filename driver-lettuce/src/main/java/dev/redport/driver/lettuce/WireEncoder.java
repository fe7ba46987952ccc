package dev.redport.driver.lettuce;

import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.MessageToByteEncoder;
import java.util.Collection;

/** Writes commands as Lettuce does, but without its log, which shows passwords, keys and values. */
final class WireEncoder extends MessageToByteEncoder<Object> {
    /** Puts one in the place of Lettuce's, and hides what its other log would show; all connections join the group. */
    record Customizer(ChannelGroup all) implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            all.add(channel);
            channel.pipeline().replace(CommandEncoder.class, "redport-encoder", new WireEncoder());
            VeiledReplies.addTo(channel);
        }
    }

    @Override
    public boolean acceptOutboundMessage(Object message) {
        return message instanceof RedisCommand || message instanceof Collection;
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, Object message, boolean preferDirect) {
        long bytes = 0;
        if (message instanceof Collection<?> commands) {
            for (Object each : commands) {
                bytes += each instanceof RawCommand raw ? raw.bytes() : 64;
            }
        } else if (message instanceof RawCommand raw) {
            bytes = raw.bytes();
        }
        int capacity = (int) Math.min(bytes, Integer.MAX_VALUE);
        return preferDirect
                ? context.alloc().ioBuffer(capacity)
                : context.alloc().heapBuffer(capacity);
    }

    @Override
    protected void encode(ChannelHandlerContext context, Object message, ByteBuf out) {
        if (message instanceof RedisCommand<?, ?, ?> command) {
            if (command instanceof RawCommand raw) {
                raw.batch().isWrittenTo(context.channel());
            }
            command.encode(out);
        } else if (message instanceof Collection<?> commands) {
            commands.forEach(each -> encode(context, each, out));
        }
    }
}
