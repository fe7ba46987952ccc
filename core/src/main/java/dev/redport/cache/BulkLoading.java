package dev.redport.cache;

import static java.util.Objects.requireNonNull;

import dev.redport.cache.Flights.Flight;
import dev.redport.cache.Leases.Claim;
import dev.redport.cache.Leases.Fill;
import dev.redport.cache.RedisCache.Slot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Loading many keys with one call of the loader: claims, load and fill each in one trip. A thread lands all its own
 * flights before it waits for others', so that two bulks never wait for each other.
 */
final class BulkLoading<K, V> {
    private final CacheSpec<K, V> spec;
    private final Flights<V> flights;
    private final Leases<K, V> leases;
    private final Bypass bypass;

    BulkLoading(CacheSpec<K, V> spec, Flights<V> flights, Leases<K, V> leases, Bypass bypass) {
        this.spec = spec;
        this.flights = flights;
        this.leases = leases;
        this.bypass = bypass;
    }

    /** A missing key, and who loads it. */
    private record Missing<K, V>(Slot<K> slot, Flight<V> flight) {}

    Map<K, V> loadAll(List<Slot<K>> slots, Findings<V> found, BulkLoader<K, V> loader) {
        long deadline = System.nanoTime() + spec.loadTimeout().toNanos();
        Map<K, V> values = new LinkedHashMap<>();
        List<Missing<K, V>> mine = new ArrayList<>();
        List<Missing<K, V>> others = new ArrayList<>();
        boolean down = false;
        for (int i = 0; i < slots.size(); i++) {
            Slot<K> slot = slots.get(i);
            V value = found.value(i);
            down |= found.failure(i) != null;
            if (value != null) {
                values.put(slot.key(), value);
            } else if (!found.isAbsent(i)) {
                join(slot, mine, others);
            }
        }
        if (!mine.isEmpty()) {
            fly(mine, loader, down, values);
        }
        for (Missing<K, V> other : others) {
            flights.await(other.flight(), spec.loadTimeout(), deadline)
                    .ifPresent(value -> values.put(other.slot().key(), value));
        }
        return inOrder(slots, values);
    }

    private void join(Slot<K> slot, List<Missing<K, V>> mine, List<Missing<K, V>> others) {
        while (true) {
            Optional<Flight<V>> started = flights.start(slot.text());
            if (started.isPresent()) {
                mine.add(new Missing<>(slot, started.get()));
                return;
            }
            Optional<Flight<V>> current = flights.current(slot.text());
            if (current.isPresent()) {
                others.add(new Missing<>(slot, current.get()));
                return;
            }
        }
    }

    private void fly(List<Missing<K, V>> mine, BulkLoader<K, V> loader, boolean down, Map<K, V> values) {
        try {
            List<Optional<V>> loaded = claimAndLoad(mine, loader, down);
            for (int i = 0; i < mine.size(); i++) {
                K key = mine.get(i).slot().key();
                loaded.get(i).ifPresent(value -> values.put(key, value));
                flights.land(mine.get(i).flight(), loaded.get(i));
            }
        } catch (RuntimeException | Error e) {
            mine.forEach(missing -> flights.crash(missing.flight(), e));
            throw e;
        }
    }

    /** The value of each key, in order. */
    private List<Optional<V>> claimAndLoad(List<Missing<K, V>> mine, BulkLoader<K, V> loader, boolean down) {
        List<Claim<V>> claims = down
                ? Collections.nCopies(mine.size(), Claim.none())
                : leases.claim(mine.stream().map(Missing::slot).toList(), false);
        Set<K> wanted = new LinkedHashSet<>();
        for (int i = 0; i < mine.size(); i++) {
            if (!Loading.settles(claims.get(i).found(), true)) {
                wanted.add(mine.get(i).slot().key());
            }
        }
        Map<K, V> loaded = wanted.isEmpty() ? Map.of() : load(mine, claims, wanted, loader, down);
        List<Optional<V>> values = new ArrayList<>(mine.size());
        List<Fill<K, V>> fills = new ArrayList<>(wanted.size());
        for (int i = 0; i < mine.size(); i++) {
            Slot<K> slot = mine.get(i).slot();
            if (wanted.contains(slot.key())) {
                Optional<V> value = Optional.ofNullable(loaded.get(slot.key()));
                fills.add(new Fill<>(mine.get(i).flight(), slot, claims.get(i), value));
                values.add(value);
            } else {
                values.add(claims.get(i).found().value());
            }
        }
        leases.fill(fills);
        return values;
    }

    private Map<K, V> load(
            List<Missing<K, V>> mine, List<Claim<V>> claims, Set<K> wanted, BulkLoader<K, V> loader, boolean down) {
        try {
            return bypass.call(
                    () -> requireNonNull(
                            loader.load(Collections.unmodifiableSet(wanted)),
                            () -> "cache " + spec.name() + ": the loader returned null (expected: a map)"),
                    down);
        } catch (RuntimeException | Error e) {
            for (int i = 0; i < mine.size(); i++) {
                leases.release(mine.get(i).slot(), claims.get(i));
            }
            throw e;
        }
    }

    private static <K, V> Map<K, V> inOrder(List<Slot<K>> slots, Map<K, V> values) {
        Map<K, V> ordered = new LinkedHashMap<>();
        for (Slot<K> slot : slots) {
            V value = values.get(slot.key());
            if (value != null) {
                ordered.put(slot.key(), value);
            }
        }
        return Collections.unmodifiableMap(ordered);
    }
}
