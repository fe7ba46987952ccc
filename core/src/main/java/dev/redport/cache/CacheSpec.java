package dev.redport.cache;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a cache holds, for how long, and what it does when Redis fails. Every method returns a changed copy; a spec
 * that was handed out never changes.
 *
 * <p>Without further settings: JSON, 1 hour with 10 % jitter, no memory of absent values, no compression, values up to
 * 1 MiB, up to 1,000 keys a call, 10 seconds for loading, fail fast.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
public final class CacheSpec<K, V> {
    private static final Duration MAX_TTL = Duration.ofDays(3660);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:{}-]{1,128}:");

    private final String name;
    private final Function<? super K, String> keyText;
    private final Codec<V> codec;
    // Written only by the method that makes a copy, before it hands the copy out.
    private int version = 1;
    private Duration ttl = Duration.ofHours(1);
    private double jitter = 0.1;
    private @Nullable Duration negativeTtl;
    private int compressAbove = Integer.MAX_VALUE;
    private int maxBytes = 1 << 20;
    private int maxBatch = 1_000;
    private Duration loadTimeout = Duration.ofSeconds(10);
    private int bypass;
    private boolean fromReplicas;
    private String sharedPrefix = "";

    private CacheSpec(String name, Function<? super K, String> keyText, Codec<V> codec) {
        this.name = name;
        this.keyText = keyText;
        this.codec = codec;
    }

    private <J> CacheSpec<J, V> copy(Function<? super J, String> text) {
        CacheSpec<J, V> copy = new CacheSpec<>(name, text, codec);
        copy.version = version;
        copy.ttl = ttl;
        copy.jitter = jitter;
        copy.negativeTtl = negativeTtl;
        copy.compressAbove = compressAbove;
        copy.maxBytes = maxBytes;
        copy.maxBatch = maxBatch;
        copy.loadTimeout = loadTimeout;
        copy.bypass = bypass;
        copy.fromReplicas = fromReplicas;
        copy.sharedPrefix = sharedPrefix;
        return copy;
    }

    private CacheSpec<K, V> copy() {
        return copy(keyText);
    }

    /**
     * A cache of JSON values under text keys.
     *
     * @param name the name, part of every key and the metric tag {@code cache}: 1 to 64 of {@code A-Za-z0-9_.-}
     * @param type the type of the values
     * @param <V> the type of the values
     * @return a spec
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static <V> CacheSpec<String, V> named(String name, Class<V> type) {
        return named(name, Codecs.json(type));
    }

    /**
     * A cache with a codec, under text keys.
     *
     * @param name the name, part of every key and the metric tag {@code cache}: 1 to 64 of {@code A-Za-z0-9_.-}
     * @param codec turns values into bytes and back
     * @param <V> the type of the values
     * @return a spec
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static <V> CacheSpec<String, V> named(String name, Codec<V> codec) {
        check(NAME.matcher(name).matches(), "name: " + name + " (expected: 1 to 64 of A-Za-z0-9_.-)");
        return new CacheSpec<>(name, Function.identity(), requireNonNull(codec, "codec"));
    }

    /**
     * Keys of another type.
     *
     * @param text turns a key into text, different text for different keys; must be thread-safe
     * @param <J> the type of the keys
     * @return a copy
     */
    public <J> CacheSpec<J, V> keyedBy(Function<? super J, String> text) {
        return copy(requireNonNull(text, "text"));
    }

    /**
     * The version of the values' shape. Entries of other versions are not seen; raise it when new code must not read
     * old entries.
     *
     * @param version 1 or more; 1 unless set
     * @return a copy
     */
    public CacheSpec<K, V> version(int version) {
        check(version >= 1, "version: " + version + " (expected: >= 1)");
        CacheSpec<K, V> copy = copy();
        copy.version = version;
        return copy;
    }

    /**
     * How long an entry lives at most.
     *
     * @param ttl 1 ms to 10 years; 1 hour unless set
     * @return a copy
     */
    public CacheSpec<K, V> ttl(Duration ttl) {
        millis("ttl", ttl);
        CacheSpec<K, V> copy = copy();
        copy.ttl = ttl;
        return copy;
    }

    /**
     * How much shorter an entry may live by chance, so that what was written together does not expire together.
     *
     * @param jitter a share of the time to live, 0 to 0.9; 0.1 unless set
     * @return a copy
     */
    public CacheSpec<K, V> jitter(double jitter) {
        check(jitter >= 0 && jitter <= 0.9, "jitter: " + jitter + " (expected: 0 to 0.9)");
        CacheSpec<K, V> copy = copy();
        copy.jitter = jitter;
        return copy;
    }

    /**
     * How long it is remembered that a loader found no value. Without it, absence is not remembered.
     *
     * @param negativeTtl 1 ms to 10 years
     * @return a copy
     */
    public CacheSpec<K, V> negativeTtl(Duration negativeTtl) {
        millis("negativeTtl", negativeTtl);
        check(
                sharedPrefix.isEmpty(),
                "negativeTtl: set (expected: unset in a shared cache, which has no negative entries)");
        CacheSpec<K, V> copy = copy();
        copy.negativeTtl = negativeTtl;
        return copy;
    }

    /**
     * Compresses (DEFLATE) values whose encoding is longer, where that makes them shorter.
     *
     * @param bytes 0 or more; never unless set
     * @return a copy
     */
    public CacheSpec<K, V> compressAbove(int bytes) {
        check(bytes >= 0, "compressAbove: " + bytes + " (expected: >= 0)");
        check(
                sharedPrefix.isEmpty(),
                "compressAbove: set (expected: unset in a shared cache, which stores plain values)");
        CacheSpec<K, V> copy = copy();
        copy.compressAbove = bytes;
        return copy;
    }

    /**
     * The most bytes an encoded value may have, before compression. A larger one is refused before anything is sent;
     * a larger one found in Redis counts as undecodable.
     *
     * @param bytes 1 to 512 MiB; 1 MiB unless set
     * @return a copy
     */
    public CacheSpec<K, V> maxBytes(int bytes) {
        check(bytes >= 1 && bytes <= 512 << 20, "maxBytes: " + bytes + " (expected: 1 to 536870912)");
        CacheSpec<K, V> copy = copy();
        copy.maxBytes = bytes;
        return copy;
    }

    /**
     * The most keys a single call may name.
     *
     * @param keys 1 to 100,000; 1,000 unless set
     * @return a copy
     */
    public CacheSpec<K, V> maxBatch(int keys) {
        check(keys >= 1 && keys <= 100_000, "maxBatch: " + keys + " (expected: 1 to 100000)");
        CacheSpec<K, V> copy = copy();
        copy.maxBatch = keys;
        return copy;
    }

    /**
     * How long a loader is expected to take at most: how long other callers wait for it, and how long the lease
     * lasts that lets its value be stored. The loader itself is not interrupted.
     *
     * @param time 1 ms to 10 years; 10 seconds unless set
     * @return a copy
     */
    public CacheSpec<K, V> loadTimeout(Duration time) {
        millis("loadTimeout", time);
        CacheSpec<K, V> copy = copy();
        copy.loadTimeout = time;
        return copy;
    }

    /**
     * When Redis fails, reads are misses and {@code getOrLoad} goes to the loader, for at most so many keys or bulks
     * at once; further ones are turned away. Without it, reads fail fast. Writes and invalidations always fail
     * openly.
     *
     * @param maxConcurrentLoads 1 or more
     * @return a copy
     */
    public CacheSpec<K, V> bypass(int maxConcurrentLoads) {
        check(maxConcurrentLoads >= 1, "bypass: " + maxConcurrentLoads + " (expected: >= 1)");
        CacheSpec<K, V> copy = copy();
        copy.bypass = maxConcurrentLoads;
        return copy;
    }

    /**
     * Lookups may be answered by a replica (Sentinel, Cluster), which takes load off the master and may lag behind it: for
     * that long, an invalidated value can still be found, by the caller who invalidated it too. Where no replica works, the
     * master answers. Loads and writes go to the master.
     *
     * @param allowed false unless set
     * @return a copy
     */
    public CacheSpec<K, V> readFromReplicas(boolean allowed) {
        CacheSpec<K, V> copy = copy();
        copy.fromReplicas = allowed;
        return copy;
    }

    /**
     * Shares entries with other programs: keys are the prefix and the key as it is, values are what the codec makes,
     * without an envelope. There are then no leases (only this process refuses fills after an invalidation), no
     * negative entries and no compression, and the version of a hit is its content.
     *
     * @param keyPrefix up to 128 of {@code A-Za-z0-9_.:{}-}, ending in a colon; used as it is, without
     *     namespace, so it must fit the server's ACL
     * @return a copy
     */
    public CacheSpec<K, V> sharedAs(String keyPrefix) {
        check(
                PREFIX.matcher(keyPrefix).matches(),
                "keyPrefix: " + keyPrefix + " (expected: A-Za-z0-9_.:{}- ending in a colon)");
        check(
                negativeTtl == null,
                "negativeTtl: set (expected: unset in a shared cache, which has no negative entries)");
        check(
                compressAbove == Integer.MAX_VALUE,
                "compressAbove: set (expected: unset in a shared cache, which stores plain values)");
        CacheSpec<K, V> copy = copy();
        copy.sharedPrefix = keyPrefix;
        return copy;
    }

    /**
     * The name.
     *
     * @return the metric tag {@code cache}
     */
    public String name() {
        return name;
    }

    String keyText(K key) {
        return keyText.apply(requireNonNull(key, "key"));
    }

    Codec<V> codec() {
        return codec;
    }

    int version() {
        return version;
    }

    long ttlMillis() {
        return ttl.toMillis();
    }

    double jitter() {
        return jitter;
    }

    /** The life of a negative entry, or 0 where absence is not remembered. */
    long negativeTtlMillis() {
        return negativeTtl == null ? 0 : negativeTtl.toMillis();
    }

    int compressAbove() {
        return compressAbove;
    }

    int maxBytes() {
        return maxBytes;
    }

    int maxBatch() {
        return maxBatch;
    }

    Duration loadTimeout() {
        return loadTimeout;
    }

    /** How many loads may bypass a failing Redis at once; 0 to fail fast. */
    int bypass() {
        return bypass;
    }

    boolean fromReplicas() {
        return fromReplicas;
    }

    /** The literal key prefix of a shared cache; empty where the cache is our own. */
    String sharedPrefix() {
        return sharedPrefix;
    }

    /** Checks a time to live and gives it in milliseconds. */
    static long millis(String field, Duration time) {
        check(
                time.compareTo(Duration.ofMillis(1)) >= 0 && time.compareTo(MAX_TTL) <= 0,
                field + ": " + time + " (expected: PT0.001S to " + MAX_TTL + ")");
        return time.toMillis();
    }

    private static void check(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public String toString() {
        return "CacheSpec[" + name + "]";
    }
}
