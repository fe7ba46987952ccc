package dev.redport.cache;

import dev.redport.cache.Flights.Flight;
import dev.redport.cache.RedisCache.Slot;
import dev.redport.driver.CodecException;
import dev.redport.driver.Command;
import dev.redport.driver.OncePerMinute;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to store what was loaded. A lease is left under the missing key; whoever writes or invalidates the key removes
 * it, and a fill without its lease is refused (after Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013).
 */
final class Leases<K, V> {
    private static final Logger log = LoggerFactory.getLogger(Cache.class);

    private final PortContext context;
    private final CacheSpec<K, V> spec;
    private final EntryStore<V> store;
    private final EntryFormat<V> format;
    private final Bypass bypass;
    private final OncePerMinute unfit = new OncePerMinute();

    Leases(PortContext context, CacheSpec<K, V> spec, EntryStore<V> store, EntryFormat<V> format, Bypass bypass) {
        this.context = context;
        this.spec = spec;
        this.store = store;
        this.format = format;
        this.bypass = bypass;
    }

    /** The right to fill a missing entry, or what was found instead. Without either, nothing will be stored. */
    record Claim<V>(byte @Nullable [] lease, Lookup<V> found) {
        static <V> Claim<V> none() {
            return new Claim<>(null, new Lookup.Miss<>());
        }
    }

    /** Claims missing keys in one trip. Where there are no markers, every claim is granted here. */
    List<Claim<V>> claim(List<Slot<K>> slots, boolean overAbsent) {
        if (!format.hasMarkers()) {
            return Collections.nCopies(slots.size(), new Claim<>(new byte[0], new Lookup.Miss<>()));
        }
        long millis = Math.max(1, spec.loadTimeout().toMillis());
        List<byte[]> leases = new ArrayList<>(slots.size());
        List<Command> commands = new ArrayList<>(slots.size());
        for (Slot<K> slot : slots) {
            byte[] lease = format.lease();
            leases.add(lease);
            commands.add(store.lease(slot.redisKey(), lease, millis, overAbsent));
        }
        List<Reply> replies = context.driver().executeAll(commands, context.call(Operation.CACHE_LEASE));
        List<Claim<V>> claims = new ArrayList<>(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            claims.add(claimed(slots.get(i), leases.get(i), replies.get(i)));
        }
        return claims;
    }

    private Claim<V> claimed(Slot<K> slot, byte[] lease, Reply reply) {
        RedisException failure = reply.error();
        if (failure != null) {
            if (bypass.covers(failure)) {
                return Claim.none();
            }
            throw failure.here();
        }
        return reply.isInteger()
                ? new Claim<>(lease, new Lookup.Miss<>())
                : new Claim<>(null, store.read(slot.redisKey(), reply.bytes()));
    }

    /** Gives the right back after a failed load, so that the next caller can have it. */
    void release(Slot<K> slot, Claim<V> claim) {
        if (claim.lease() != null && format.hasMarkers()) {
            store.removeQuietly(slot.redisKey(), claim.lease());
        }
    }

    /** What a load brought, and the claim that lets it be stored. */
    record Fill<K, V>(Flight<V> flight, Slot<K> slot, Claim<V> claim, Optional<V> value) {}

    /** Stores loaded values in one trip. The caller has its value already, so a failure is only logged and counted. */
    void fill(List<Fill<K, V>> fills) {
        try {
            List<Command> commands = new ArrayList<>(fills.size());
            for (Fill<K, V> fill : fills) {
                command(fill).ifPresent(commands::add);
            }
            if (!commands.isEmpty()) {
                store.all(Operation.CACHE_FILL, commands);
            }
            if (!format.hasMarkers()) {
                takeBackStale(fills);
            }
        } catch (CodecException e) {
            (unfit.isDue() ? log.atWarn() : log.atDebug())
                    .addKeyValue("cache", spec.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("What was loaded cannot be stored");
        } catch (RedisException e) {
            log.atDebug()
                    .addKeyValue("cache", spec.name())
                    .addKeyValue("error", e.kind().tag())
                    .log("What was loaded was not stored");
        }
    }

    private Optional<Command> command(Fill<K, V> fill) {
        byte[] lease = fill.claim().lease();
        if (lease == null || fill.flight().isStale()) {
            return Optional.empty();
        }
        byte[] key = fill.slot().redisKey();
        if (fill.value().isPresent()) {
            return Optional.of(fill(key, lease, format.value(fill.value().get())));
        }
        if (!format.hasMarkers()) {
            return Optional.empty();
        }
        return Optional.of(
                spec.negativeTtlMillis() == 0
                        ? store.remove(key, lease)
                        : store.replace(key, Version.sha1Hex(lease), format.absent(), spec.negativeTtlMillis()));
    }

    private Command fill(byte[] key, byte[] lease, byte[] stored) {
        context.listener().onStore(spec.name(), stored.length);
        long ttl = RedisCache.jittered(spec);
        return format.hasMarkers()
                ? store.replace(key, Version.sha1Hex(lease), stored, ttl)
                : store.set(key, stored, ttl);
    }

    /** Without leases an invalidation of this process may have come between the check and the write. */
    private void takeBackStale(List<Fill<K, V>> fills) {
        List<Command> removals = fills.stream()
                .filter(fill -> fill.flight().isStale())
                .map(fill -> Command.of(Verb.UNLINK, fill.slot().redisKey()))
                .toList();
        if (!removals.isEmpty()) {
            store.all(Operation.CACHE_INVALIDATE, removals);
        }
    }
}
