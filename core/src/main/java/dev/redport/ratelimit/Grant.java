package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;

/**
 * How much of what was wanted a limiter gave. Immutable and thread-safe.
 *
 * @param granted tokens taken: 0 to what was wanted
 * @param decision the details; allowed if at least one token was taken; if fewer than wanted were, its retry
 *     time is that of one token more, else zero
 * @since 0.1.0
 */
public record Grant(long granted, Decision decision) {
    /** Checks the parts. */
    public Grant {
        requireNonNull(decision, "decision");
    }
}
