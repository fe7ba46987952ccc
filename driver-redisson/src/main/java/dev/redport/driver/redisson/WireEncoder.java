package dev.redport.driver.redisson;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import org.redisson.client.handler.CommandEncoder;
import org.redisson.client.protocol.CommandData;
import org.redisson.config.CommandMapper;

/** Writes commands of bytes, without Redisson's log, which shows keys and values, and in a batch the password. */
final class WireEncoder extends CommandEncoder {
    WireEncoder() {
        super(CommandMapper.direct());
    }

    @Override
    protected void encode(ChannelHandlerContext context, CommandData<?, ?> command, ByteBuf out) {
        Object[] args = command.getParams();
        head(out, '*', args.length + 1);
        bulk(out, command.getCommand().getName().getBytes(US_ASCII));
        for (Object arg : args) {
            bulk(out, (byte[]) arg);
        }
    }

    private static void bulk(ByteBuf out, byte[] bytes) {
        head(out, '$', bytes.length);
        out.writeBytes(bytes);
        out.writeShort('\r' << 8 | '\n');
    }

    private static void head(ByteBuf out, char type, int number) {
        out.writeByte(type);
        ByteBufUtil.writeAscii(out, Integer.toString(number));
        out.writeShort('\r' << 8 | '\n');
    }
}
