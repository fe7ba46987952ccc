package dev.redport.cache;

import java.util.Map;
import java.util.Set;

/**
 * Finds the values of keys that are not cached.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
@FunctionalInterface
public interface BulkLoader<K, V> {
    /**
     * Finds values.
     *
     * @param keys the missing keys, at least one
     * @return values by key; keys without a value are left out, and keys that were not asked for are ignored
     * @throws Exception whatever it takes; checked exceptions reach the caller inside a {@link LoadException}
     */
    Map<K, V> load(Set<K> keys) throws Exception;
}
