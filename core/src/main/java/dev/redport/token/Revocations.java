package dev.redport.token;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * Which access tokens (JWTs) are not good any more although they have not expired.
 *
 * <p>Outages throw {@link dev.redport.driver.RedisException} and never read as "not revoked"; answer them with 503, not 401.
 * Once a revoking method has returned, no check that begins later finds the token active. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Revocations {
    /**
     * Denies one token until it expires. Denying it again never shortens that; denying an expired one does nothing.
     *
     * @param tokenId claim {@code jti}: 1 to 256 bytes of UTF-8
     * @param expires claim {@code exp}; twice the spec's clock skew is added
     * @return what came of it
     * @throws IllegalArgumentException if the id is empty, too long or not well-formed, or the expiry is further away than the
     *     spec's longest access token
     */
    Denial deny(String tokenId, Instant expires);

    /**
     * Tells whether a token whose signature and claims were verified is still good. One trip to Redis.
     *
     * @param token the token
     * @return the verdict
     * @throws IllegalArgumentException if it lives longer than the spec's longest access token, which cut-offs may not outlive
     */
    Verdict check(TokenRef token);

    /**
     * Tells whether many tokens are still good, in one pipelined trip to each node.
     *
     * @param tokens 1,000 at most
     * @return a verdict for each
     * @throws IllegalArgumentException if there are more, or one lives longer than the spec's longest access token
     */
    Map<TokenRef, Verdict> checkAll(Collection<TokenRef> tokens);

    /**
     * A stamp for a token that is about to be issued: above all cut-offs there are.
     *
     * @param subject whose token
     * @return the stamp, to be put into the token
     */
    Stamp stamp(Subject subject);

    /**
     * A stamp for a token that is about to be issued to a client.
     *
     * @param subject whose token
     * @param client issued to which
     * @return the stamp, to be put into the token
     */
    Stamp stamp(Subject subject, ClientId client);

    /**
     * Revokes what was issued until now. The cut-off of a client, a tenant or everyone lies the spec's clock skew in the
     * future, because stamps come from many servers; what Redport issues after it gets stamps above it.
     *
     * @param scope whose
     * @return the cut-off: what has that stamp or a lower one is revoked
     */
    Stamp revokeBefore(Scope scope);
}
