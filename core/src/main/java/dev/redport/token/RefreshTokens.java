package dev.redport.token;

/**
 * Refresh tokens that are good for one use each, in families: each token is exchanged for the next.
 *
 * <p>A token names its family and generation and proves both by a MAC, so Redis keeps one small record for each family, any
 * older generation is recognised however old it is, and a forged token changes nothing. Of any number of concurrent exchanges
 * exactly one is {@link Rotation.Rotated}; within the grace window the others get the same next token, and after it the family
 * is revoked. Each method is atomic and makes one trip to Redis, and one more to free the memory of a
 * session that a theft ended; outages throw {@link dev.redport.driver.RedisException}.
 * Sources: RFC 9700, section 4.14.2; ASVS 5.0, V10.4. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RefreshTokens {
    /**
     * Issues the first token of a family. A subject with more families than the spec allows loses the one that would expire
     * first.
     *
     * @param grant whose, for which client, and for how long
     * @return the token, or that its session has ended
     * @throws IllegalArgumentException if it would live longer than the spec's refresh tokens
     */
    Issue issue(RefreshGrant grant);

    /**
     * Tells what {@link #rotate} would come to, and changes nothing.
     *
     * @param token what the client presented
     * @param client the client that presented it
     * @return its status
     */
    RefreshStatus validate(Token token, ClientId client);

    /**
     * Exchanges a token for the next.
     *
     * @param token what the client presented
     * @param client the client that presented it, authenticated if it can be
     * @return what came of it
     */
    Rotation rotate(Token token, ClientId client);

    /**
     * Revokes the family of a token, which may be an old one. The session it is bound to goes on; a logout ends that with {@link
     * Sessions#end(SessionId)}, and with it the family. Answer the client alike in both cases (RFC 7009, section 2.2).
     *
     * @param token what the client presented
     * @return whether the family was alive
     */
    boolean revoke(Token token);

    /**
     * Revokes the family of a token if it was issued to that client.
     *
     * @param token what the client presented
     * @param client the client that presented it
     * @return whether the family was alive and the client's
     */
    boolean revoke(Token token, ClientId client);

    /**
     * Revokes all families of a subject. Those of one client: {@link Revocations#revokeBefore} with {@link Scope#of(Subject,
     * ClientId)}.
     *
     * @param subject whose
     * @return how many were alive
     */
    int revokeAll(Subject subject);
}
