package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refusal;
import dev.redport.token.Scope;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clauses of standards about refresh tokens and codes: ASVS 5.0, chapter V10.4, RFC 7009 and RFC 9700.
 *
 * @since 0.1.0
 */
public abstract class TokenRefreshStandardsContract extends TokenRefreshFixture {
    /** For subclasses. */
    protected TokenRefreshStandardsContract() {}

    /** "Revoked and sender-constrained or rotated ... if a code or token is used again, what was issued from it is revoked." */
    @Test
    void asvs10_4_5_replayedRefreshTokensRevokeWhatTheyLedTo() {
        TokenStore store = store(spec().grace(Duration.ZERO, 0));
        Token first = grant(store, ANNA).token();
        Token last = rotate(store, rotate(store, first).token()).token();
        assertReused(store, first, ANNA);
        assertRefused(store, last, Refusal.REVOKED);
    }

    /** An authorization code, as a one-time token, is good once. */
    @Test
    void asvs10_4_2_codesAreGoodOnce() {
        TokenStore store = store(spec().grace(Duration.ZERO, 0));
        Purpose code = Purpose.of("code");
        Token token = store.oneTimeTokens().issue(OneTimeGrant.of(code, ANNA, Duration.ofMinutes(1)));
        assertThat(store.oneTimeTokens().consume(code, token).toString()).startsWith("Consumed");
        assertThat(store.oneTimeTokens().consume(code, token).toString()).contains("USED");
    }

    @Test
    void asvs10_4_8_refreshTokensExpireAtLastEvenIfTheyAreUsed() {
        TokenStore store = clocked(spec().refreshTokens(Duration.ofHours(1), Duration.ofHours(3)));
        Token token = grant(store, ANNA).token();
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMinutes(35));
            token = rotate(store, token).token();
        }
        pass(Duration.ofMinutes(5));
        assertRefused(store, token, Refusal.EXPIRED);
    }

    @Test
    void asvs10_4_9_usersRevokeTheTokensOfOneClientOrAll() {
        TokenStore store = store(spec().grace(Duration.ZERO, 0));
        Token web = grant(store, ANNA).token();
        Token app = grant(store, RefreshGrant.of(ANNA, APP)).token();
        assertThat(store.revocations().revokeBefore(Scope.of(ANNA, APP))).isNotNull();
        assertRefused(store, app, APP, Refusal.REVOKED);
        assertValid(store, web);
        assertThat(store.refreshTokens().revokeAll(ANNA)).isPositive();
        assertRefused(store, web, Refusal.REVOKED);
    }

    @Test
    void rfc7009_anUnknownTokenIsNoErrorAndNothingIsToldOfIt() {
        TokenStore store = store(spec().grace(Duration.ZERO, 0));
        assertThat(store.refreshTokens().revoke(Token.of("45ghiukldjahdnhzdauz")))
                .isFalse();
        Token token = grant(store, ANNA).token();
        redis.flushAll();
        assertThat(store.refreshTokens().revoke(token)).isFalse();
        assertThat(counted(TokenOutcome.REFRESH_REVOKED)).isZero();
    }

    /** "The authorization server cannot determine which party submitted the invalid token, but it will revoke the active one." */
    @Test
    void rfc9700_4_14_2_whoeverComesSecondEndsBoth() {
        for (boolean thiefFirst : List.of(true, false)) {
            TokenStore store = store(spec().grace(Duration.ZERO, 0));
            Token stolen = grant(store, ANNA).token();
            Token got = rotate(store, stolen).token();
            Token gotLater = thiefFirst ? rotate(store, got).token() : got;
            assertReused(store, stolen, ANNA);
            assertRefused(store, gotLater, Refusal.REVOKED);
        }
    }
}
