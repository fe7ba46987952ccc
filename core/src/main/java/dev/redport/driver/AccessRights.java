package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import dev.redport.config.RedisConfig;
import dev.redport.config.Topology;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The one table of the commands Redport sends, by itself or inside its scripts, and the rules for a Redis user who may do
 * that and nothing else. The rules are understood by Redis 6.0 and newer. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AccessRights {
    private static final List<Right> TABLE = List.of(
            right(Verb.AUTH, "", Need.CONNECTION),
            right(Verb.CLIENT, "SETNAME", Need.CONNECTION),
            right(Verb.SELECT, "", Need.DATABASE),
            // Jedis tries idle connections with it
            right(Verb.PING, "", Need.CONNECTION, Need.HEALTH),
            right(Verb.HELLO, "", Need.HEALTH),
            right(Verb.GET, "", Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.MGET, "", Need.CACHE, Need.TOKEN_STORE),
            right(Verb.GETRANGE, "", Need.CACHE),
            right(Verb.EXISTS, "", Need.CACHE),
            right(Verb.SCAN, "", Need.CACHE),
            right(Verb.SET, "", Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.PEXPIRE, "", Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.UNLINK, "", Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.EVALSHA, "", Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.EVAL, "", Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.TIME, "", Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.DEL, "", Need.RATE_LIMITER),
            right(Verb.ZADD, "", Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.ZREM, "", Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.ZRANGEBYSCORE, "", Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.ZREVRANGEBYSCORE, "", Need.RATE_LIMITER),
            right(Verb.ZREMRANGEBYSCORE, "", Need.TOKEN_STORE, Need.RATE_LIMITER),
            right(Verb.PTTL, "", Need.TOKEN_STORE),
            right(Verb.ZSCORE, "", Need.TOKEN_STORE),
            right(Verb.ZCARD, "", Need.TOKEN_STORE),
            right(Verb.ZCOUNT, "", Need.TOKEN_STORE),
            right(Verb.ZRANGE, "", Need.TOKEN_STORE),
            right(Verb.HSET, "", Need.TOKEN_STORE),
            right(Verb.HDEL, "", Need.TOKEN_STORE),
            right(Verb.HGET, "", Need.TOKEN_STORE),
            right(Verb.HMGET, "", Need.TOKEN_STORE),
            right(Verb.HGETALL, "", Need.TOKEN_STORE),
            right(Verb.HKEYS, "", Need.TOKEN_STORE),
            right(Verb.WAIT, "", Need.TOKEN_STORE),
            right(Verb.INFO, "", Need.TOKEN_STORE, Need.HEALTH),
            right(Verb.CLUSTER, "NODES", Need.CLUSTER),
            right(Verb.CLUSTER, "INFO", Need.CLUSTER),
            right(Verb.ASKING, "", Need.CLUSTER),
            right(Verb.READONLY, "", Need.CLUSTER),
            right(Verb.SENTINEL, "GET-MASTER-ADDR-BY-NAME", Need.SENTINEL),
            right(Verb.SENTINEL, "MASTER", Need.SENTINEL),
            right(Verb.SENTINEL, "REPLICAS", Need.SENTINEL),
            // for commands of the caller's own
            right(Verb.INCR, ""),
            right(Verb.SCRIPT, ""));

    static final List<Verb> VERBS = TABLE.stream().map(Right::verb).distinct().toList();

    private AccessRights() {}

    private static Right right(Verb verb, String subcommand, Need... needs) {
        return new Right(verb, subcommand, Set.of(needs));
    }

    /**
     * A command, or one subcommand of it, and what needs it.
     *
     * @param verb the command with its replay class
     * @param subcommand in upper case, or empty for the whole command
     * @param needs what needs it; empty for a verb that only a caller's own commands use
     * @since 0.1.0
     */
    public record Right(Verb verb, String subcommand, Set<Need> needs) {
        /**
         * Copies the needs.
         *
         * @param verb as above
         * @param subcommand as above
         * @param needs as above
         */
        public Right {
            requireNonNull(verb, "verb");
            requireNonNull(subcommand, "subcommand");
            needs = Set.copyOf(needs);
        }

        /**
         * The command as people write it.
         *
         * @return such as {@code CLIENT SETNAME}
         */
        public String command() {
            return subcommand.isEmpty() ? verb.name() : verb.name() + " " + subcommand;
        }

        /**
         * The rule of ACL SETUSER that allows it.
         *
         * @return such as {@code +client|setname}
         */
        public String rule() {
            return "+" + command().toLowerCase(Locale.ROOT).replace(' ', '|');
        }
    }

    /**
     * The table.
     *
     * @return every command, each subcommand in a row of its own
     */
    public static List<Right> table() {
        return TABLE;
    }

    /**
     * What a user of the servers that hold the data needs: standalone, behind Sentinel, or each node of a Cluster. Caches
     * over keys outside the namespace ({@code CacheSpec.sharedAs}) need a key pattern more.
     *
     * @param config its namespace, database and topology count
     * @param ports what Redport is used for, such as {@link Need#CACHE}
     * @return rules for ACL SETUSER, without name and password, key pattern first
     */
    public static List<String> ofData(RedisConfig config, Need... ports) {
        Set<Need> needs = EnumSet.of(Need.CONNECTION);
        needs.addAll(List.of(ports));
        if (config.database() != 0) {
            needs.add(Need.DATABASE);
        }
        if (config.topology() instanceof Topology.Cluster) {
            needs.add(Need.CLUSTER);
        }
        List<String> rules = new ArrayList<>(List.of("~" + config.namespace() + ":*"));
        rules(needs).forEach(rules::add);
        return List.copyOf(rules);
    }

    /**
     * What a user of the sentinels themselves needs.
     *
     * @return rules for ACL SETUSER, without name and password
     */
    public static List<String> ofSentinels() {
        return rules(EnumSet.of(Need.CONNECTION, Need.SENTINEL)).toList();
    }

    private static Stream<String> rules(Set<Need> needs) {
        return TABLE.stream()
                .filter(right -> right.needs().stream().anyMatch(needs::contains))
                .map(Right::rule);
    }
}
