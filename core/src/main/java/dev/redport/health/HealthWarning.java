package dev.redport.health;

import java.util.Locale;

/**
 * A setting of the servers that would break a promise of the token store, though all works for now.
 *
 * @since 0.1.0
 */
public enum HealthWarning {
    /** Redis may evict keys when memory is full, and with them revocations. */
    EVICTION(
            "maxmemory-policy is not noeviction, so a full server forgets revocations: give tokens a server of their own"
                    + " with maxmemory-policy noeviction"),
    /** Redis does not write an append-only file, so a restart forgets revocations. */
    PERSISTENCE("appendonly is off, so a server that restarts forgets revocations: set appendonly yes"),
    /** A primary takes writes although no replica gets them, so a failover forgets revocations. */
    REPLICATION(
            "min-replicas-to-write is 0, so a primary that is cut off takes revocations that a failover forgets: set it to 1"
                    + " or more"),
    /** The settings could not be looked at. */
    UNKNOWN("the settings of the servers could not be looked at: let the Redis user call INFO");

    private final String text;

    HealthWarning(String text) {
        this.text = text;
    }

    /**
     * What is wrong and what to do, for people.
     *
     * @return one sentence
     */
    public String text() {
        return text;
    }

    /**
     * The name in lower case, for health answers.
     *
     * @return for example {@code eviction}
     */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
