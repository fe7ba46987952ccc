package dev.redport.token;

import static java.util.Objects.requireNonNull;

/**
 * What came of using a one-time token.
 *
 * @since 0.1.0
 */
public sealed interface Consumption {
    /**
     * It was good, and is used up now.
     *
     * @param subject whose it was
     * @param payload what it was issued with
     */
    record Consumed(Subject subject, byte[] payload) implements Consumption {
        /** Checks and copies the parts. */
        public Consumed {
            requireNonNull(subject, "subject");
            payload = payload.clone();
        }

        /** A copy. */
        @Override
        public byte[] payload() {
            return payload.clone();
        }

        @Override
        public String toString() {
            return "Consumed[***]";
        }
    }

    /**
     * It is not good. Do not tell the outside why.
     *
     * @param reason why, for logs
     */
    record Refused(Invalid reason) implements Consumption {
        /** Checks the part. */
        public Refused {
            requireNonNull(reason, "reason");
        }
    }

    /** Why a one-time token is not good. */
    enum Invalid {
        /** It is no token of this store. Redis was not asked. */
        MALFORMED,
        /** It was never issued for that purpose, or has expired. */
        UNKNOWN,
        /** It was used. Known for a minute; then it is {@link #UNKNOWN}. */
        USED,
        /** Somebody has claimed it, and may still release it. */
        CLAIMED,
        /** A later one took its place. */
        SUPERSEDED,
        /** It was issued before a cut-off. */
        REVOKED
    }
}
