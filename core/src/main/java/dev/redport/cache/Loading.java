package dev.redport.cache;

import dev.redport.cache.Flights.Flight;
import dev.redport.cache.Leases.Claim;
import dev.redport.cache.Leases.Fill;
import dev.redport.cache.RedisCache.Slot;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener.LookupOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reading, with what follows from a miss: one load for all callers of this process, stored if it is still right. */
final class Loading<K, V> {
    private final CacheSpec<K, V> spec;
    private final EntryStore<V> store;
    private final Flights<V> flights = new Flights<>();
    private final Bypass bypass;
    private final Leases<K, V> leases;
    private final BulkLoading<K, V> bulk;

    Loading(PortContext context, CacheSpec<K, V> spec, EntryStore<V> store, EntryFormat<V> format) {
        this.spec = spec;
        this.store = store;
        bypass = new Bypass(spec);
        leases = new Leases<>(context, spec, store, format, bypass);
        bulk = new BulkLoading<>(spec, flights, leases, bypass);
    }

    /** The key is being written or invalidated: loads of it that are under way will not be stored. */
    void divert(Slot<K> slot) {
        flights.divert(slot.text());
    }

    void divertAll() {
        flights.divertAll();
    }

    /** What a lookup found, and the failure that was bypassed. */
    private record Found<V>(Lookup<V> lookup, @Nullable RedisException failure) {}

    Lookup<V> lookup(byte[] redisKey) {
        return look(redisKey).lookup();
    }

    /** A lookup whose failure, if any, is one to bypass. */
    private Found<V> look(byte[] redisKey) {
        try {
            return new Found<>(store.get(redisKey), null);
        } catch (RedisException e) {
            bypass(e);
            return new Found<>(new Lookup.Miss<>(), e);
        }
    }

    Findings<V> lookupAll(byte[][] redisKeys) {
        Findings<V> found = store.getAll(redisKeys);
        for (int i = 0; i < found.size(); i++) {
            RedisException failure = found.failure(i);
            if (failure != null) {
                bypass(failure);
            }
        }
        return found;
    }

    /** Counts a miss that a failing Redis caused, if this cache is bypassed then. */
    private void bypass(RedisException failure) {
        if (!bypass.covers(failure)) {
            throw failure.here();
        }
        store.count(LookupOutcome.BYPASS, 1);
        store.count(LookupOutcome.MISS, 1);
    }

    Optional<V> load(Slot<K> slot, Loader<K, Optional<V>> loader, boolean mayBeAbsent) {
        Found<V> found = look(slot.redisKey());
        if (settles(found.lookup(), mayBeAbsent)) {
            return found.lookup().value();
        }
        long deadline = System.nanoTime() + spec.loadTimeout().toNanos();
        while (true) {
            Optional<Flight<V>> mine = flights.start(slot.text());
            if (mine.isPresent()) {
                return fly(mine.get(), slot, loader, mayBeAbsent, found.failure() != null);
            }
            Optional<Flight<V>> other = flights.current(slot.text());
            if (other.isPresent()) {
                Optional<V> value = flights.await(other.get(), spec.loadTimeout(), deadline);
                if (value.isPresent() || mayBeAbsent) {
                    return value;
                }
            }
        }
    }

    Map<K, V> loadAll(List<Slot<K>> slots, BulkLoader<K, V> loader) {
        return bulk.loadAll(slots, lookupAll(slots.stream().map(Slot::redisKey).toArray(byte[][]::new)), loader);
    }

    /** Whether no loader need be asked. */
    static boolean settles(Lookup<?> found, boolean mayBeAbsent) {
        return found instanceof Lookup.Hit || (mayBeAbsent && found instanceof Lookup.KnownAbsent);
    }

    private Optional<V> fly(
            Flight<V> flight, Slot<K> slot, Loader<K, Optional<V>> loader, boolean mayBeAbsent, boolean down) {
        try {
            Optional<V> value = claimAndLoad(flight, slot, loader, mayBeAbsent, down);
            flights.land(flight, value);
            return value;
        } catch (RuntimeException | Error e) {
            flights.crash(flight, e);
            throw e;
        }
    }

    private Optional<V> claimAndLoad(
            Flight<V> flight, Slot<K> slot, Loader<K, Optional<V>> loader, boolean mayBeAbsent, boolean down) {
        Claim<V> claim =
                down ? Claim.none() : leases.claim(List.of(slot), !mayBeAbsent).get(0);
        if (settles(claim.found(), mayBeAbsent)) {
            return claim.found().value();
        }
        Optional<V> value;
        try {
            value = bypass.call(() -> loader.load(slot.key()), down);
        } catch (RuntimeException | Error e) {
            leases.release(slot, claim);
            throw e;
        }
        leases.fill(List.of(new Fill<>(flight, slot, claim, value)));
        return value;
    }
}
