package dev.redport.cache;

import dev.redport.driver.CodecException;

/**
 * Turns values into bytes and back. Must be thread-safe.
 *
 * @param <V> the type of the values
 * @since 0.1.0
 */
public interface Codec<V> {
    /**
     * Encodes a value.
     *
     * @param value the value
     * @return its bytes, which nobody changes afterwards
     * @throws CodecException if the value cannot be encoded
     */
    byte[] encode(V value);

    /**
     * Decodes a value.
     *
     * @param bytes what {@link #encode} returned, or what anybody else wrote; a copy that nobody else uses
     * @return the value, never null
     * @throws CodecException if the bytes are not a value; the cache removes the entry and reports a miss
     */
    V decode(byte[] bytes);
}
