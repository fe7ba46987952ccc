package dev.redport.token;

/**
 * Why a refresh token is not good.
 *
 * @since 0.1.0
 */
public enum Refusal {
    /** It is no authentic token of this store, or its key has left the key ring. Redis was not asked. */
    MALFORMED,
    /** Its family is not known: long expired, lost, or sealed with a key that has left the key ring. */
    UNKNOWN,
    /** Its family was not used for its idle time, or its longest life is over. */
    EXPIRED,
    /** Its family was revoked, made room for others, or was issued before a cut-off. */
    REVOKED,
    /** The session it is bound to has ended. */
    SESSION_ENDED,
    /** It was issued to another client. Nothing changed. */
    CLIENT_MISMATCH
}
