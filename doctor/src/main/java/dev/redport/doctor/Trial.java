package dev.redport.doctor;

import dev.redport.driver.Command;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Forms of commands that can only do nothing, to see whether they are allowed: a server looks at the rights first. Their key is a
 * random one that nobody has, and those that would create it say XX, lack an argument, or have one that is no number.
 */
final class Trial {
    private static final String KEY = "\u0000key";
    private static final String NO_SCRIPT = "0".repeat(40);

    /** Arguments that are executed; {@link #KEY} stands for the key. */
    private static final Map<String, List<String>> HARMLESS = Map.ofEntries(
            Map.entry("PING", List.of()),
            Map.entry("TIME", List.of()),
            Map.entry("HELLO", List.of()),
            Map.entry("INFO", List.of("server")),
            Map.entry("CLIENT SETNAME", List.of(Examination.CLIENT_NAME)),
            Map.entry("CLUSTER NODES", List.of()),
            Map.entry("CLUSTER INFO", List.of()),
            Map.entry("WAIT", List.of("0", "1")),
            Map.entry("GET", List.of(KEY)),
            Map.entry("MGET", List.of(KEY)),
            Map.entry("GETRANGE", List.of(KEY, "0", "0")),
            Map.entry("EXISTS", List.of(KEY)),
            Map.entry("SCAN", List.of("0", "MATCH", KEY, "COUNT", "1")),
            Map.entry("SET", List.of(KEY, "", "XX")),
            Map.entry("PEXPIRE", List.of(KEY, "1")),
            Map.entry("UNLINK", List.of(KEY)),
            Map.entry("DEL", List.of(KEY)),
            Map.entry("EVALSHA", List.of(NO_SCRIPT, "1", KEY)),
            Map.entry("EVAL", List.of("return 0", "none")),
            Map.entry("ZADD", List.of(KEY, "XX", "0", "none")),
            Map.entry("ZREM", List.of(KEY, "none")),
            Map.entry("ZRANGEBYSCORE", List.of(KEY, "0", "0")),
            Map.entry("ZREVRANGEBYSCORE", List.of(KEY, "0", "0")),
            Map.entry("ZREMRANGEBYSCORE", List.of(KEY, "0", "0")),
            Map.entry("PTTL", List.of(KEY)),
            Map.entry("ZSCORE", List.of(KEY, "none")),
            Map.entry("ZCARD", List.of(KEY)),
            Map.entry("ZCOUNT", List.of(KEY, "0", "0")),
            Map.entry("ZRANGE", List.of(KEY, "0", "0")),
            Map.entry("HSET", List.of(KEY, "none", "", "odd")),
            Map.entry("HDEL", List.of(KEY, "none")),
            Map.entry("HGET", List.of(KEY, "none")),
            Map.entry("HMGET", List.of(KEY, "none")),
            Map.entry("HGETALL", List.of(KEY)),
            Map.entry("HKEYS", List.of(KEY)),
            Map.entry("CONFIG GET", List.of("redport-doctor-no-such-setting")),
            Map.entry("SLOWLOG LEN", List.of()),
            Map.entry("LASTSAVE", List.of()));

    /** For ACL DRYRUN, which executes nothing but wants them whole. */
    private static final Map<String, List<String>> WHOLE =
            Map.of("EVAL", List.of("return 0", "1", KEY), "HSET", List.of(KEY, "none", ""));

    private static final Map<String, List<String>> DANGEROUS = Map.of(
            "KEYS", List.of("*"),
            "CONFIG", List.of("GET", "maxmemory"),
            "DEBUG", List.of("HELP"),
            "REPLICAOF", List.of("NO", "ONE"),
            "MIGRATE", List.of("127.0.0.1", "1", "none", "0", "1"),
            "MODULE", List.of("LIST"),
            "ACL", List.of("LIST"));

    private static final Set<String> WITHOUT_KEY = Set.of("AUTH", "SELECT", "ASKING", "READONLY", "EVAL", "SCAN");

    private Trial() {}

    static String unusedKey(String namespace) {
        return namespace + ":redport-doctor:" + UUID.randomUUID();
    }

    /** Whether there is a harmless form; there is none of what changes the connection. */
    static boolean isKnown(String command) {
        return HARMLESS.containsKey(command);
    }

    static boolean hasKey(String command) {
        return HARMLESS.getOrDefault(command, List.of()).contains(KEY) && !WITHOUT_KEY.contains(command);
    }

    /** To be executed. */
    static Command command(String command, String key) {
        List<String> words = words(command, HARMLESS.getOrDefault(command, List.of()), key);
        return Target.command(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
    }

    /** For ACL DRYRUN only. */
    static List<String> words(String command, String key) {
        return words(command, WHOLE.getOrDefault(command, HARMLESS.getOrDefault(command, List.of())), key);
    }

    /** For ACL DRYRUN only. */
    static List<String> dangerous(String command) {
        return words(command, DANGEROUS.getOrDefault(command, List.of()), "");
    }

    private static List<String> words(String command, List<String> args, String key) {
        return Stream.concat(
                        List.of(command.split(" ", -1)).stream(), args.stream().map(arg -> arg.equals(KEY) ? key : arg))
                .toList();
    }
}
