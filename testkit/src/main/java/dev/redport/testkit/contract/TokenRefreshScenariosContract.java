package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Creation;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refusal;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What others found out about refresh tokens, told in our own words: scenarios of the test suites and the published flaws of
 * Keycloak, SuperTokens, Ory Hydra and Fosite, and Supabase Auth.
 *
 * @since 0.1.0
 */
public abstract class TokenRefreshScenariosContract extends TokenRefreshFixture {
    private static final Duration NONE = Duration.ZERO;

    /** For subclasses. */
    protected TokenRefreshScenariosContract() {}

    private TokenStore strict() {
        return clocked(spec().grace(NONE, 0));
    }

    private TokenStore graceful(int uses) {
        return clocked(spec().grace(GRACE, uses));
    }

    /** Family tokens 1 to n, each exchanged for the next. */
    private static List<Token> chain(TokenStore store, int length) {
        List<Token> chain = new ArrayList<>(List.of(grant(store, ANNA).token()));
        while (chain.size() < length) {
            chain.add(rotate(store, chain.get(chain.size() - 1)).token());
        }
        return chain;
    }

    @Test
    void keycloakReuseWithRevocationOn() {
        TokenStore store = strict();
        List<Token> chain = chain(store, 2);
        pass(Duration.ofSeconds(2));
        assertReused(store, chain.get(0), ANNA);
        assertRefused(store, chain.get(1), Refusal.REVOKED);
    }

    @Test
    void keycloakReplayWithinTheSameSecond() {
        TokenStore store = strict();
        List<Token> chain = chain(store, 2);
        pass(Duration.ofMillis(1));
        assertReused(store, chain.get(0), ANNA);
        assertRefused(store, chain.get(1), Refusal.REVOKED);
    }

    @Test
    void keycloakTwoTabsAreTwoFamilies() {
        TokenStore store = strict();
        Creation.Created session = login(store, ANNA);
        RefreshGrant grant =
                RefreshGrant.of(ANNA, WEB).session(session.session().id());
        Token one = grant(store, grant).token();
        Token two = grant(store, grant).token();
        Token oneNext = rotate(store, one).token();
        Token twoNext = rotate(store, two).token();
        rotate(store, oneNext);
        rotate(store, twoNext);
        assertThat(counted(TokenOutcome.REFRESH_REUSED)).isZero();
    }

    @Test
    void keycloakOneReuseIsAllowedAndTheSecondEndsAll() {
        TokenStore store = graceful(1);
        List<Token> chain = chain(store, 2);
        assertThat(replay(store, chain.get(0)).token()).isEqualTo(chain.get(1));
        assertReused(store, chain.get(0), ANNA);
        assertRefused(store, chain.get(1), Refusal.REVOKED);
    }

    @Test
    void keycloakThePolicyIsSwitchedOnInTheMidstOfAFamily() {
        List<Token> chain = chain(graceful(100), 2);
        replay(graceful(100), chain.get(0));
        assertReused(strict(), chain.get(0), ANNA);
    }

    @Test
    void keycloakReusableTokensNeitherRotateNorEnd() {
        TokenStore store = strict();
        Token reusable = grant(store, RefreshGrant.of(ANNA, WEB).reusable()).token();
        Token rotating = grant(store, ANNA).token();
        assertThat(rotate(store, reusable).token()).isEqualTo(reusable);
        assertThat(rotate(store, rotating).token()).isNotEqualTo(rotating);
        assertThat(rotate(store, reusable).token()).isEqualTo(reusable);
        assertReused(store, rotating, ANNA);
        assertThat(rotate(store, reusable).token()).isEqualTo(reusable);
    }

    /** CVE-2026-9802: what was exchanged is known after a restart of the service, too. */
    @Test
    void keycloakARestartForgetsNoReuse() {
        Token first = grant(strict(), ANNA).token();
        Token second = rotate(strict(), first).token();
        TokenStore restarted =
                TokenStore.over(stack(config().maxRetries(2), RedisListener.NONE), spec().grace(NONE, 0));
        assertReused(restarted, first, ANNA);
        assertRefused(restarted, second, Refusal.REVOKED);
    }

