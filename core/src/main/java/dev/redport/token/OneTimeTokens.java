package dev.redport.token;

import java.time.Duration;

/**
 * Tokens that can be used once, such as in a link for a new password. They are 256 random bits; for short codes that people
 * type, a rate limiter is needed, and they do not belong here.
 *
 * <p>Of any number of concurrent uses exactly one succeeds. Each method is atomic and makes one trip to Redis; outages throw
 * {@link dev.redport.driver.RedisException}. A use whose answer was lost is repeated and gets the same answer. Thread-safe.
 *
 * @since 0.1.0
 */
public interface OneTimeTokens {
    /**
     * Issues a token.
     *
     * @param grant what it is for
     * @return the token, for whoever may use it
     */
    Token issue(OneTimeGrant grant);

    /**
     * Uses a token up.
     *
     * @param purpose what it should be good for
     * @param token what was presented
     * @return what it was issued with, or why it is not good
     */
    Consumption consume(Purpose purpose, Token token);

    /**
     * Claims a token, for work that may fail: it is used up by {@link Claim.Claimed#commit}, given back by {@link
     * Claim.Claimed#release}, and given back by itself when the lease is over.
     *
     * @param purpose what it should be good for
     * @param token what was presented
     * @param lease how long the work may take: 1 ms to 1 hour
     * @return the claim, or why it is not good
     * @throws IllegalArgumentException if the lease is out of range
     */
    Claim claim(Purpose purpose, Token token, Duration lease);
}
