package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.NewSession;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RefreshStatus;
import dev.redport.token.Refreshed;
import dev.redport.token.Refusal;
import dev.redport.token.RevokeReport;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Refresh tokens: issued, looked at, exchanged, revoked and expired, and every reason to refuse one.
 *
 * @since 0.1.0
 */
public abstract class TokenRefreshContract extends TokenRefreshFixture {
    private static final Duration IDLE = Duration.ofDays(14);
    private static final Duration LONGEST = Duration.ofDays(90);

    /** For subclasses. */
    protected TokenRefreshContract() {}

    @Test
    void aFamilyIsIssuedAndItsTokensAreExchangedForOneAnother() {
        TokenStore store = clocked(spec());
        Refreshed first = grant(store, ANNA);
        assertThat(first.subject()).isEqualTo(ANNA);
        assertThat(first.session()).isEmpty();
        assertThat(first.stamp().millis()).isEqualTo(clock.get());
        assertThat(first.expires()).isEqualTo(now().plus(IDLE));
        assertThat(first.expiresAtLast()).isEqualTo(now().plus(LONGEST));

        pass(Duration.ofDays(1));
        Refreshed second = rotate(store, first.token());
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(second.subject()).isEqualTo(ANNA);
        assertThat(second.stamp().millis()).isEqualTo(clock.get());
        assertThat(second.expires()).isEqualTo(now().plus(IDLE));
        assertThat(second.expiresAtLast()).isEqualTo(first.expiresAtLast());
        assertThat(rotate(store, second.token()).token()).isNotIn(first.token(), second.token());

        assertThat(trips)
                .containsExactly(
                        Operation.TOKEN_REFRESH_ISSUE, Operation.TOKEN_REFRESH_ROTATE, Operation.TOKEN_REFRESH_ROTATE);
        assertThat(told())
                .containsExactly(
                        TokenOutcome.REFRESH_ISSUED, TokenOutcome.REFRESH_ROTATED, TokenOutcome.REFRESH_ROTATED);
        assertThat(events.get(2).detail()).isEqualTo("generation 3");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.store()).isEqualTo("auth");
            assertThat(event.subject()).isEqualTo(store.pseudonym(ANNA));
            assertThat(event.id()).isEqualTo(events.get(0).id()).startsWith(store.pseudonym(ANNA) + ".");
        });
        assertThat(counted(TokenOutcome.REFRESH_ROTATED)).isEqualTo(2);
    }

    @Test
    void lookingAtATokenTellsWhatItsUseWouldComeToAndChangesNothing() {
        TokenStore store = clocked(spec().grace(GRACE, 1));
        Token first = grant(store, ANNA).token();
        Token second = rotate(store, first).token();
        var before = state();
        trips.clear();
        events.clear();

        assertThat(store.refreshTokens().validate(second, WEB)).isEqualTo(new RefreshStatus.Valid(ANNA));
        assertThat(store.refreshTokens().validate(first, WEB)).isEqualTo(new RefreshStatus.InGrace(ANNA));
        assertThat(store.refreshTokens().validate(first, WEB)).isEqualTo(new RefreshStatus.InGrace(ANNA));
        pass(GRACE);
        assertThat(store.refreshTokens().validate(first, WEB)).isEqualTo(new RefreshStatus.Used(ANNA));
        assertThat(store.refreshTokens().validate(second, APP))
                .isEqualTo(new RefreshStatus.Refused(Refusal.CLIENT_MISMATCH));

        assertThat(trips).hasSize(5).containsOnly(Operation.TOKEN_REFRESH_VALIDATE);
        assertThat(events).isEmpty();
        assertThat(state()).isEqualTo(before);
        assertThat(rotate(store, second).token()).as("still alive").isNotEqualTo(second);
    }

    @Test
    void aFamilyThatIsNotUsedExpires() {
        TokenStore store = clocked(spec());
        Token first = grant(store, ANNA).token();
        pass(IDLE.minusMillis(1));
        Token second = rotate(store, first).token();
        pass(IDLE.minusMillis(1));
        assertValid(store, second);
        pass(Duration.ofMillis(1));
        assertRefused(store, second, Refusal.EXPIRED);
        assertThat(store.refreshTokens().revoke(second)).isFalse();
        grant(store, ANNA); // which takes what has expired out of the index
        assertRefused(store, second, Refusal.EXPIRED);
        assertThat(counted(TokenOutcome.REFRESH_REUSED)).isZero();
        assertThat(redis.execute("ZCARD", "test:t1:auth:{" + store.pseudonym(ANNA) + "}:ri"))
                .as("the index does not grow")
                .isEqualTo(1L);
    }

    @Test
    void aFamilyExpiresAtLastHoweverMuchItIsUsed() {
        TokenStore store = clocked(spec().refreshTokens(Duration.ofHours(1), Duration.ofHours(2)));
        Refreshed last = grant(store, ANNA);
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofMinutes(39));
            last = rotate(store, last.token());
        }
        assertThat(last.expires()).isEqualTo(last.expiresAtLast());
        pass(Duration.ofMinutes(3).minusMillis(1));
        assertValid(store, last.token());
        pass(Duration.ofMillis(1));
        assertRefused(store, last.token(), Refusal.EXPIRED);
    }

    @Test
    void aGrantMayLiveShorterThanTheSpecSaysButNotLonger() {
        TokenStore store = clocked(spec());
        grant(store, ANNA);
        Refreshed brief = grant(store, RefreshGrant.of(ANNA, WEB).lifetime(Duration.ofMillis(1), Duration.ofMillis(1)));
        assertThat(brief.expiresAtLast()).isEqualTo(now().plusMillis(1));
        assertThat(indexLife(store)).as("what lives longer stays listed").isGreaterThan(IDLE.toMillis() - 60_000);
        pass(Duration.ofMillis(1));
        assertThat(store.refreshTokens().rotate(brief.token(), WEB).toString())
                .containsAnyOf("EXPIRED", "UNKNOWN"); // by Redis's clock its record may be gone
        RefreshGrant tooLong = RefreshGrant.of(ANNA, WEB).lifetime(IDLE, LONGEST.plusMillis(1));
        assertThatThrownBy(() -> store.refreshTokens().issue(tooLong)).isInstanceOf(IllegalArgumentException.class);
    }

    private long indexLife(TokenStore store) {
        String index = "test:t1:auth:{" + store.pseudonym(ANNA) + "}:ri";
        return redis.execute("PTTL", index) instanceof Long millis ? millis : -3;
    }

    @Test
    void aTokenOfAFamilyThatRedisDoesNotHaveIsUnknown() {
        TokenStore store = store();
        Token token = grant(store, ANNA).token();
        redis.flushAll();
        events.clear();
        assertRefused(store, token, Refusal.UNKNOWN);
        assertThat(store.refreshTokens().revoke(token)).isFalse();
        assertThat(redis.keys()).as("nothing was stored").isZero();
        assertThat(told()).containsExactly(TokenOutcome.REFRESH_REFUSED);
        assertThat(events.get(0).detail()).isEqualTo("UNKNOWN");
    }

    @Test
    void anyTokenOfAFamilyRevokesIt() {
        TokenStore store = clocked(spec());
        Token first = grant(store, ANNA).token();
        Token second = rotate(store, first).token();
        Token other = grant(store, ANNA).token();
        trips.clear();
        events.clear();
        assertThat(store.refreshTokens().revoke(first, APP))
                .as("not its family")
                .isFalse();
        assertValid(store, second);
        assertThat(store.refreshTokens().revoke(first, WEB)).isTrue();
        assertThat(store.refreshTokens().revoke(first, WEB)).isFalse();
        assertThat(store.refreshTokens().revoke(second)).isFalse();
        assertThat(trips).hasSize(5);
        assertThat(told()).containsExactly(TokenOutcome.REFRESH_REVOKED);
        assertRefused(store, first, Refusal.REVOKED);
        assertRefused(store, second, Refusal.REVOKED);
        assertValid(store, other);
        assertThat(store.refreshTokens().revoke(other)).isTrue();
        assertRefused(store, other, Refusal.REVOKED);
        pass(IDLE);
        assertRefused(
                store, second, Refusal.REVOKED); // which is why it is not good, though it would have expired by now
    }

    @Test
    void allFamiliesOfASubjectAreRevokedAtOnce() {
        TokenStore store = store();
        List<Token> annas =
                List.of(grant(store, ANNA).token(), grant(store, ANNA).token());
        Token berts = grant(store, BERT).token();
        trips.clear();
        assertThat(store.refreshTokens().revokeAll(ANNA)).isEqualTo(2);
        assertThat(trips).containsExactly(Operation.TOKEN_REVOKE);
        assertThat(counted(TokenOutcome.REFRESH_REVOKED)).isEqualTo(2);
        annas.forEach(token -> assertRefused(store, token, Refusal.REVOKED));
        assertValid(store, berts);
        assertThat(store.refreshTokens().revokeAll(ANNA)).isZero();
        rotate(store, grant(store, ANNA).token());
    }

    @Test
    void everyCutOffRevokesWhatItIsOverAndNothingIssuedAfterIt() {
        TokenStore store = store();
        Subject anna = Subject.of("acme", "anna");
        List<Scope> all =
                List.of(Scope.of(anna), Scope.of(anna, WEB), Scope.of(WEB), Scope.ofTenant("acme"), Scope.everyone());
        for (Scope scope : all) {
            Token before = grant(store, anna).token();
            assertThat(store.revocations().revokeBefore(scope)).isNotNull();
            var state = state();
            assertRefused(store, before, Refusal.REVOKED);
            assertThat(state()).as("nothing is written for what is revoked").isEqualTo(state);
            assertThat(store.refreshTokens().revoke(before, WEB))
                    .as(scope.getClass().getSimpleName())
                    .isFalse();
            assertValid(store(), rotate(store, grant(store, anna).token()).token());
        }
    }

    @Test
    void aCutOffThatAnotherProcessRaisedHoldsAtOnce() {
        TokenStore here = store();
        TokenStore there = store();
        Subject anna = Subject.of("acme", "anna");
        for (Scope scope : List.of(Scope.of(WEB), Scope.ofTenant("acme"), Scope.everyone())) {
            Token before = grant(here, anna).token();
            assertThat(there.revocations().revokeBefore(scope)).isNotNull();
            assertThat(here.refreshTokens().rotate(before, WEB)).isEqualTo(new Rotation.Refused(Refusal.REVOKED));
            assertThat(there.revocations().revokeBefore(scope)).isNotNull();
            assertValid(here, grant(here, anna).token());
        }
    }

    @Test
    void aCutOffSparesOtherClientsSubjectsAndTenants() {
        TokenStore store = store();
        Subject anna = Subject.of("acme", "anna");
        Token token = grant(store, anna).token();
        for (Scope scope : List.of(
                Scope.of(ANNA),
                Scope.of(anna, APP),
                Scope.of(Subject.of("acme", "bert")),
                Scope.of(APP),
                Scope.ofTenant("other"))) {
            assertThat(store.revocations().revokeBefore(scope)).isNotNull();
            token = rotate(store, token).token();
        }
    }

    @Test
    void oneFamilyTooManyEndsTheOneThatWouldExpireFirst() {
        TokenStore store = clocked(spec().maxFamilies(2));
        Token first = grant(store, ANNA).token();
        pass(Duration.ofMillis(1));
        Token second = grant(store, ANNA).token();
        pass(Duration.ofMillis(1));
        Token firstAgain = rotate(store, first).token();
        Token third = grant(store, ANNA).token();
        assertRefused(store, second, Refusal.REVOKED);
        assertValid(store, firstAgain);
        assertValid(store, third);
        grant(store, BERT);
        assertThat(store.refreshTokens().revokeAll(ANNA)).isEqualTo(2);
    }

    @Test
    void revokingEverythingReportsWhatThereWas() {
        TokenStore store = store();
        login(store, NewSession.of(ANNA));
        Token token = grant(store, ANNA).token();
        assertThat(store.revokeAll(ANNA, RevokeScope.SESSIONS)).isEqualTo(new RevokeReport(1, 0));
        assertValid(store, token);
        login(store, NewSession.of(ANNA));
        assertThat(store.revokeAll(ANNA, RevokeScope.REFRESH_TOKENS)).isEqualTo(new RevokeReport(0, 1));
        assertRefused(store, token, Refusal.REVOKED);
        grant(store, ANNA);
        assertThat(store.revokeAll(ANNA, RevokeScope.EVERYTHING)).isEqualTo(new RevokeReport(1, 1));
        assertThat(store.revokeAll(ANNA, RevokeScope.EVERYTHING)).isEqualTo(new RevokeReport(0, 0));
    }

    @Test
    void f08_noTokenThatWasNeverIssuedExpiredOrWasRevokedIsExchanged() {
        TokenStore store = clocked(spec().refreshTokens(Duration.ofHours(1), Duration.ofHours(9)));
        Token never = grant(clocked(spec()), ANNA).token();
        redis.flushAll();
        Token expired = grant(store, ANNA).token();
        pass(Duration.ofHours(1));
        Token revoked = grant(store, ANNA).token();
        assertThat(store.refreshTokens().revoke(revoked)).isTrue();
        var before = state();
        assertRefused(store, never, Refusal.UNKNOWN);
        assertRefused(store, expired, Refusal.EXPIRED);
        assertRefused(store, revoked, Refusal.REVOKED);
        assertThat(state()).as("nothing was stored").isEqualTo(before);
    }
}
