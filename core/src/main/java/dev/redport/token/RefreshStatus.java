package dev.redport.token;

import static java.util.Objects.requireNonNull;

/**
 * What exchanging a refresh token would come to.
 *
 * @since 0.1.0
 */
public sealed interface RefreshStatus {
    /**
     * It could be exchanged.
     *
     * @param subject whose it is
     */
    record Valid(Subject subject) implements RefreshStatus {
        /** Checks the part. */
        public Valid {
            requireNonNull(subject, "subject");
        }
    }

    /**
     * It has been exchanged, and could be once more within its grace.
     *
     * @param subject whose it is
     */
    record InGrace(Subject subject) implements RefreshStatus {
        /** Checks the part. */
        public InGrace {
            requireNonNull(subject, "subject");
        }
    }

    /**
     * It has been exchanged, and using it would revoke its family.
     *
     * @param subject whose it is
     */
    record Used(Subject subject) implements RefreshStatus {
        /** Checks the part. */
        public Used {
            requireNonNull(subject, "subject");
        }
    }

    /**
     * It is not good.
     *
     * @param reason why
     */
    record Refused(Refusal reason) implements RefreshStatus {
        /** Checks the part. */
        public Refused {
            requireNonNull(reason, "reason");
        }
    }
}
