package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a limiter decided, and why. Immutable and thread-safe.
 *
 * @param outcome the decision
 * @param limit the binding limit's most tokens
 * @param remaining tokens left of the binding limit after this decision; 0 where nobody asked Redis
 * @param retryAfter when the same call may pass at the earliest: never too early, though others may take what is left
 *     first; zero if it passed at once, {@link #FOREVER} if it never can
 * @param resetAfter when the binding limit is full again if nothing more is taken
 * @param bindingLimit the name of the limit that denied, or would deny last to let a denied call pass; if none denied, the
 *     one with the least left
 * @param source who decided
 * @since 0.1.0
 */
public record Decision(
        Outcome outcome,
        long limit,
        long remaining,
        Duration retryAfter,
        Duration resetAfter,
        String bindingLimit,
        Source source) {
    /** Stands for a time that does not come: about 292 years, so that it can be used in calculations. */
    public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** Checks the parts. */
    public Decision {
        requireNonNull(outcome, "outcome");
        requireNonNull(retryAfter, "retryAfter");
        requireNonNull(resetAfter, "resetAfter");
        requireNonNull(bindingLimit, "bindingLimit");
        requireNonNull(source, "source");
    }

    /**
     * Tells whether the caller may go on.
     *
     * @return true also for {@link Outcome#SHADOW_DENIED}
     */
    public boolean allowed() {
        return outcome == Outcome.ALLOWED || outcome == Outcome.SHADOW_DENIED;
    }

    Decision withRetryAfter(Duration other) {
        return new Decision(outcome, limit, remaining, other, resetAfter, bindingLimit, source);
    }

    /** The same, after sleeping for its retry time. */
    Decision afterItsWait() {
        Duration left = resetAfter.minus(retryAfter);
        return new Decision(
                outcome, limit, remaining, retryAfter, left.isNegative() ? Duration.ZERO : left, bindingLimit, source);
    }

    Decision withOutcome(Outcome other) {
        return new Decision(other, limit, remaining, retryAfter, resetAfter, bindingLimit, source);
    }

    /** What was decided. */
    public enum Outcome {
        /** The cost was taken. */
        ALLOWED,
        /** There is not enough left now; nothing was taken. */
        DENIED,
        /** The cost is above a limit, so that it can never pass; nothing was taken. */
        NEVER,
        /** Would have been denied, but the policy only watches; nothing was taken. */
        SHADOW_DENIED
    }

    /** Who decided. */
    public enum Source {
        /** The state in Redis. */
        REDIS,
        /** An earlier denial that still holds, remembered in this process. */
        DENY_CACHE,
        /** The limiter of this process alone, because Redis failed. */
        LOCAL,
        /** The policy: Redis failed, or the numbers alone tell. */
        POLICY
    }
}
