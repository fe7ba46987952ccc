package dev.redport.token;

/**
 * What came of changing a session.
 *
 * @since 0.1.0
 */
public sealed interface Update {
    /**
     * It was changed.
     *
     * @param version the version now
     */
    record Updated(long version) implements Update {}

    /**
     * It was not: it has another version than the expected one.
     *
     * @param version the version it has
     */
    record Conflict(long version) implements Update {}

    /** There is no such session, or not any more. Nothing was written. */
    record Gone() implements Update {}
}
