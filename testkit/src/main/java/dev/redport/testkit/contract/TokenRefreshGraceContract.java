package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Creation;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refreshed;
import dev.redport.token.Refusal;
import dev.redport.token.Scope;
import dev.redport.token.Token;
import dev.redport.token.TokenEvent;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a refresh token that is used again: within its grace, after it, and without any.
 *
 * @since 0.1.0
 */
public abstract class TokenRefreshGraceContract extends TokenRefreshFixture {
    private static final Duration TICK = Duration.ofMillis(1);

    /** For subclasses. */
    protected TokenRefreshGraceContract() {}

    @Test
    void withinItsGraceATokenIsExchangedForTheSameNextOne() {
        TokenStore store = clocked(spec().grace(GRACE, 100));
        Token first = grant(store, ANNA).token();
        Refreshed second = rotate(store, first);
        trips.clear();
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(1));
            Refreshed again = replay(clocked(spec().grace(GRACE, 100)), first);
            assertThat(again.token()).isEqualTo(second.token());
            assertThat(again.subject()).isEqualTo(ANNA);
            assertThat(again.stamp().millis()).isEqualTo(clock.get());
            assertThat(again.expiresAtLast()).isEqualTo(second.expiresAtLast());
        }
        assertThat(trips).hasSize(3);
        assertThat(counted(TokenOutcome.REFRESH_REPLAYED)).isEqualTo(3);
        assertThat(events.get(events.size() - 1).detail()).isEqualTo("generation 2");
        rotate(store, second.token());
    }

    @Test
    void theWindowBeginsWithTheFirstExchangeAndDoesNotSlide() {
        TokenStore store = clocked(spec().grace(GRACE, 100));
        Token first = grant(store, ANNA).token();
        rotate(store, first);
        pass(GRACE.dividedBy(2));
        replay(store, first);
        pass(GRACE.dividedBy(2).minus(TICK));
        replay(store, first);
        pass(TICK);
        assertReused(store, first, ANNA);
    }

    @Test
    void onlySoManyUsesAreWithinTheGrace() {
        TokenStore store = clocked(spec().grace(GRACE, 2));
        Token first = grant(store, ANNA).token();
        Token second = rotate(store, first).token();
        replay(store, first);
        replay(store, first);
        Token third = rotate(store, second).token();
        replay(store, second);
        replay(store, second);
        assertReused(store, second, ANNA);
        assertRefused(store, third, Refusal.REVOKED);
    }

    @Test
    void withoutAnyUsesThereIsNoGrace() {
        TokenStore store = clocked(spec().grace(GRACE, 0));
        Token first = grant(store, ANNA).token();
        rotate(store, first);
        assertReused(store, first, ANNA);
    }

    @Test
    void aGraceOfZeroIsStrictEvenInTheSameMillisecond() {
        TokenStore store = clocked(spec().grace(Duration.ZERO, 100));
        Token first = grant(store, ANNA).token();
        Token second = rotate(store, first).token();
        assertReused(store, first, ANNA);
        assertRefused(store, second, Refusal.REVOKED);
    }

    @Test
    void thereIsNoGraceOnceTheNextOneWasExchangedToo() {
        TokenStore store = clocked(spec().grace(GRACE, 100));
        Token first = grant(store, ANNA).token();
        Token second = rotate(store, first).token();
        rotate(store, second);
        replay(store, second);
        assertReused(store, first, ANNA);
        assertRefused(store, second, Refusal.REVOKED);
    }

    @Test
    void f11_aTokenThatIsUsedAgainEndsItsFamilyAndIsTold() {
        TokenStore store = clocked(spec().grace(GRACE, 100));
        Token first = grant(store, ANNA).token();
        Token second = rotate(store, first).token();
        Token other = grant(store, ANNA).token();
        pass(GRACE.plusSeconds(1));
        events.clear();
        trips.clear();
        assertThat(store.refreshTokens().rotate(first, WEB).toString()).startsWith("Reused[");
        assertThat(trips).hasSize(1);
        assertThat(told()).containsExactly(TokenOutcome.REFRESH_REUSED);
        TokenEvent event = events.get(0);
        assertThat(event.detail()).isEqualTo("1 generations late, 31000 ms after the rotation");
        assertThat(event.subject()).isEqualTo(store.pseudonym(ANNA));
        assertThat(event.id()).startsWith(store.pseudonym(ANNA) + ".");
        assertThat(counted(TokenOutcome.REFRESH_REUSED)).isEqualTo(1);
        assertRefused(store, first, Refusal.REVOKED);
        assertRefused(store, second, Refusal.REVOKED);
        assertThat(store.refreshTokens().revoke(second)).isFalse();
        assertValid(store, other);
        pass(Duration.ofDays(20));
        assertRefused(
                store, second, Refusal.REVOKED); // which is why it is not good, though it would have expired by now
    }

    @Test
    void howLateAReuseWasIsTold() {
        TokenStore store = clocked(spec());
        Token first = grant(store, ANNA).token();
        Token last = first;
        for (int i = 0; i < 4; i++) {
            last = rotate(store, last).token();
        }
        assertReused(store, first, ANNA);
        assertThat(events.get(events.size() - 1).detail()).isEqualTo("4 generations late, 0 ms after the rotation");
    }

    @Test
    void reuseEndsTheBoundSessionAndItsAccessTokens() {
        TokenStore store = clocked(spec().grace(Duration.ZERO, 0));
        Creation.Created session = login(store, ANNA);
        Creation.Created other = login(store, ANNA);
        RefreshGrant bound =
                RefreshGrant.of(ANNA, WEB).session(session.session().id());
        Token first = grant(store, bound).token();
        Token sibling = grant(store, bound).token();
        rotate(store, first);
        TokenRef access = access(store, "jti", ANNA).session(session.session().id());
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.ACTIVE);
        events.clear();
        trips.clear();
        assertReused(store, first, ANNA);
        assertThat(told()).containsExactly(TokenOutcome.REFRESH_REUSED, TokenOutcome.SESSION_ENDED);
        assertThat(events.get(1).id()).isEqualTo(session.session().id().text());
        assertThat(events.get(1).detail()).isEqualTo("refresh token reused");
        assertThat(store.sessions().find(session.token())).isEmpty();
        assertThat(store.sessions().count(ANNA)).isEqualTo(1);
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.SESSION_ENDED);
        assertRefused(store, sibling, Refusal.SESSION_ENDED);
        assertThat(store.sessions().find(other.token())).isPresent();
        long payloads =
                state().keySet().stream().filter(key -> key.contains("}:s:")).count();
        assertThat(payloads).as("nothing is left of it").isEqualTo(1);
    }

    @Test
    void anotherClientCannotEndAFamilyWithAnOldToken() {
        TokenStore store = clocked(spec().grace(Duration.ZERO, 0));
        Token first = grant(store, ANNA).token();
        Token second = rotate(store, first).token();
        assertRefused(store, first, APP, Refusal.CLIENT_MISMATCH);
        assertValid(store, second);
    }

    @Test
    void aReusableTokenIsGoodAgainAndAgain() {
        TokenStore store =
                clocked(spec().grace(Duration.ZERO, 0).refreshTokens(Duration.ofHours(1), Duration.ofHours(2)));
        Token only = grant(store, RefreshGrant.of(ANNA, WEB).reusable()).token();
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofMinutes(39));
            assertValid(store, only);
            Refreshed again = rotate(store, only);
            assertThat(again.token()).isEqualTo(only);
            assertThat(again.stamp().millis()).isEqualTo(clock.get());
        }
        assertThat(counted(TokenOutcome.REFRESH_ROTATED)).isEqualTo(3);
        assertRefused(store, only, APP, Refusal.CLIENT_MISMATCH);
        pass(Duration.ofMinutes(3));
        assertRefused(store, only, Refusal.EXPIRED);
    }

    @Test
    void aReusableTokenCanBeRevoked() {
        TokenStore store = store();
        Token only = grant(store, RefreshGrant.of(ANNA, WEB).reusable()).token();
        assertThat(rotate(store, only).token()).isEqualTo(only);
        assertThat(store.refreshTokens().revoke(only)).isTrue();
        assertRefused(store, only, Refusal.REVOKED);
    }

    @Test
    void aClockThatIsSetBackClosesNoWindowEarly() {
        TokenStore store = clocked(spec().grace(GRACE, 100));
        Token first = grant(store, ANNA).token();
        rotate(store, first);
        pass(Duration.ofHours(-1));
        replay(store, first);
        pass(Duration.ofHours(1).plus(GRACE));
        assertReused(store, first, ANNA);
    }

    @Test
    void stampsThatAreAheadOfTheTimeCloseNoWindowEarly() {
        TokenStore store = clocked(spec().grace(Duration.ofSeconds(5), 100));
        Token first = grant(store, ANNA).token();
        rotate(store, first);
        assertThat(store.revocations().revokeBefore(Scope.of(APP)).millis()).isGreaterThan(clock.get() + 5_000);
        assertThat(store.revocations().stamp(ANNA, APP).millis()).isGreaterThan(clock.get() + 5_000);
        replay(store, first);
    }
}
