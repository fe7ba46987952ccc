package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What came of exchanging a refresh token.
 *
 * @since 0.1.0
 */
public sealed interface Rotation {
    /**
     * The next token, whoever asked for it first.
     *
     * @return what {@link Rotated} and {@link Replayed} have, else empty
     */
    default Optional<Refreshed> next() {
        if (this instanceof Rotated rotated) {
            return Optional.of(rotated.refreshed);
        }
        return this instanceof Replayed replayed ? Optional.of(replayed.refreshed) : Optional.empty();
    }

    /**
     * It was exchanged, by this call alone.
     *
     * @param refreshed the next token; the same one again if the grant is reusable
     */
    record Rotated(Refreshed refreshed) implements Rotation {
        /** Checks the part. */
        public Rotated {
            requireNonNull(refreshed, "refreshed");
        }
    }

    /**
     * It had been exchanged within the grace window: a concurrent refresh, or a client that did not get the answer.
     *
     * @param refreshed the same next token that the first caller got
     */
    record Replayed(Refreshed refreshed) implements Rotation {
        /** Checks the part. */
        public Replayed {
            requireNonNull(refreshed, "refreshed");
        }
    }

    /**
     * It had been exchanged before the grace window: somebody has a copy. The family is revoked, and the session it was bound
     * to has ended.
     *
     * @param subject whose it was, to be warned
     */
    record Reused(Subject subject) implements Rotation {
        /** Checks the part. */
        public Reused {
            requireNonNull(subject, "subject");
        }
    }

    /**
     * It is not good. Clients are told {@code invalid_grant} and no reason (RFC 6749, section 5.2).
     *
     * @param reason why, for logs
     */
    record Refused(Refusal reason) implements Rotation {
        /** Checks the part. */
        public Refused {
            requireNonNull(reason, "reason");
        }
    }
}
