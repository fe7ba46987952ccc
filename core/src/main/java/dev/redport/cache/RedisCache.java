package dev.redport.cache;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.Command;
import dev.redport.driver.KeyScan;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The one implementation of the port: keys, batches and writes here, loading in {@link Loading}. */
final class RedisCache<K, V> implements Cache<K, V> {
    private final PortContext context;
    private final CacheSpec<K, V> spec;
    private final KeySpace keys;
    private final EntryFormat<V> format;
    private final EntryStore<V> store;
    private final Loading<K, V> loading;

    RedisCache(PortContext context, CacheSpec<K, V> spec) {
        this.context = requireNonNull(context, "context");
        this.spec = requireNonNull(spec, "spec");
        keys = new KeySpace(context.config().namespace(), spec);
        format = spec.sharedPrefix().isEmpty() ? new Envelope<>(spec) : new PlainFormat<>(spec);
        store = new EntryStore<>(context, spec.name(), format, spec.fromReplicas());
        loading = new Loading<>(context, spec, store, format);
        context.listener().onCache(spec.name());
    }

    @Override
    public Lookup<V> lookup(K key) {
        return loading.lookup(redisKey(key));
    }

    @Override
    public Optional<V> find(K key) {
        return lookup(key).value();
    }

    @Override
    public Map<K, V> findAll(Collection<? extends K> wanted) {
        requireBatch(wanted.size());
        Map<K, @Nullable V> values = new LinkedHashMap<>(wanted.size() * 4 / 3 + 1);
        wanted.forEach(key -> values.put(requireNonNull(key, "key"), null));
        byte[][] redisKeys = new byte[values.size()][];
        int i = 0;
        for (K key : values.keySet()) {
            redisKeys[i++] = redisKey(key);
        }
        Findings<V> found = loading.lookupAll(redisKeys);
        int at = 0;
        boolean all = true;
        for (Map.Entry<K, @Nullable V> each : values.entrySet()) {
            V value = found.value(at++);
            each.setValue(value);
            all &= value != null;
        }
        if (!all) {
            values.values().removeIf(Objects::isNull);
        }
        return Collections.unmodifiableMap(values);
    }

    @Override
    public V getOrLoad(K key, Loader<? super K, ? extends V> loader) {
        requireNonNull(loader, "loader");
        Slot<K> slot = slot(key);
        return loading.load(slot, k -> Optional.of(loaded(loader.load(k), "findOrLoad")), false)
                .orElseThrow(() -> new IllegalStateException("A flight of getOrLoad landed without a value"));
    }

    @Override
    public Optional<V> findOrLoad(K key, Loader<? super K, Optional<V>> loader) {
        requireNonNull(loader, "loader");
        return loading.load(slot(key), k -> loaded(loader.load(k), "Optional.empty()"), true);
    }

    private <T> T loaded(@Nullable T value, String absence) {
        return requireNonNull(
                value,
                () -> "cache " + spec.name() + ": the loader returned null (expected: a value; " + absence
                        + " says that there is none)");
    }

    @Override
    public Map<K, V> getOrLoadAll(Collection<? extends K> wanted, BulkLoader<K, V> loader) {
        return loading.loadAll(new ArrayList<>(slots(wanted).values()), requireNonNull(loader, "loader"));
    }

    @Override
    public void put(K key, V value) {
        write(slot(key), value, jittered());
    }

    @Override
    public void put(K key, V value, Duration ttl) {
        write(slot(key), value, CacheSpec.millis("ttl", ttl));
    }

