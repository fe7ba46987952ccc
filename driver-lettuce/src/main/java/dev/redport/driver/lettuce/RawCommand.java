package dev.redport.driver.lettuce;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.driver.Command;
import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of our commands as Lettuce sends it, and its reply: null, Long, byte[], failures and nested lists of them, as
 * {@code Reply.of} takes them. A server error is a value here, at any depth.
 */
final class RawCommand extends CommandOutput<byte[], byte[], @Nullable Object>
        implements RedisCommand<byte[], byte[], @Nullable Object> {
    private static final Map<String, Name> NAMES =
            Verb.all().stream().collect(Collectors.toUnmodifiableMap(Verb::name, verb -> new Name(verb.name())));

    private static final CommandArgs<byte[], byte[]> UNKNOWN = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    /** What stands before a number of arguments or bytes, up to this one. */
    private static final byte[][] NUMBERS = new byte[256][];

    private static final AtomicReferenceFieldUpdater<RawCommand, Object> OUTCOME =
            AtomicReferenceFieldUpdater.newUpdater(RawCommand.class, Object.class, "outcome");

    static {
        for (int i = 0; i < NUMBERS.length; i++) {
            NUMBERS[i] = line(i);
        }
    }

    private final Command command;
    private final Batch batch;
    private @Nullable ArrayDeque<Frame> open;
    /** A {@link Reply}, or what is thrown instead of it; null as long as it is awaited. */
    private volatile @Nullable Object outcome;

    RawCommand(Command command, Batch batch) {
        super(ByteArrayCodec.INSTANCE, null);
        this.command = command;
        this.batch = batch;
    }

    private static byte[] line(int number) {
        return (number + "\r\n").getBytes(US_ASCII);
    }

    private static Name name(String text) {
        Name known = NAMES.get(text);
        return known != null ? known : new Name(text);
    }

    Batch batch() {
        return batch;
    }

    /** About how many bytes the command takes on the wire. */
    int bytes() {
        long bytes = 32;
        for (int i = 0; i < command.size(); i++) {
            bytes += command.arg(i).length + 16L;
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    @Override
    public void encode(ByteBuf out) {
        writeNumber(out, '*', command.size() + 1);
        out.writeBytes(name(command.verb().name()).bulk);
        for (int i = 0; i < command.size(); i++) {
            byte[] arg = command.arg(i);
            writeNumber(out, '$', arg.length);
            out.writeBytes(arg);
            out.writeByte('\r').writeByte('\n');
        }
    }

    private static void writeNumber(ByteBuf out, char kind, int number) {
        out.writeByte(kind);
        out.writeBytes(number < NUMBERS.length ? NUMBERS[number] : line(number));
    }

    @Override
    public void complete() {
        end(Reply.of(output));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return end(failure);
    }

    @Override
    public void cancel() {
        end(new CancellationException());
    }

    private boolean end(Object how) {
        boolean first = OUTCOME.compareAndSet(this, null, how);
        if (first) {
            batch.oneEnded();
        }
        return first;
    }

    /** Why there is no reply, or null. */
    @Nullable
    Throwable failure() {
        return outcome instanceof Throwable failure ? failure : null;
    }

    /** To be called after the end. */
    Reply reply(Function<Throwable, RedisException> translation) {
        Object how = outcome;
        if (how instanceof Reply reply) {
            return reply;
        }
        Throwable failure = how instanceof Throwable known ? known : new IllegalStateException("not ended");
        return Reply.of(failure instanceof RedisException ours ? ours : translation.apply(failure));
    }

    @Override
    public boolean isDone() {
        return outcome != null;
    }

    @Override
    public boolean isCancelled() {
        return outcome instanceof CancellationException;
    }

    @Override
    public CommandOutput<byte[], byte[], @Nullable Object> getOutput() {
        return this;
    }

    @Override
    public void setOutput(CommandOutput<byte[], byte[], @Nullable Object> other) {
        throw new UnsupportedOperationException("a raw command is its own output");
    }

    @Override
    public ProtocolKeyword getType() {
        return name(command.verb().name());
    }

    /** Only for Lettuce's own interest; what is sent comes from {@link #encode}. */
    @Override
    public CommandArgs<byte[], byte[]> getArgs() {
        return UNKNOWN;
    }

    @Override
    public String toString() {
        return command.toString();
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        add(bytes == null ? null : codec.decodeValue(bytes));
    }

    @Override
    public void set(long integer) {
        add(integer);
    }

    /** What the server said; Lettuce's own failures come as text and complete the command otherwise. */
    @Override
    public void setError(ByteBuffer error) {
        add(Failures.server(UTF_8.decode(error).toString()));
    }

    @Override
    public void multi(int count) {
        if (count < 0) {
            add(null);
            return;
        }
        List<@Nullable Object> list = new ArrayList<>(count);
        attach(list);
        if (open == null) {
            open = new ArrayDeque<>(4);
        }
        open.push(new Frame(list, count));
        closeFull();
    }

    private void add(@Nullable Object value) {
        attach(value);
        closeFull();
    }

    private void attach(@Nullable Object value) {
        Frame top = open == null ? null : open.peek();
        if (top == null) {
            output = value;
        } else {
            top.list.add(value);
        }
    }

    private void closeFull() {
        while (open != null && !open.isEmpty() && open.peek().isFull()) {
            open.pop();
        }
    }

    private static final class Name implements ProtocolKeyword {
        private final String text;
        private final byte[] bytes;
        private final byte[] bulk;

        Name(String text) {
            this.text = text;
            bytes = text.getBytes(US_ASCII);
            bulk = ("$" + bytes.length + "\r\n" + text + "\r\n").getBytes(US_ASCII);
        }

        @Override
        public byte[] getBytes() {
            return bytes;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private record Frame(List<@Nullable Object> list, int count) {
        boolean isFull() {
            return list.size() == count;
        }
    }
}
