package dev.redport.driver.lettuce;

import io.lettuce.core.protocol.CommandHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.nio.charset.Charset;

/** Hands replies on as bytes whose text is only their number, because Lettuce puts the text of all it reads into its log. */
final class VeiledReplies extends ChannelInboundHandlerAdapter {

    /** Lettuce decides when it makes its handler whether to log replies, so it is enough to look once, after that. */
    static void addTo(Channel channel) {
        if (InternalLoggerFactory.getInstance(CommandHandler.class).isTraceEnabled()) {
            channel.pipeline()
                    .addBefore(
                            channel.pipeline().context(CommandHandler.class).name(),
                            "redport-veil",
                            new VeiledReplies());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(message instanceof ByteBuf bytes ? new Veiled(bytes) : message);
    }

    private static final class Veiled extends UnpooledHeapByteBuf {
        Veiled(ByteBuf bytes) {
            super(UnpooledByteBufAllocator.DEFAULT, bytes.readableBytes(), bytes.readableBytes());
            writeBytes(bytes);
            bytes.release();
        }

        @Override
        public String toString(int index, int length, Charset charset) {
            return length + " bytes";
        }
    }
}