    private void write(Slot<K> slot, V value, long ttlMillis) {
        byte[] stored = format.value(requireNonNull(value, "value"));
        loading.divert(slot);
        store.put(slot.redisKey(), stored, ttlMillis);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        requireBatch(entries.size());
        List<Command> writes = new ArrayList<>(entries.size());
        List<Slot<K>> slots = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> {
            Slot<K> slot = slot(key);
            slots.add(slot);
            writes.add(store.set(slot.redisKey(), format.value(requireNonNull(value, "value")), jittered()));
        });
        slots.forEach(loading::divert);
        sendAll(Operation.CACHE_PUT_ALL, writes);
        writes.forEach(write -> context.listener().onStore(spec.name(), write.arg(1).length));
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        byte[] redisKey = redisKey(key);
        byte[] stored = format.value(requireNonNull(value, "value"));
        return store.applies(
                Operation.CACHE_PUT_IF_ABSENT, store.putIfAbsent(redisKey, stored, jittered()), stored.length);
    }

    @Override
    public boolean replace(K key, Version seen, V value) {
        Slot<K> slot = slot(key);
        byte[] stored = format.value(requireNonNull(value, "value"));
        loading.divert(slot);
        return store.applies(
                Operation.CACHE_REPLACE,
                store.replace(slot.redisKey(), requireNonNull(seen, "seen").sha1Hex(), stored, jittered()),
                stored.length);
    }

    @Override
    public boolean touch(K key, Duration ttl) {
        byte[] redisKey = redisKey(key);
        return store.applies(Operation.CACHE_TOUCH, store.touch(redisKey, CacheSpec.millis("ttl", ttl)), 0);
    }

    @Override
    public boolean exists(K key) {
        return store.exists(redisKey(key));
    }

    @Override
    public void invalidate(K key) {
        Slot<K> slot = slot(key);
        loading.divert(slot);
        context.driver().execute(Command.of(Verb.UNLINK, slot.redisKey()), context.call(Operation.CACHE_INVALIDATE));
        loading.divert(slot);
    }

    @Override
    public void invalidateAll(Collection<? extends K> unwanted) {
        Collection<Slot<K>> slots = slots(unwanted).values();
        slots.forEach(loading::divert);
        sendAll(
                Operation.CACHE_INVALIDATE,
                slots.stream()
                        .map(slot -> Command.of(Verb.UNLINK, slot.redisKey()))
                        .toList());
        slots.forEach(loading::divert);
    }

    @Override
    public long clear() {
        loading.divertAll();
        LongAdder removed = new LongAdder();
        new KeyScan(context, Operation.CACHE_CLEAR, keys.pattern()).forEachPage(page -> removed.add(unlink(page)));
        loading.divertAll();
        return removed.sum();
    }

    private long unlink(List<byte[]> found) {
        List<Command> unlinks =
                found.stream().map(key -> Command.of(Verb.UNLINK, key)).toList();
        return sendAll(Operation.CACHE_CLEAR, unlinks).stream()
                .mapToLong(Reply::integer)
                .sum();
    }

    @Override
    public AsyncCache<K, V> async() {
        return new AsyncCache<>(this, context);
    }

    /** One key of the caller with its place in Redis. */
    record Slot<K>(K key, String text, byte[] redisKey) {}

    private Slot<K> slot(K key) {
        String text = spec.keyText(key);
        return new Slot<>(key, text, keys.key(text));
    }

    private Map<K, Slot<K>> slots(Collection<? extends K> wanted) {
        requireBatch(wanted.size());
        Map<K, Slot<K>> slots = new LinkedHashMap<>();
        wanted.forEach(key -> slots.put(requireNonNull(key, "key"), slot(key)));
        return slots;
    }

    private byte[] redisKey(K key) {
        return keys.key(spec.keyText(key));
    }

    private void requireBatch(int size) {
        if (size > spec.maxBatch()) {
            throw new IllegalArgumentException(
                    "keys: " + size + " (expected: <= " + spec.maxBatch() + ", CacheSpec.maxBatch)");
        }
    }

    private List<Reply> sendAll(Operation operation, List<Command> commands) {
        return commands.isEmpty() ? List.of() : store.all(operation, commands);
    }

    private long jittered() {
        return jittered(spec);
    }

    /** The time to live, shortened by chance within the jitter. */
    static long jittered(CacheSpec<?, ?> spec) {
        double shorter = spec.jitter() * ThreadLocalRandom.current().nextDouble();
        return Math.max(1, Math.round(spec.ttlMillis() * (1 - shorter)));
    }

    @Override
    public String toString() {
        return "RedisCache[" + spec.name() + "]";
    }
}
