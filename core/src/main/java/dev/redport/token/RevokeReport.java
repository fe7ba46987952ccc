package dev.redport.token;

/**
 * What {@link TokenStore#revokeAll} revoked.
 *
 * @param sessions how many sessions ended
 * @param refreshTokens how many families of refresh tokens ended
 * @since 0.1.0
 */
public record RevokeReport(long sessions, long refreshTokens) {}
