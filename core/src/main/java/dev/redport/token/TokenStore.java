package dev.redport.token;

import dev.redport.driver.PortContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Keeps books on tokens, for all processes that use the same Redis and key ring together: which access tokens are revoked,
 * which sessions, refresh tokens and one-time tokens are good.
 *
 * <p><b>Outcomes are values</b>; outages are {@link dev.redport.driver.RedisException}s and never read as "not revoked" or
 * "not found". Answer them with 503, not 401.
 *
 * <p><b>Retries.</b> Each call that changes something carries a nonce. If its answer is lost, it is repeated and gets the same
 * answer; nothing happens twice.
 *
 * <p><b>Failover.</b> Redis replicates asynchronously: what the lost primary had not passed on is forgotten, revocations
 * too. Redis must not evict keys, see {@code docs/tokens.md}.
 *
 * <p>Thread-safe.
 *
 * @since 0.1.0
 */
public interface TokenStore {
    /**
     * Makes a token store.
     *
     * @param context what it stands on
     * @param spec its name, keys and times
     * @return the store
     * @throws IllegalArgumentException if the times of the spec contradict each other
     */
    static TokenStore over(PortContext context, TokenSpec spec) {
        return new RedisTokenStore(context, spec);
    }

    /**
     * Access tokens.
     *
     * @return the same object each time
     */
    Revocations revocations();

    /**
     * Sessions.
     *
     * @return the same object each time
     */
    Sessions sessions();

    /**
     * Refresh tokens.
     *
     * @return the same object each time
     */
    RefreshTokens refreshTokens();

    /**
     * One-time tokens.
     *
     * @return the same object each time
     */
    OneTimeTokens oneTimeTokens();

    /**
     * For services that keep token strings themselves.
     *
     * @return the same object each time
     */
    LegacyTokens legacy();

    /**
     * Revokes what a subject has, atomically: once this has returned, nothing that was issued before it is good, and what is
     * issued after it is.
     *
     * @param subject whose
     * @param scope what
     * @return how much that was
     */
    RevokeReport revokeAll(Subject subject, RevokeScope scope);

    /**
     * What Redis, logs and events call a subject: a digest that nobody can compute without the key ring.
     *
     * @param subject whom
     * @return 22 characters, or 30 with a tenant
     */
    String pseudonym(Subject subject);

    /**
     * Runs a call without blocking, for example {@code store.async(s -> s.sessions().find(token))}. On a virtual thread where the
     * JVM has them.
     *
     * @param call what to do
     * @param <T> the type of its result
     * @return completes as the call does; cancelling it does not stop the call
     */
    <T> CompletableFuture<T> async(Function<? super TokenStore, ? extends T> call);
}
