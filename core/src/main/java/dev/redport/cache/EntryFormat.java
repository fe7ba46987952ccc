package dev.redport.cache;

import dev.redport.driver.CodecException;

/** How an entry is stored. */
interface EntryFormat<V> {
    /** What an entry holds. */
    enum Kind {
        VALUE,
        ABSENT,
        LEASE
    }

    /** The stored form of a value, different each time. */
    byte[] value(V value);

    /** The stored form of the knowledge that there is no value. */
    byte[] absent();

    /** The stored form of a lease, different each time. */
    byte[] lease();

    /** What stored bytes are, from their first ones. */
    Kind kind(byte[] stored);

    /**
     * The value in stored bytes of kind VALUE.
     *
     * @throws CodecException if there is none
     */
    V decode(byte[] stored);

    /** Whether leases and negative entries can be stored at all. */
    boolean hasMarkers();
}
