package dev.redport.cache;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.PortContext;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A {@link Cache} whose calls do not block. Each method means what its twin in {@link Cache} means; what the twin throws
 * completes the future exceptionally. Cancelling a future does not stop the call. Thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
public final class AsyncCache<K, V> {
    private final Cache<K, V> cache;
    private final PortContext context;

    AsyncCache(Cache<K, V> cache, PortContext context) {
        this.cache = requireNonNull(cache, "cache");
        this.context = requireNonNull(context, "context");
    }

    /**
     * See {@link Cache#lookup}.
     *
     * @param key the key
     * @return what was found
     */
    public CompletableFuture<Lookup<V>> lookup(K key) {
        return run(() -> cache.lookup(key));
    }

    /**
     * See {@link Cache#find}.
     *
     * @param key the key
     * @return the value, if there is one
     */
    public CompletableFuture<Optional<V>> find(K key) {
        return run(() -> cache.find(key));
    }

    /**
     * See {@link Cache#findAll}.
     *
     * @param keys the keys
     * @return the values that are there
     */
    public CompletableFuture<Map<K, V>> findAll(Collection<? extends K> keys) {
        return run(() -> cache.findAll(keys));
    }

    /**
     * See {@link Cache#getOrLoad}.
     *
     * @param key the key
     * @param loader finds the value, on a thread of this view
     * @return the value
     */
    public CompletableFuture<V> getOrLoad(K key, Loader<? super K, ? extends V> loader) {
        return run(() -> cache.getOrLoad(key, loader));
    }

    /**
     * See {@link Cache#findOrLoad}.
     *
     * @param key the key
     * @param loader finds the value, or that there is none, on a thread of this view
     * @return the value, if it exists
     */
    public CompletableFuture<Optional<V>> findOrLoad(K key, Loader<? super K, Optional<V>> loader) {
        return run(() -> cache.findOrLoad(key, loader));
    }

    /**
     * See {@link Cache#getOrLoadAll}.
     *
     * @param keys the keys
     * @param loader finds the values, on a thread of this view
     * @return the values that exist
     */
    public CompletableFuture<Map<K, V>> getOrLoadAll(Collection<? extends K> keys, BulkLoader<K, V> loader) {
        return run(() -> cache.getOrLoadAll(keys, loader));
    }

    /**
     * See {@link Cache#put(Object, Object)}.
     *
     * @param key the key
     * @param value the value
     * @return completes when the value is stored
     */
    public CompletableFuture<Boolean> put(K key, V value) {
        return done(() -> cache.put(key, value));
    }

    /**
     * See {@link Cache#put(Object, Object, Duration)}.
     *
     * @param key the key
     * @param value the value
     * @param ttl at least 1 ms
     * @return completes with true when the value is stored
     */
    public CompletableFuture<Boolean> put(K key, V value, Duration ttl) {
        return done(() -> cache.put(key, value, ttl));
    }

    /**
     * See {@link Cache#putAll}.
     *
     * @param entries the values by key
     * @return completes with true when the values are stored
     */
    public CompletableFuture<Boolean> putAll(Map<? extends K, ? extends V> entries) {
        return done(() -> cache.putAll(entries));
    }

    /**
     * See {@link Cache#putIfAbsent}.
     *
     * @param key the key
     * @param value the value
     * @return whether this call stored its value
     */
    public CompletableFuture<Boolean> putIfAbsent(K key, V value) {
        return run(() -> cache.putIfAbsent(key, value));
    }

    /**
     * See {@link Cache#replace}.
     *
     * @param key the key
     * @param seen the version of the hit
     * @param value the new value
     * @return whether the entry was still the one that was seen
     */
    public CompletableFuture<Boolean> replace(K key, Version seen, V value) {
        return run(() -> cache.replace(key, seen, value));
    }

    /**
     * See {@link Cache#touch}.
     *
     * @param key the key
     * @param ttl from now; at least 1 ms
     * @return whether there is a value
     */
    public CompletableFuture<Boolean> touch(K key, Duration ttl) {
        return run(() -> cache.touch(key, ttl));
    }

    /**
     * See {@link Cache#exists}.
     *
     * @param key the key
     * @return whether there is a value
     */
    public CompletableFuture<Boolean> exists(K key) {
        return run(() -> cache.exists(key));
    }

    /**
     * See {@link Cache#invalidate}.
     *
     * @param key the key
     * @return completes with true when the entry is gone
     */
    public CompletableFuture<Boolean> invalidate(K key) {
        return done(() -> cache.invalidate(key));
    }

    /**
     * See {@link Cache#invalidateAll}.
     *
     * @param keys the keys
     * @return completes with true when the entries are gone
     */
    public CompletableFuture<Boolean> invalidateAll(Collection<? extends K> keys) {
        return done(() -> cache.invalidateAll(keys));
    }

    /**
     * See {@link Cache#clear}.
     *
     * @return how many entries were removed
     */
    public CompletableFuture<Long> clear() {
        return run(cache::clear);
    }

    private CompletableFuture<Boolean> done(Runnable call) {
        return run(() -> {
            call.run();
            return true;
        });
    }

    private <T> CompletableFuture<T> run(Supplier<T> call) {
        return context.async(call);
    }
}
