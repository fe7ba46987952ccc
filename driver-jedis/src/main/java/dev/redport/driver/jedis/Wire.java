package dev.redport.driver.jedis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.driver.Command;
import dev.redport.driver.Failures;
import dev.redport.driver.Verb;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/** Our commands and replies in Jedis' terms. */
final class Wire {
    private static final Map<String, Name> NAMES =
            Verb.all().stream().collect(Collectors.toUnmodifiableMap(Verb::name, verb -> new Name(verb.name())));

    private Wire() {}

    static CommandArguments arguments(Command command) {
        CommandArguments arguments = new CommandArguments(name(command.verb().name()));
        for (int i = 0; i < command.size(); i++) {
            arguments.add(command.arg(i));
        }
        return arguments;
    }

    private static Name name(String text) {
        Name known = NAMES.get(text);
        return known != null ? known : new Name(text);
    }

    /** About how many bytes the command takes on the wire. */
    static long size(Command command) {
        long size = 32;
        for (int i = 0; i < command.size(); i++) {
            size += command.arg(i).length + 16;
        }
        return size;
    }

    /** A reply as {@code Reply.of} takes it: Jedis' own exceptions, which it leaves inside lists, become ours. */
    static @Nullable Object plain(@Nullable Object raw) {
        if (raw instanceof List<?> list) {
            translateErrors(list);
        }
        return raw;
    }

    @SuppressWarnings("unchecked")
    private static void translateErrors(List<?> list) {
        for (int i = 0; i < list.size(); i++) {
            Object element = list.get(i);
            if (element instanceof JedisDataException error) {
                ((List<Object>) list).set(i, Failures.server(message(error)));
            } else if (element instanceof List<?> inner) {
                translateErrors(inner);
            }
        }
    }

    static String message(JedisDataException error) {
        return String.valueOf(error.getMessage());
    }

    private static final class Name implements ProtocolCommand {
        private final byte[] raw;

        Name(String text) {
            raw = text.getBytes(US_ASCII);
        }

        @Override
        public byte[] getRaw() {
            return raw;
        }
    }
}
