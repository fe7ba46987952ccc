package dev.redport.cache;

/**
 * Finds the value of a key that is not cached.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
@FunctionalInterface
public interface Loader<K, V> {
    /**
     * Finds a value.
     *
     * @param key the key
     * @return the value, never null
     * @throws Exception whatever it takes; checked exceptions reach the caller inside a {@link LoadException}
     */
    V load(K key) throws Exception;
}
