package dev.redport.token;

/**
 * What happens when a subject that has as many sessions as it may begins another.
 *
 * @since 0.1.0
 */
public enum SessionLimit {
    /** The new one is not created. */
    REJECT,
    /** The one that would expire first ends, which among sessions of equal lifetimes is the one longest not in use. */
    EVICT_LEAST_RECENT,
    /** The one that began first ends. */
    EVICT_OLDEST
}
