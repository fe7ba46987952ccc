package dev.redport.driver.redisson;

import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.redisson.client.handler.CommandDecoder;
import org.redisson.client.handler.State;
import org.redisson.client.protocol.CommandData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads RESP2 replies as null, Long, byte[], failures and lists of them, within Redisson's decoder, which has checked that
 * the whole reply is there and knows whose it is. Redisson's own reading fails a whole command for one error inside a
 * list, takes a nil list for an empty one, and puts keys and values into messages and logs.
 */
final class ReplyDecoder extends CommandDecoder {
    /** The name under which Redisson's decoder logs the text of all it reads. */
    private static final Logger log = LoggerFactory.getLogger(ReplyDecoder.class);

    private final Wire wire;
    private boolean broken;

    ReplyDecoder(Wire wire) {
        super("redis");
        this.wire = wire;
        setCumulator((allocator, held, in) ->
                log.isTraceEnabled() ? Veiled.join(held, in) : MERGE_CUMULATOR.cumulate(allocator, held, in));
    }

    @Override
    protected void decode(
            ByteBuf in,
            @Nullable CommandData<Object, Object> data,
            @Nullable List<Object> parts,
            Channel channel,
            boolean skipConvertor,
            @Nullable List<CommandData<?, ?>> commandsData,
            long partsSize,
            State state) {
        Object reply = broken ? spoiled(in) : read(in);
        if (broken) {
            reply = spoiled(in);
            var unused = channel.close();
        }
        if (data instanceof RawCommand command) {
            command.end(reply);
        } else if (reply instanceof RedisException refusal) {
            wire.broke(refusal); // sent unasked, just before the server closes the connection
        }
    }

    /** What comes after bytes that are not RESP belongs to nobody. */
    private static RedisException spoiled(ByteBuf in) {
        in.readerIndex(in.writerIndex());
        return Failures.connectionLost(null);
    }

    private @Nullable Object read(ByteBuf in) {
        switch (in.readByte()) {
            case '$' -> {
                int length = (int) number(in);
                return length < 0 ? null : bytes(in, length);
            }
            case ':' -> {
                return number(in);
            }
            case '+' -> {
                return bytes(in, in.bytesBefore((byte) '\r'));
            }
            case '-' -> {
                return Failures.server(new String(bytes(in, in.bytesBefore((byte) '\r')), StandardCharsets.UTF_8));
            }
            case '*' -> {
                return list(in, (int) number(in));
            }
            default -> {
                broken = true;
                return null;
            }
        }
    }

    private @Nullable List<@Nullable Object> list(ByteBuf in, int size) {
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> list = new ArrayList<>(size);
        for (int i = 0; i < size && !broken; i++) {
            list.add(read(in));
        }
        return list;
    }

    private static byte[] bytes(ByteBuf in, int length) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes).skipBytes(2);
        return bytes;
    }

    private static long number(ByteBuf in) {
        byte next = in.readByte();
        boolean negative = next == '-';
        if (negative) {
            next = in.readByte();
        }
        long number = 0;
        for (; next != '\r'; next = in.readByte()) {
            number = number * 10 + (next - '0');
        }
        in.skipBytes(1);
        return negative ? -number : number;
    }

    @Override
    protected void sendNext(Channel channel) {
        super.sendNext(channel);
        wire.heard();
    }

    @Override
    protected void onError(Channel channel, String error) {
        wire.broke(Failures.server(error));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        wire.broke(cause);
        var unused = context.close();
    }

    /** Bytes whose text is only their number. */
    private static final class Veiled extends UnpooledHeapByteBuf {
        private Veiled(int size) {
            super(UnpooledByteBufAllocator.DEFAULT, size, Integer.MAX_VALUE);
        }

        static ByteBuf join(ByteBuf held, ByteBuf in) {
            ByteBuf veiled = held;
            if (!(held instanceof Veiled)) {
                veiled = new Veiled(held.readableBytes() + in.readableBytes()).writeBytes(held);
                held.release();
            }
            veiled.writeBytes(in);
            in.release();
            return veiled;
        }

        @Override
        public String toString(int index, int length, Charset charset) {
            return length + " bytes";
        }
    }
}
