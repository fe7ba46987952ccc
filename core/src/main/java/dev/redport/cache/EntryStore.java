package dev.redport.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.config.Topology;
import dev.redport.driver.Call;
import dev.redport.driver.CodecException;
import dev.redport.driver.Command;
import dev.redport.driver.OncePerMinute;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener.LookupOutcome;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entries of one cache in Redis, by their complete keys: reads, decodes, and writes under conditions. */
final class EntryStore<V> {
    private static final Logger log = LoggerFactory.getLogger(Cache.class);
    private static final Script LEASE = Script.beside(Cache.class, "lease.lua", Replay.GUARDED);
    private static final Script REPLACE = Script.beside(Cache.class, "replace.lua", Replay.GUARDED);
    private static final Script REMOVE = Script.beside(Cache.class, "remove.lua", Replay.SAME_STATE);
    private static final Script TOUCH = Script.beside(Cache.class, "touch.lua", Replay.SAME_STATE);
    private static final byte[] PX = ascii("PX");
    private static final byte[] NOTHING = new byte[0];

    private final PortContext context;
    private final String cache;
    private final EntryFormat<V> format;
    private final boolean fromReplicas;
    private final OncePerMinute corrupt = new OncePerMinute();

    EntryStore(PortContext context, String cache, EntryFormat<V> format, boolean fromReplicas) {
        this.context = context;
        this.cache = cache;
        this.format = format;
        this.fromReplicas = fromReplicas;
    }

    Lookup<V> get(byte[] key) {
        Reply reply = context.driver().execute(read(Verb.GET, key), context.call(Operation.CACHE_GET));
        Lookup<V> found = read(key, reply.bytes());
        count(outcome(found), 1);
        return found;
    }

    /** What is under each key, in order; a failure stays with its key. */
    Findings<V> getAll(byte[][] keys) {
        Findings<V> all = new Findings<>(keys.length);
        if (keys.length == 0) {
            return all;
        }
        List<Reply> replies = replies(keys);
        for (int i = 0; i < keys.length; i++) {
            file(replies.get(i), keys[i], all, i);
        }
        countAny(LookupOutcome.HIT, all.values());
        countAny(LookupOutcome.ABSENT, all.absences());
        countAny(LookupOutcome.MISS, all.misses());
        return all;
    }

    private void file(Reply reply, byte[] key, Findings<V> all, int index) {
        RedisException failure = reply.error();
        if (failure != null) {
            all.failure(index, failure);
            return;
        }
        byte[] stored = reply.bytes();
        if (stored == null) {
            return;
        }
        switch (format.kind(stored)) {
            case ABSENT -> all.absent(index);
            case LEASE -> {} // a miss
            case VALUE -> {
                V value = decoded(key, stored);
                if (value != null) {
                    all.value(index, value);
                }
            }
        }
    }

    private void countAny(LookupOutcome outcome, int count) {
        if (count > 0) {
            count(outcome, count);
        }
    }

    /** One MGET where all keys are in one place; in a cluster, where hardly two are, a GET for each. */
    private List<Reply> replies(byte[][] keys) {
        Call call = context.call(Operation.CACHE_GET_ALL);
        if (context.config().topology() instanceof Topology.Cluster) {
            return context.driver()
                    .executeAll(
                            Arrays.stream(keys).map(key -> read(Verb.GET, key)).toList(), call);
        }
        Command all = read(Verb.MGET, keys);
        Reply reply = context.driver().executeAll(List.of(all), call).get(0);
        return reply.isError() ? Collections.nCopies(keys.length, reply) : reply.list();
    }

    private Command read(Verb verb, byte[]... args) {
        Command command = Command.of(verb, args);
        return fromReplicas ? command.onReplica() : command;
    }

    /** What stored bytes are; removes them if they are nothing. */
    Lookup<V> read(byte[] key, byte @Nullable [] stored) {
        if (stored == null) {
            return new Lookup.Miss<>();
        }
        return switch (format.kind(stored)) {
            case ABSENT -> new Lookup.KnownAbsent<>();
            case LEASE -> new Lookup.Miss<>();
            case VALUE -> {
                V value = decoded(key, stored);
                yield value == null ? new Lookup.Miss<>() : new Lookup.Hit<>(value, new Version(stored));
            }
        };
    }

