package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Secret;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Creation;
import dev.redport.token.Issue;
import dev.redport.token.KeyRing;
import dev.redport.token.NewSession;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refreshed;
import dev.redport.token.Refusal;
import dev.redport.token.RevokeScope;
import dev.redport.token.Session;
import dev.redport.token.SessionId;
import dev.redport.token.SessionLimit;
import dev.redport.token.Token;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a refresh token is bound to: a client, a session, a store and its keys. Nothing else is taken for one.
 *
 * @since 0.1.0
 */
public abstract class TokenRefreshBindingContract extends TokenRefreshFixture {
    /** For subclasses. */
    protected TokenRefreshBindingContract() {}

    private static RefreshGrant boundTo(Creation.Created session) {
        return RefreshGrant.of(ANNA, WEB).session(session.session().id());
    }

    @Test
    void f21_aTokenIsGoodForItsOwnClientAndSessionOnly() {
        TokenStore store = store();
        Creation.Created session = login(store, ANNA);
        Token token = grant(store, boundTo(session)).token();
        var before = state();
        assertRefused(store, token, APP, Refusal.CLIENT_MISMATCH);
        assertThat(state()).isEqualTo(before);
        Refreshed next = rotate(store, token);
        assertThat(next.session()).contains(session.session().id());
        assertThat(store.sessions().end(session.token())).isTrue();
        assertRefused(store, next.token(), Refusal.SESSION_ENDED);
    }

    @Test
    void aFamilyIsBoundToALivingSessionOfItsOwnSubjectOnly() {
        TokenStore store = clocked(spec());
        Creation.Created expired = login(store, ANNA);
        pass(Duration.ofMinutes(30));
        Creation.Created berts = login(store, BERT);
        Creation.Created ended = login(store, ANNA);
        assertThat(store.sessions().end(ended.session().id())).isTrue();
        var before = state();
        trips.clear();
        assertThat(store.refreshTokens().issue(boundTo(berts))).isEqualTo(new Issue.SessionEnded());
        assertThat(trips).as("told by its name").isEmpty();
        assertThat(store.refreshTokens().issue(boundTo(ended))).isEqualTo(new Issue.SessionEnded());
        assertThat(store.refreshTokens().issue(boundTo(expired))).isEqualTo(new Issue.SessionEnded());
        SessionId never = SessionId.of(store.pseudonym(ANNA) + ".1700000000000aaaaaaaaaaaaaaaa");
        assertThat(store.refreshTokens().issue(RefreshGrant.of(ANNA, WEB).session(never)))
                .isEqualTo(new Issue.SessionEnded());
        assertThat(state()).isEqualTo(before);
        assertThat(counted(TokenOutcome.REFRESH_ISSUED)).isZero();
    }

    @Test
    void aFamilyEndsWithItsSessionHoweverThatEnds() {
        TokenStore store = clocked(spec().maxSessions(2, SessionLimit.EVICT_OLDEST));
        List<Runnable> endings = List.of(
                () -> store.sessions().endAll(ANNA),
                () -> store.revokeAll(ANNA, RevokeScope.SESSIONS),
                () -> store.sessions().endOthers(login(store, ANNA).token()),
                () -> {
                    login(store, ANNA);
                    login(store, ANNA);
                },
                () -> pass(Duration.ofMinutes(30)));
        for (Runnable ending : endings) {
            store.sessions().endAll(ANNA);
            pass(Duration.ofMillis(1));
            Creation.Created session = login(store, ANNA);
            Token token = grant(store, boundTo(session)).token();
            Token free = grant(store, ANNA).token();
            pass(Duration.ofMillis(1));
            ending.run();
            assertThat(store.sessions().find(session.token())).isEmpty();
            assertRefused(store, token, Refusal.SESSION_ENDED);
            assertThat(store.refreshTokens().revoke(token)).as("ended already").isFalse();
            assertValid(store, free);
        }
    }

