package dev.redport.token;

import static java.util.Objects.requireNonNull;

/**
 * What came of claiming a one-time token.
 *
 * @since 0.1.0
 */
public sealed interface Claim {
    /** It was good, and is nobody else's until it is committed, released, or the lease is over. Thread-safe. */
    final class Claimed implements Claim {
        private final Subject subject;
        private final byte[] payload;
        private final Ending commit;
        private final Ending release;

        /** Ends a claim. */
        interface Ending {
            boolean end();
        }

        Claimed(Subject subject, byte[] payload, Ending commit, Ending release) {
            this.subject = requireNonNull(subject, "subject");
            this.payload = payload;
            this.commit = commit;
            this.release = release;
        }

        /**
         * Whose it is.
         *
         * @return the subject
         */
        public Subject subject() {
            return subject;
        }

        /**
         * What it was issued with.
         *
         * @return a copy
         */
        public byte[] payload() {
            return payload.clone();
        }

        /**
         * Uses it up, once what it is for is done. That works after the end of the lease, too, unless somebody else claimed it.
         *
         * @return whether it was still claimed by this
         * @throws dev.redport.driver.RedisException if Redis fails
         */
        public boolean commit() {
            return commit.end();
        }

        /**
         * Gives it back, so that it can be used once more.
         *
         * @return whether it was still claimed by this
         * @throws dev.redport.driver.RedisException if Redis fails
         */
        public boolean release() {
            return release.end();
        }

        @Override
        public String toString() {
            return "Claimed[***]";
        }
    }

    /**
     * It is not good. Do not tell the outside why.
     *
     * @param reason why, for logs
     */
    record Refused(Consumption.Invalid reason) implements Claim {
        /** Checks the part. */
        public Refused {
            requireNonNull(reason, "reason");
        }
    }
}
