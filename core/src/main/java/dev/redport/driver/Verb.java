package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A Redis command name with what is true of it wherever it is used. The constants are the commands Redport sends; {@link
 * AccessRights} tells what for.
 *
 * @param name the name in upper case
 * @param replay whether it may be repeated; a single {@link Command} can be stricter or, for scripts, more lenient
 * @param keyPosition index of the routing key among the arguments, or {@code -1} where there is none
 * @since 0.1.0
 */
public record Verb(String name, Replay replay, int keyPosition) {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9._-]{0,63}");

    /** {@code PING}. */
    public static final Verb PING = new Verb("PING", Replay.READ, -1);

    /** {@code HELLO}, without arguments: who answers; since Redis 6.2. */
    public static final Verb HELLO = new Verb("HELLO", Replay.READ, -1);

    /** {@code GET key}. */
    public static final Verb GET = new Verb("GET", Replay.READ, 0);

    /** {@code GETRANGE key start end}. */
    public static final Verb GETRANGE = new Verb("GETRANGE", Replay.READ, 0);

    /** {@code MGET key...}; all keys in one slot. */
    public static final Verb MGET = new Verb("MGET", Replay.READ, 0);

    /** {@code EXISTS key}. */
    public static final Verb EXISTS = new Verb("EXISTS", Replay.READ, 0);

    /** {@code PTTL key}. */
    public static final Verb PTTL = new Verb("PTTL", Replay.READ, 0);

    /** {@code SCAN cursor ...}. */
    public static final Verb SCAN = new Verb("SCAN", Replay.READ, -1);

    /** {@code WAIT replicas ms}: for the writes of the same connection before it, so it must not be repeated alone. */
    public static final Verb WAIT = new Verb("WAIT", Replay.NEVER, -1);

    /** {@code INFO}. */
    public static final Verb INFO = new Verb("INFO", Replay.READ, -1);

    /** {@code TIME}. */
    public static final Verb TIME = new Verb("TIME", Replay.READ, -1);

    /** {@code SET key value [PX ms]}, without any condition. */
    public static final Verb SET = new Verb("SET", Replay.SAME_STATE, 0);

    /** {@code PEXPIRE key ms}. */
    public static final Verb PEXPIRE = new Verb("PEXPIRE", Replay.SAME_STATE, 0);

    /** {@code UNLINK key...}; all keys in one slot. */
    public static final Verb UNLINK = new Verb("UNLINK", Replay.SAME_STATE, 0);

    /** {@code DEL key...}; all keys in one slot. */
    public static final Verb DEL = new Verb("DEL", Replay.SAME_STATE, 0);

    /** {@code INCR key}. */
    public static final Verb INCR = new Verb("INCR", Replay.NEVER, 0);

    /** {@code ZADD key score member}: with a fixed score. */
    public static final Verb ZADD = new Verb("ZADD", Replay.SAME_STATE, 0);

    /** {@code ZREM key member...}. */
    public static final Verb ZREM = new Verb("ZREM", Replay.SAME_STATE, 0);

    /** {@code ZSCORE key member}. */
    public static final Verb ZSCORE = new Verb("ZSCORE", Replay.READ, 0);

    /** {@code ZCARD key}. */
    public static final Verb ZCARD = new Verb("ZCARD", Replay.READ, 0);

    /** {@code ZCOUNT key min max}. */
    public static final Verb ZCOUNT = new Verb("ZCOUNT", Replay.READ, 0);

    /** {@code ZRANGE key start stop}. */
    public static final Verb ZRANGE = new Verb("ZRANGE", Replay.READ, 0);

    /** {@code HSET key field value...}. */
    public static final Verb HSET = new Verb("HSET", Replay.SAME_STATE, 0);

    /** {@code HDEL key field...}. */
    public static final Verb HDEL = new Verb("HDEL", Replay.SAME_STATE, 0);

    /** {@code HGET key field}. */
    public static final Verb HGET = new Verb("HGET", Replay.READ, 0);

    /** {@code HMGET key field...}. */
    public static final Verb HMGET = new Verb("HMGET", Replay.READ, 0);

    /** {@code HGETALL key}. */
    public static final Verb HGETALL = new Verb("HGETALL", Replay.READ, 0);

    /** {@code HKEYS key}. */
    public static final Verb HKEYS = new Verb("HKEYS", Replay.READ, 0);

    /** {@code ZRANGEBYSCORE key min max ...}. */
    public static final Verb ZRANGEBYSCORE = new Verb("ZRANGEBYSCORE", Replay.READ, 0);

    /** {@code ZREVRANGEBYSCORE key max min ...}. */
    public static final Verb ZREVRANGEBYSCORE = new Verb("ZREVRANGEBYSCORE", Replay.READ, 0);

    /** {@code ZREMRANGEBYSCORE key min max}. */
    public static final Verb ZREMRANGEBYSCORE = new Verb("ZREMRANGEBYSCORE", Replay.SAME_STATE, 0);

    /** {@code EVALSHA sha n key...}; the script says whether it may be repeated. */
    public static final Verb EVALSHA = new Verb("EVALSHA", Replay.NEVER, 2);

    /** {@code EVAL source n key...}; the script says whether it may be repeated. */
    public static final Verb EVAL = new Verb("EVAL", Replay.NEVER, 2);

    /** {@code SCRIPT subcommand ...}. */
    public static final Verb SCRIPT = new Verb("SCRIPT", Replay.SAME_STATE, -1);

    /** {@code ASKING}: the next command on the connection is for a slot that is on its way to the server. */
    public static final Verb ASKING = new Verb("ASKING", Replay.SAME_STATE, -1);

    /** {@code READONLY}: this connection to a replica of a cluster reads what may be a little old. */
    public static final Verb READONLY = new Verb("READONLY", Replay.SAME_STATE, -1);

    /** {@code AUTH [user] password}. */
    public static final Verb AUTH = new Verb("AUTH", Replay.SAME_STATE, -1);

    /** {@code SELECT database}. */
    public static final Verb SELECT = new Verb("SELECT", Replay.SAME_STATE, -1);

    /** {@code CLIENT SETNAME name}. */
    public static final Verb CLIENT = new Verb("CLIENT", Replay.SAME_STATE, -1);

    /** {@code CLUSTER NODES}. */
    public static final Verb CLUSTER = new Verb("CLUSTER", Replay.READ, -1);

    /** {@code SENTINEL subcommand ...}, to a sentinel. */
    public static final Verb SENTINEL = new Verb("SENTINEL", Replay.READ, -1);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the name is not a command name in upper case, or the position is below -1
     */
    public Verb {
        requireNonNull(replay, "replay");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: " + name + " (expected: a command name in upper case)");
        }
        if (keyPosition < -1) {
            throw new IllegalArgumentException("keyPosition: " + keyPosition + " (expected: >= -1)");
        }
    }

    /**
     * The verbs of the table of the commands Redport sends, {@link AccessRights#table}.
     *
     * @return all constants
     */
    public static List<Verb> all() {
        return AccessRights.VERBS;
    }

    @Override
    public String toString() {
        return name;
    }
}