    @Test
    void anotherTokenForTheSessionLeavesTheFamilyAlone() {
        TokenStore store = store();
        Creation.Created session = login(store, ANNA);
        Token token = grant(store, boundTo(session)).token();
        assertThat(store.sessions().renew(session.token())).isPresent();
        assertThat(rotate(store, token).session()).contains(session.session().id());
    }

    @Test
    void exchangesKeepTheBoundSessionAliveButNotBeyondItsLongestLife() {
        TokenStore store = clocked(spec());
        NewSession brief = NewSession.of(ANNA).lifetime(Duration.ofMinutes(10), Duration.ofMinutes(25));
        Creation.Created session = login(store, brief);
        Creation.Created other = login(store, brief);
        Token token = grant(store, boundTo(session)).token();
        for (int i = 1; i <= 2; i++) {
            pass(Duration.ofMinutes(9));
            token = rotate(store, token).token();
            Session seen = store.sessions().find(session.token()).orElseThrow();
            assertThat(seen.expires()).isEqualTo(i == 1 ? now().plus(Duration.ofMinutes(10)) : seen.expiresAtLast());
            assertThat(seen.expiresAtLast()).isEqualTo(session.session().expiresAtLast());
        }
        assertThat(store.sessions().find(other.token())).as("not used").isEmpty();
        pass(Duration.ofMinutes(7).minusMillis(1));
        token = rotate(store, token).token();
        pass(Duration.ofMillis(1));
        assertThat(store.sessions().find(session.token())).isEmpty();
        assertRefused(store, token, Refusal.SESSION_ENDED);
    }

    @Test
    void anExchangeLeavesTheLifeOfOtherSessionsAlone() {
        TokenStore store = clocked(spec());
        login(store, ANNA);
        Creation.Created brief =
                login(store, NewSession.of(ANNA).lifetime(Duration.ofSeconds(1), Duration.ofSeconds(5)));
        rotate(store, grant(store, boundTo(brief)).token());
        Object left = redis.execute("PTTL", "test:t1:auth:{" + store.pseudonym(ANNA) + "}:si");
        assertThat(left).isInstanceOf(Long.class);
        assertThat((Long) left).isGreaterThan(Duration.ofMinutes(29).toMillis());
    }

    @Test
    void anExchangeNeverShortensASession() {
        TokenStore store = clocked(spec());
        Creation.Created session = login(store, ANNA);
        Token token = grant(store, boundTo(session)).token();
        pass(Duration.ofMinutes(-10));
        rotate(store, token);
        assertThat(store.sessions().find(session.token()).orElseThrow().expires())
                .isEqualTo(session.session().expires());
    }

    private static KeyRing ring(String... names) {
        KeyRing all = KeyRing.parse(Secret.of(KEYS.text().reveal() + ",k2=" + "B".repeat(43) + "="));
        List<String> parts = new ArrayList<>(List.of(all.text().reveal().split(",", -1)));
        List<String> chosen = new ArrayList<>(List.of(parts.get(0)));
        for (String name : names) {
            parts.stream().filter(part -> part.startsWith(name + "=")).forEach(chosen::add);
        }
        return KeyRing.parse(Secret.of(String.join(",", chosen)));
    }

    private TokenStore with(String... keys) {
        return store(TokenSpec.named("auth", ring(keys)).grace(GRACE, 100).listener(events::add));
    }

    @Test
    void theKeysAreRotatedWithoutAnyTokenLost() {
        Token ofOld = grant(with("k1"), ANNA).token();
        assertThat(ofOld.reveal()).contains(".k1.");
        Token next = rotate(with("k1", "k2"), ofOld).token();
        Token ofNew = rotate(with("k2", "k1"), next).token();
        assertThat(ofNew.reveal()).contains(".k2.");
        assertThat(replay(with("k1", "k2"), next).token())
                .as("the same next one, whichever key a process uses")
                .isEqualTo(ofNew);
        rotate(with("k1", "k2"), ofNew);
    }

