package dev.redport.benchmarks.peer;

import dev.redport.benchmarks.bench.Site;
import org.jspecify.annotations.Nullable;

/** Values under numbered keys, as a client or a cache holds them. Called by many threads. */
interface Store extends AutoCloseable {
    /** Takes the values of a bulk call, each with the number of its key. */
    @FunctionalInterface
    interface Values {
        void accept(int key, byte @Nullable [] value);
    }

    /**
     * Reads a value.
     *
     * @param caller the number of the thread
     * @param key from 0, below {@link Site#KEYS}
     * @return the value, null if there is none
     */
    byte @Nullable [] get(int caller, int key) throws Exception;

    /** Reads a value that is loaded if it is absent; by a client, just reads it. */
    default byte @Nullable [] getOrLoad(int caller, int key) throws Exception {
        return get(caller, key);
    }

    /** Writes a value that expires after an hour. */
    void put(int caller, int key, byte[] value) throws Exception;

    /** Whether there is a call for many keys. */
    default boolean inBulk() {
        return true;
    }

    /**
     * Reads the values of keys that follow one another, in the best way there is.
     *
     * @param first from 0, below {@link Site#KEYS}; after the last key comes key 0
     * @param number of keys, at most {@link Site#KEYS}
     */
    void getAll(int caller, int first, int number, Values values) throws Exception;

    @Override
    void close();
}
