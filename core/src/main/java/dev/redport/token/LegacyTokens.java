package dev.redport.token;

import java.time.Duration;

/**
 * For services that make and keep token strings themselves, as the Redis production guide's token store expects. <b>Legacy:</b>
 * it cannot notice reuse, knows no families, clients or grace, and cannot tell a forged hash. New services use {@link
 * Revocations} and {@link RefreshTokens}.
 *
 * <p>Ids and hashes are digested with the key ring before they get to Redis. Each method is atomic and makes one trip; outages
 * throw {@link dev.redport.driver.RedisException}. Thread-safe.
 *
 * @since 0.1.0
 */
public interface LegacyTokens {
    /**
     * Denies a token until it expires; {@link Revocations#check} sees that as well.
     *
     * @param tokenId its id: 1 to 256 bytes of UTF-8
     * @param ttl how long it is still valid; zero or less means that it has expired
     * @return what came of it
     * @throws IllegalArgumentException if the id is empty, too long or not well-formed, or the time is longer than the spec's
     *     longest access token
     */
    Denial blacklist(String tokenId, Duration ttl);

    /**
     * Tells whether a token was denied.
     *
     * @param tokenId its id
     * @return whether it was
     * @throws IllegalArgumentException if the id is empty, too long or not well-formed
     */
    boolean isBlacklisted(String tokenId);

    /**
     * Remembers the hash of a refresh token.
     *
     * @param subject whose
     * @param tokenHash its hash: 1 to 256 bytes of UTF-8
     * @param ttl how long it is valid: 1 ms up to the spec's longest refresh token
     * @throws IllegalArgumentException if hash or time is not allowed
     */
    void storeRefreshToken(Subject subject, String tokenHash, Duration ttl);

    /**
     * Tells whether a refresh token is known and valid.
     *
     * @param subject whose
     * @param tokenHash its hash
     * @return whether it is
     * @throws IllegalArgumentException if the hash is empty, too long or not well-formed
     */
    boolean isValidRefreshToken(Subject subject, String tokenHash);

    /**
     * Exchanges a refresh token for another, if it is valid. Of concurrent calls one succeeds.
     *
     * @param subject whose
     * @param oldHash hash of the token that was presented
     * @param newHash hash of the one that takes its place
     * @param ttl how long that is valid
     * @return whether the old one was valid; if not, nothing changed
     * @throws IllegalArgumentException if a hash or the time is not allowed
     */
    boolean rotateRefreshToken(Subject subject, String oldHash, String newHash, Duration ttl);

    /**
     * Forgets a refresh token.
     *
     * @param subject whose
     * @param tokenHash its hash
     * @return whether it was valid
     * @throws IllegalArgumentException if the hash is empty, too long or not well-formed
     */
    boolean revokeRefreshToken(Subject subject, String tokenHash);
}