    @Test
    void aTokenWhoseKeyIsGoneIsNone() {
        Token ofOld = grant(with("k1"), ANNA).token();
        Token ofNew = grant(with("k2", "k1"), ANNA).token();
        trips.clear();
        assertRefused(with("k2"), ofOld, Refusal.MALFORMED);
        assertThat(with("k2").refreshTokens().revoke(ofOld)).isFalse();
        assertThat(trips).isEmpty();
        assertThat(rotate(with("k1", "k2"), ofNew).token().reveal()).contains(".k1.");
        Token instead = replay(with("k2"), ofNew).token();
        assertThat(instead.reveal()).as("the next one with a key that is left").contains(".k2.");
        rotate(with("k2"), instead);
    }

    @Test
    void whatIsNoTokenOfThisStoreCostsNoTripAndChangesNothing() {
        TokenStore store = store();
        Creation.Created session = login(store, ANNA);
        Token token = grant(store, boundTo(session)).token();
        rotate(store, token);
        Token oneTime = store.oneTimeTokens().issue(OneTimeGrant.of(Purpose.of("reset"), ANNA, Duration.ofMinutes(5)));
        List<Token> strangers = new ArrayList<>(List.of(
                session.token(),
                oneTime,
                grant(store(TokenSpec.named("other", KEYS)), ANNA).token(),
                grant(store(TokenSpec.named("auth", KeyRing.random())), ANNA).token(),
                Token.of(""),
                Token.of("rr1."),
                Token.of("x".repeat(100_000)),
                Token.of(token.reveal() + "="),
                Token.of(token.reveal() + "\n"),
                Token.of(" " + token.reveal()),
                Token.of(token.reveal().toUpperCase(java.util.Locale.ROOT)),
                Token.of(token.reveal().replace("rr1.", "rs1.")),
                Token.of("rr1.\ud800\u0000{}")));
        String text = token.reveal();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'A' ? 'B' : text.charAt(i) == '1' ? '2' : 'A';
            strangers.add(Token.of(text.substring(0, i) + other + text.substring(i + 1)));
            strangers.add(Token.of(text.substring(0, i)));
        }
        var before = state();
        trips.clear();
        events.clear();
        for (Token stranger : strangers) {
            assertRefused(store, stranger, Refusal.MALFORMED);
            assertThat(store.refreshTokens().revoke(stranger)).isFalse();
            assertThat(store.refreshTokens().revoke(stranger, WEB)).isFalse();
        }
        assertThat(trips).isEmpty();
        assertThat(events).isEmpty();
        assertThat(counted(TokenOutcome.REFRESH_REFUSED)).isEqualTo(strangers.size());
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aRefreshTokenIsNoOtherKindOfToken() {
        TokenStore store = store();
        Token token = grant(store, ANNA).token();
        var before = state();
        trips.clear();
        assertThat(store.sessions().find(token)).isEmpty();
        assertThat(store.sessions().findAndTouch(token)).isEmpty();
        assertThat(store.sessions().end(token)).isFalse();
        assertThat(store.oneTimeTokens().consume(Purpose.of("reset"), token).toString())
                .contains("MALFORMED");
        assertThat(trips).isEmpty();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void whatIsBoundTellsWhenItsSessionEnds() {
        TokenStore store = clocked(spec());
        Session session = login(store, ANNA).session();
        Refreshed first = grant(store, RefreshGrant.of(ANNA, WEB).session(session.id()));
        assertThat(first.expires()).isEqualTo(session.expires());
        assertThat(first.expiresAtLast()).isEqualTo(session.expiresAtLast());
        pass(Duration.ofMinutes(10));
        Refreshed second = rotate(store, first.token());
        assertThat(second.expires()).isEqualTo(session.expires().plus(Duration.ofMinutes(10)));
        assertThat(second.expiresAtLast()).isEqualTo(session.expiresAtLast());
    }
}