    /** The value, or null if it cannot be decoded: then the entry is removed. */
    private @Nullable V decoded(byte[] key, byte[] stored) {
        try {
            return format.decode(stored);
        } catch (CodecException e) {
            count(LookupOutcome.CORRUPT, 1);
            reportCorrupt(e);
            removeQuietly(key, stored);
            return null;
        }
    }

    /** One a minute is worth a warning; how many there are is told by the counter. */
    private void reportCorrupt(CodecException e) {
        (corrupt.isDue() ? log.atWarn() : log.atDebug())
                .addKeyValue("cache", cache)
                .addKeyValue("reason", e.getMessage())
                .log("An entry cannot be decoded and is removed");
    }

    private static LookupOutcome outcome(Lookup<?> found) {
        if (found instanceof Lookup.Hit) {
            return LookupOutcome.HIT;
        }
        return found instanceof Lookup.KnownAbsent ? LookupOutcome.ABSENT : LookupOutcome.MISS;
    }

    void count(LookupOutcome outcome, int count) {
        context.listener().onLookup(cache, outcome, count);
    }

    void put(byte[] key, byte[] stored, long ttlMillis) {
        context.driver().execute(set(key, stored, ttlMillis), context.call(Operation.CACHE_PUT));
        context.listener().onStore(cache, stored.length);
    }

    Command set(byte[] key, byte[] stored, long ttlMillis) {
        return Command.of(Verb.SET, key, stored, PX, number(ttlMillis));
    }

    /** Writes if the present entry has that SHA-1; an empty one expects no value there. */
    Command replace(byte[] key, byte[] expectedSha1, byte[] stored, long ttlMillis) {
        return REPLACE.call(
                List.of(key),
                expectedSha1,
                stored,
                number(ttlMillis),
                Version.sha1Hex(stored),
                flag(format.hasMarkers()));
    }

    Command putIfAbsent(byte[] key, byte[] stored, long ttlMillis) {
        return replace(key, NOTHING, stored, ttlMillis);
    }

    /** Sends one conditional write. */
    boolean applies(Operation operation, Command command, int bytes) {
        boolean done =
                context.driver().execute(command, context.call(operation)).integer() == 1;
        if (done && bytes > 0) {
            context.listener().onStore(cache, bytes);
        }
        return done;
    }

    Command touch(byte[] key, long ttlMillis) {
        return format.hasMarkers()
                ? TOUCH.call(List.of(key), number(ttlMillis))
                : Command.of(Verb.PEXPIRE, key, number(ttlMillis));
    }

    boolean exists(byte[] key) {
        Command head = format.hasMarkers() ? read(Verb.GETRANGE, key, number(0), number(2)) : read(Verb.EXISTS, key);
        Reply reply = context.driver().execute(head, context.call(Operation.CACHE_EXISTS));
        if (!format.hasMarkers()) {
            return reply.integer() == 1;
        }
        byte[] first = reply.bytes();
        return first != null && first.length > 0 && format.kind(first) == EntryFormat.Kind.VALUE;
    }

    Command lease(byte[] key, byte[] lease, long millis, boolean overAbsent) {
        return LEASE.call(List.of(key), lease, number(millis), flag(overAbsent));
    }

    /** Many writes in one trip; the first failure is thrown after all were tried. */
    List<Reply> all(Operation operation, List<Command> commands) {
        List<Reply> replies = context.driver().executeAll(commands, context.call(operation));
        replies.forEach(Reply::orThrow);
        return replies;
    }

    Command remove(byte[] key, byte[] stored) {
        return REMOVE.call(List.of(key), Version.sha1Hex(stored));
    }

    void removeQuietly(byte[] key, byte[] stored) {
        try {
            context.driver().execute(remove(key, stored), context.call(Operation.CACHE_INVALIDATE));
        } catch (RedisException e) {
            log.atDebug()
                    .addKeyValue("cache", cache)
                    .addKeyValue("error", e.kind().tag())
                    .log("An entry was not removed");
        }
    }

    static byte[] number(long value) {
        return ascii(Long.toString(value));
    }

    private static byte[] flag(boolean set) {
        return ascii(set ? "1" : "0");
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
