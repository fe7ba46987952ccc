package dev.redport.token;

/**
 * Whether an access token is still good.
 *
 * @since 0.1.0
 */
public enum Verdict {
    /** Nothing speaks against it. */
    ACTIVE,
    /** It was denied by its id. */
    DENIED,
    /** It was issued before a cut-off of its subject, client or tenant, or of everyone. */
    BEFORE_CUTOFF,
    /** The session it is bound to has ended, has expired, or is not one of its subject. */
    SESSION_ENDED,
    /**
     * Its stamp is ahead of the time and of all that the store gave out, so no cut-off could revoke it: a mistake of whoever issued
     * it, such as the expiry in the place of the stamp.
     */
    NOT_YET_ISSUED,
    /** It expired longer ago than the spec's clock skew, so nobody keeps books on it any more. */
    EXPIRED;

    /**
     * Whether the token may be accepted.
     *
     * @return true for {@link #ACTIVE} only
     */
    public boolean isActive() {
        return this == ACTIVE;
    }
}
