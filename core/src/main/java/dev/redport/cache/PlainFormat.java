package dev.redport.cache;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;

/** Values just as the codec makes them, for data shared with other programs. */
final class PlainFormat<V> implements EntryFormat<V> {
    private final Codec<V> codec;
    private final int maxBytes;

    PlainFormat(CacheSpec<?, V> spec) {
        codec = spec.codec();
        maxBytes = spec.maxBytes();
    }

    @Override
    public byte[] value(V value) {
        return requireSize(codec.encode(value), maxBytes);
    }

    @Override
    public byte[] absent() {
        throw new IllegalStateException("A shared cache has no negative entries");
    }

    @Override
    public byte[] lease() {
        throw new IllegalStateException("A shared cache has no leases");
    }

    @Override
    public Kind kind(byte[] stored) {
        return Kind.VALUE;
    }

    @Override
    public V decode(byte[] stored) {
        return codec.decode(requireSize(stored, maxBytes).clone()); // the entry's version keeps the original
    }

    @Override
    public boolean hasMarkers() {
        return false;
    }

    static byte[] requireSize(byte[] bytes, int max) {
        if (bytes.length > max) {
            throw new CodecException(
                    ErrorKind.TOO_LARGE,
                    "value: " + bytes.length + " bytes (expected: <= " + max + ", CacheSpec.maxBytes)");
        }
        return bytes;
    }
}
