package dev.redport.token;

import static java.util.Objects.requireNonNull;

/**
 * What came of issuing the first refresh token of a family.
 *
 * @since 0.1.0
 */
public sealed interface Issue {
    /**
     * It was issued.
     *
     * @param refreshed the token
     */
    record Issued(Refreshed refreshed) implements Issue {
        /** Checks the part. */
        public Issued {
            requireNonNull(refreshed, "refreshed");
        }
    }

    /** It was not: the session it should be bound to has ended, or is not one of its subject. */
    record SessionEnded() implements Issue {}
}