    /** CVE-2026-4325: what is used once is used up as what it is, and not as something else. */
    @Test
    void keycloakOneKindOfTokenUsesUpNoOther() {
        TokenStore store = strict();
        Purpose reset = Purpose.of("reset");
        Token oneTime = store.oneTimeTokens().issue(OneTimeGrant.of(reset, ANNA, Duration.ofMinutes(5)));
        Token refresh = grant(store, ANNA).token();
        assertThat(store.oneTimeTokens().consume(Purpose.of("verify"), oneTime).toString())
                .contains("UNKNOWN");
        assertThat(store.oneTimeTokens().consume(reset, refresh).toString()).contains("MALFORMED");
        assertRefused(store, oneTime, Refusal.MALFORMED);
        assertThat(store.oneTimeTokens().consume(reset, oneTime).toString()).startsWith("Consumed");
        rotate(store, refresh);
    }

    /** Issue 51312: a refresh that overlaps a revocation brings nothing back, whichever came first. */
    @Test
    void keycloakARevocationWinsOverARefresh() {
        TokenStore store = graceful(100);
        List<Token> chain = chain(store, 2);
        assertThat(store.refreshTokens().revoke(chain.get(0))).isTrue();
        assertRefused(store, chain.get(0), Refusal.REVOKED);
        assertRefused(store, chain.get(1), Refusal.REVOKED);
        Token other = grant(store, ANNA).token();
        assertThat(store.refreshTokens().revokeAll(ANNA)).isEqualTo(1);
        assertRefused(store, other, Refusal.REVOKED);
    }

    /** The client got S2 and used it; then a thief comes with R1. */
    @Test
    void superTokensTheftAfterTheNextSessionWasUsed() {
        TokenStore store = strict();
        Creation.Created session = login(store, ANNA);
        Token r1 = grant(
                        store,
                        RefreshGrant.of(ANNA, WEB).session(session.session().id()))
                .token();
        assertThat(store.sessions().findAndTouch(session.token())).isPresent();
        Token r2 = rotate(store, r1).token();
        assertThat(store.sessions().findAndTouch(session.token())).isPresent();
        assertReused(store, r1, ANNA);
        assertRefused(store, r2, Refusal.REVOKED);
        assertThat(store.sessions().find(session.token())).isEmpty();
    }

    /** The client used R2 at once; then a thief comes with R1. Supabase calls that malicious reuse. */
    @Test
    void superTokensTheftAfterTheNextTokenWasUsed() {
        TokenStore store = graceful(100);
        Token r1 = grant(store, ANNA).token();
        Token r2 = rotate(store, r1).token();
        Token r3 = rotate(store, r2).token();
        assertReused(store, r1, ANNA);
        assertRefused(store, r3, Refusal.REVOKED);
    }

    @Test
    void superTokensTheRecentPreviousTokenIsGoodWithinTheGraceOnly() {
        TokenStore store = graceful(100);
        List<Token> chain = chain(store, 3);
        assertThat(replay(store, chain.get(1)).token()).isEqualTo(chain.get(2));
        pass(GRACE);
        assertReused(store, chain.get(1), ANNA);
    }

    /** Elsewhere each replay within the grace begins a branch that somebody may be left alone on; here there is one chain. */
    @Test
    void superTokensNoBranchIsOrphaned() {
        TokenStore store = graceful(100);
        Token first = grant(store, ANNA).token();
        Token tabOne = rotate(store, first).token();
        Token tabTwo = replay(store, first).token();
        assertThat(tabTwo).isEqualTo(tabOne);
        Token next = rotate(store, tabOne).token();
        assertThat(replay(store, tabTwo).token()).isEqualTo(next);
        rotate(store, next);
    }

    @Test
    void superTokensAStaleLineageIsRecognisedHoweverOld() {
        TokenStore store = graceful(100);
        List<Token> chain = chain(store, 40);
        pass(Duration.ofDays(13));
        assertReused(store, chain.get(3), ANNA);
        assertThat(events.get(events.size() - 1).detail()).startsWith("36 generations late");
        chain.forEach(token -> assertRefused(store, token, Refusal.REVOKED));
    }

