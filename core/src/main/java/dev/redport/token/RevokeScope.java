package dev.redport.token;

/**
 * What of a subject {@link TokenStore#revokeAll} revokes.
 *
 * @since 0.1.0
 */
public enum RevokeScope {
    /** Access tokens, sessions, refresh tokens and one-time tokens: after a change of password, or a theft. */
    EVERYTHING,
    /** Sessions, and with them the access tokens and refresh tokens that are bound to one. */
    SESSIONS,
    /** Refresh tokens. */
    REFRESH_TOKENS
}
