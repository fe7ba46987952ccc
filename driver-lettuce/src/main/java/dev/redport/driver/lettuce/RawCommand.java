package dev.redport.driver.lettuce;

import dev.redport.driver.Command;
import dev.redport.driver.Failures;
import dev.redport.driver.Verb;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One of our commands as Lettuce sends it, whose reply is the raw object that {@code Reply.of} takes. */
final class RawCommand extends AsyncCommand<byte[], byte[], @Nullable Object> {
    private static final Map<String, Name> NAMES =
            Verb.all().stream().collect(Collectors.toUnmodifiableMap(Verb::name, verb -> new Name(verb.name())));

    RawCommand(Command command) {
        super(new io.lettuce.core.protocol.Command<>(name(command.verb().name()), new RawOutput(), args(command)));
    }

    private static CommandArgs<byte[], byte[]> args(Command command) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        for (int i = 0; i < command.size(); i++) {
            if (i == command.keyPosition()) {
                args.addKey(command.arg(i));
            } else {
                args.add(command.arg(i));
            }
        }
        return args;
    }

    private static Name name(String text) {
        Name known = NAMES.get(text);
        return known != null ? known : new Name(text);
    }

    private static final class Name implements ProtocolKeyword {
        private final String text;
        private final byte[] bytes;

        Name(String text) {
            this.text = text;
            this.bytes = text.getBytes(StandardCharsets.US_ASCII);
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

    /** Collects null, Long, byte[], failures and nested lists of them. A server error is a value here, at any depth. */
    private static final class RawOutput extends CommandOutput<byte[], byte[], @Nullable Object> {
        private @Nullable ArrayDeque<Frame> open;

        RawOutput() {
            super(ByteArrayCodec.INSTANCE, null);
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
            add(Failures.server(StandardCharsets.UTF_8.decode(error).toString()));
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
    }

    private record Frame(List<@Nullable Object> list, int count) {
        boolean isFull() {
            return list.size() == count;
        }
    }
}