    /** Each generation of a chain, that long after the last exchange. */
    @Test
    void hydraGracefulRotationMatrix() {
        for (int generation = 1; generation <= 4; generation++) {
            for (Duration sleep :
                    List.of(NONE, GRACE.minusMillis(1), GRACE, GRACE.plusMillis(1), GRACE.multipliedBy(9))) {
                TokenStore store = graceful(100);
                List<Token> chain = chain(store, 4);
                Token presented = chain.get(generation - 1);
                pass(sleep);
                Rotation rotation = store.refreshTokens().rotate(presented, WEB);
                boolean inGrace = generation == 3 && sleep.compareTo(GRACE) < 0;
                assertThat(rotation)
                        .as("generation " + generation + " after " + sleep)
                        .isInstanceOf(
                                generation == 4
                                        ? Rotation.Rotated.class
                                        : inGrace ? Rotation.Replayed.class : Rotation.Reused.class);
                boolean dead = rotation instanceof Rotation.Reused;
                chain.forEach(token -> assertThat(
                                store.refreshTokens().validate(token, WEB).toString())
                        .as("after " + rotation.getClass().getSimpleName())
                        .matches(dead ? ".*REVOKED.*" : "(?!.*REVOKED).*"));
            }
        }
    }

    @Test
    void hydraAFamilyMayExpireWithinTheGrace() {
        TokenStore store =
                clocked(spec().grace(GRACE, 100).refreshTokens(Duration.ofSeconds(20), Duration.ofSeconds(25)));
        List<Token> chain = chain(store, 2);
        pass(Duration.ofSeconds(15));
        replay(store, chain.get(0));
        pass(Duration.ofSeconds(10));
        chain.forEach(token -> assertRefused(store, token, Refusal.EXPIRED));
    }

    @Test
    void hydraRevokedConsentEndsTheChainsOfThatClient() {
        TokenStore store = graceful(100);
        List<Token> chain = chain(store, 3);
        Token app = grant(store, RefreshGrant.of(ANNA, APP)).token();
        assertThat(store.revocations().revokeBefore(Scope.of(ANNA, WEB))).isNotNull();
        chain.forEach(token -> assertRefused(store, token, Refusal.REVOKED));
        assertThat(store.refreshTokens().rotate(app, APP)).isInstanceOf(Rotation.Rotated.class);
    }

    @Test
    void fositeAClientThatIsNotTheTokensIsRefusedAndTheTokenStaysGood() {
        TokenStore store = strict();
        Token token = grant(store, ANNA).token();
        assertRefused(store, token, APP, Refusal.CLIENT_MISMATCH);
        assertThat(store.refreshTokens().revoke(token, APP)).isFalse();
        rotate(store, token);
    }

    @Test
    void supabaseNormalUse() {
        TokenStore store = graceful(100);
        List<Token> chain = chain(store, 6);
        assertThat(chain).doesNotHaveDuplicates();
        assertThat(counted(TokenOutcome.REFRESH_ROTATED)).isEqualTo(5);
    }

    @Test
    void supabaseConcurrentReuseGetsTheSameToken() {
        TokenStore store = graceful(100);
        List<Token> chain = chain(store, 2);
        for (int i = 0; i < 10; i++) {
            assertThat(replay(store, chain.get(0)).token()).isEqualTo(chain.get(1));
        }
    }

    /** The client got its next token and failed to save it. */
    @Test
    void supabaseAClientThatFailedToSaveGoesOnWithinTheGrace() {
        TokenStore store = graceful(100);
        Token saved = grant(store, ANNA).token();
        for (int i = 0; i < 5; i++) {
            rotate(store, saved);
            pass(Duration.ofSeconds(20));
            saved = replay(store, saved).token();
        }
        assertThat(counted(TokenOutcome.REFRESH_REUSED)).isZero();
    }
}
