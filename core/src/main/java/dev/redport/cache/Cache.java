package dev.redport.cache;

import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Typed values in Redis, each under a key and with a time to live. A cache entry may vanish at any moment; the caller
 * must be able to get the value elsewhere.
 *
 * <p>Every single-key write is atomic. Calls that take several keys make one pipelined round trip per Redis node and are
 * not atomic as a whole; a failure of one key is thrown after the others were done. Unless a method says otherwise, a
 * failing Redis throws a {@link RedisException}: the reading methods treat it as a miss instead if the spec says so
 * ({@link CacheSpec#bypass}).
 *
 * <p>Keys must not be empty or longer than 256 bytes; values must fit {@link CacheSpec#maxBytes}. Thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
public interface Cache<K, V> {
    /**
     * Makes a cache. Two caches of the same spec share their entries, wherever they run.
     *
     * @param context what the cache stands on
     * @param spec what it holds and for how long
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return the cache
     */
    static <K, V> Cache<K, V> over(PortContext context, CacheSpec<K, V> spec) {
        return new RedisCache<>(context, spec);
    }

    /**
     * Looks a key up.
     *
     * @param key the key
     * @return a hit, the knowledge that there is no value, or a miss
     */
    Lookup<V> lookup(K key);

    /**
     * Looks a key up.
     *
     * @param key the key
     * @return the value, or empty for a miss or a known absence
     */
    Optional<V> find(K key);

    /**
     * Looks many keys up in one pipelined round trip per node.
     *
     * @param keys the keys; repetitions are looked up once
     * @return the values that are there, in the order of the keys; not modifiable
     * @throws IllegalArgumentException if there are more keys than {@link CacheSpec#maxBatch}
     */
    Map<K, V> findAll(Collection<? extends K> keys);

    /**
     * The cached value, or the loaded one. One caller per key and process loads, on its own thread; others wait for it, at
     * most {@link CacheSpec#loadTimeout}, and share its value or its failure. The value is stored unless the key was
     * written or invalidated, by any process, while it was being loaded.
     *
     * @param key the key
     * @param loader finds the value; never returns null
     * @return the value
     * @throws LoadException if the loader threw a checked exception, or did not finish in time for a waiter; its unchecked
     *     exceptions come through as they are
     * @throws IllegalStateException if the loader asks the cache for the same key again
     */
    V getOrLoad(K key, Loader<? super K, ? extends V> loader);

    /**
     * Like {@link #getOrLoad}, for values that may not exist. The absence is remembered for {@link
     * CacheSpec#negativeTtl}, if there is one.
     *
     * @param key the key
     * @param loader finds the value, or finds that there is none
     * @return the value, or empty if it does not exist
     * @throws LoadException as in {@link #getOrLoad}
     */
    Optional<V> findOrLoad(K key, Loader<? super K, Optional<V>> loader);

    /**
     * The cached values, and the others from one call of the loader: it sees just the keys that are missing here and that
     * no other thread is loading already.
     *
     * @param keys the keys; repetitions count once
     * @param loader finds values; a key it leaves out has no value, which is remembered for {@link
     *     CacheSpec#negativeTtl}, if there is one
     * @return the values that exist, in the order of the keys; not modifiable
     * @throws IllegalArgumentException if there are more keys than {@link CacheSpec#maxBatch}
     * @throws LoadException as in {@link #getOrLoad}
     */
    Map<K, V> getOrLoadAll(Collection<? extends K> keys, BulkLoader<K, V> loader);

    /**
     * Stores a value for the spec's time to live.
     *
     * @param key the key
     * @param value the value
     */
    void put(K key, V value);

    /**
     * Stores a value for a time of its own, without jitter.
     *
     * @param key the key
     * @param value the value
     * @param ttl at least 1 ms
     */
    void put(K key, V value, Duration ttl);

    /**
     * Stores many values in one pipelined round trip per node.
     *
     * @param entries the values by key
     * @throws IllegalArgumentException if there are more than {@link CacheSpec#maxBatch}
     */
    void putAll(Map<? extends K, ? extends V> entries);

    /**
     * Stores a value unless there is one. A remembered absence does not count as one.
     *
     * @param key the key
     * @param value the value
     * @return true if this call stored its value, also when it took several attempts
     */
    boolean putIfAbsent(K key, V value);

    /**
     * Replaces a value that is still the one that was seen.
     *
     * @param key the key
     * @param seen the version of the hit
     * @param value the new value
     * @return false if the entry is gone or another one
     */
    boolean replace(K key, Version seen, V value);

    /**
     * Gives a value another time to live.
     *
     * @param key the key
     * @param ttl from now; at least 1 ms
     * @return false if there is no value
     */
    boolean touch(K key, Duration ttl);

    /**
     * Tells whether there is a value, without transferring it.
     *
     * @param key the key
     * @return false for a miss or a remembered absence
     */
    boolean exists(K key);

    /**
     * Removes an entry. A load of that key that is under way anywhere will not be stored.
     *
     * @param key the key
     */
    void invalidate(K key);

    /**
     * Removes many entries in one pipelined round trip per node.
     *
     * @param keys the keys
     * @throws IllegalArgumentException if there are more keys than {@link CacheSpec#maxBatch}
     */
    void invalidateAll(Collection<? extends K> keys);

    /**
     * Removes every entry of this cache, page by page with SCAN and UNLINK, without blocking the server. Entries written
     * meanwhile may stay. Each page has the operation deadline for itself.
     *
     * @return how many entries were removed
     */
    long clear();

    /**
     * The same cache with calls that do not block: they run on virtual threads, or on a bounded pool where the JVM has
     * none.
     *
     * @return a view
     */
    AsyncCache<K, V> async();
}
