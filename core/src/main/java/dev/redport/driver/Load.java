package dev.redport.driver;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How much a command adds to a trip that several callers share; and which commands must not be on one. */
final class Load {
    /** Of what goes alone, however few bytes it has. */
    static final long ALONE = Long.MAX_VALUE;

    /** Longer lists, of commands or of keys, are one trip already. */
    private static final int SHORT_LIST = 32;

    private static final int HEADER = 16;

    /** Commands that have a key and never wait at the server. */
    private static final Set<String> QUICK = Verb.all().stream()
            .filter(verb -> verb.keyPosition() >= 0)
            .map(Verb::name)
            .collect(Collectors.toUnmodifiableSet());

    /** Commands that are answered with a value for each argument, about. */
    private static final Set<String> LISTS = Set.of(Verb.MGET.name(), Verb.HMGET.name());

    private Load() {}

    /** About how many values the reply has, as far as the command tells. */
    static int values(Command command) {
        int size = command.size();
        return size > 1 && LISTS.contains(command.verb().name()) ? size : 1;
    }

    /** About how many values the replies have together. */
    static int values(List<Command> commands) {
        int sum = 0;
        for (Command each : commands) {
            sum += values(each);
        }
        return sum;
    }

    /** About how many bytes are sent. */
    static long of(Command command) {
        boolean manyKeys = command.size() > SHORT_LIST && command.script() == null;
        if (manyKeys || !QUICK.contains(command.verb().name())) {
            return ALONE;
        }
        long sum = HEADER;
        for (byte[] arg : command.args()) {
            sum += arg.length + HEADER;
        }
        return sum;
    }

    /** About how many bytes are sent with all of them. */
    static long of(List<Command> commands) {
        if (commands.size() > SHORT_LIST) {
            return ALONE;
        }
        long sum = 0;
        for (Command each : commands) {
            long one = of(each);
            if (one == ALONE) {
                return ALONE;
            }
            sum += one;
        }
        return sum;
    }
}
