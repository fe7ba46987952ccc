package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.token.Creation;
import dev.redport.token.Device;
import dev.redport.token.NewSession;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refusal;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.Session;
import dev.redport.token.SessionLimit;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The clauses on sessions of OWASP's ASVS 5.0, one test for each, retold in our own words.
 *
 * @since 0.1.0
 */
public abstract class TokenSessionAsvsContract extends TokenFixture {
    private static final Duration HOUR = Duration.ofHours(1);

    /** For subclasses. */
    protected TokenSessionAsvsContract() {}

    @Test
    void asvs_7_1_2_theNumberOfSessionsIsLimitedAsDocumented() {
        for (SessionLimit limit : SessionLimit.values()) {
            TokenStore store = store(spec().maxSessions(2, limit));
            store.sessions().endAll(ANNA);
            for (int i = 0; i < 4; i++) {
                store.sessions().create(NewSession.of(ANNA));
            }
            assertThat(store.sessions().count(ANNA)).isEqualTo(2);
        }
    }

    @Test
    void asvs_7_2_3_tokensAreUniqueAndOf256RandomBits() {
        TokenStore store = store(spec().maxSessions(1_000, SessionLimit.REJECT));
        Set<String> secrets = new HashSet<>();
        List<Set<Character>> places = new ArrayList<>();
        for (int i = 0; i < 43; i++) {
            places.add(new HashSet<>());
        }
        for (int i = 0; i < 60; i++) {
            String token = login(store, ANNA).token().reveal();
            String secret = token.substring(token.lastIndexOf('.') + 1);
            assertThat(secret).hasSize(43);
            assertThat(secrets.add(secret)).isTrue();
            for (int place = 0; place < 43; place++) {
                places.get(place).add(secret.charAt(place));
            }
        }
        // 64 letters at each place but the last, which has 16: of 60 draws, far more than 8 differ
        assertThat(places).allSatisfy(letters -> assertThat(letters).hasSizeGreaterThan(8));
    }

    @Test
    void asvs_7_2_4_aLoginGivesANewTokenAndEndsTheOldOne() {
        TokenStore store = store();
        Token visitor = login(store, NewSession.of(ANNA).attribute("cart", "7")).token();

        Token user = store.sessions().renew(visitor).orElseThrow();

        assertThat(store.sessions().find(visitor)).isEmpty();
        assertThat(store.sessions().find(user).orElseThrow().attributes()).containsEntry("cart", "7");
    }

    @Test
    void asvs_7_3_1_aSessionEndsWithoutUse() {
        TokenStore store = clocked(spec().sessions(Duration.ofMinutes(15), HOUR));
        Creation.Created created = login(store, ANNA);
        TokenRef access = access(store, "jti", ANNA).session(created.session().id());
        pass(Duration.ofMinutes(15).minusMillis(1));
        assertThat(store.sessions().find(created.token())).isPresent();

        pass(Duration.ofMillis(1));

        assertThat(store.sessions().findAndTouch(created.token())).isEmpty();
        assertThat(store.revocations().check(access).isActive()).isFalse();
    }

    @Test
    void asvs_7_3_2_aSessionEndsHoweverMuchItIsUsed() {
        TokenStore store = clocked(spec().sessions(Duration.ofMinutes(15), HOUR));
        Token token = login(store, ANNA).token();
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMinutes(10));
            assertThat(store.sessions().findAndTouch(token)).isPresent();
        }
        pass(Duration.ofMinutes(10));
        assertThat(store.sessions().findAndTouch(token)).isEmpty();
    }

    @Test
    void asvs_7_4_1_afterALogoutNothingOfTheSessionIsGood() {
        TokenStore store = store();
        Creation.Created created = login(store, ANNA);
        TokenRef access = access(store, "jti", ANNA).session(created.session().id());
        Token refresh = grant(
                        store,
                        RefreshGrant.of(ANNA, WEB).session(created.session().id()))
                .token();

        store.sessions().end(created.token());

        assertThat(store.sessions().find(created.token())).isEmpty();
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.SESSION_ENDED);
        assertThat(store.refreshTokens().rotate(refresh, WEB)).isEqualTo(new Rotation.Refused(Refusal.SESSION_ENDED));
    }

    @Test
    void asvs_7_4_2_aDisabledAccountHasNoSessionsLeft() {
        TokenStore store = store();
        List<Token> tokens =
                List.of(login(store, ANNA).token(), login(store, ANNA).token());
        TokenRef access = access(store, "jti", ANNA);

        assertThat(store.revokeAll(ANNA, RevokeScope.EVERYTHING).sessions()).isEqualTo(2);

        tokens.forEach(token -> assertThat(store.sessions().find(token)).isEmpty());
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.BEFORE_CUTOFF);
    }

    @Test
    void asvs_7_4_3_afterAChangeOfPasswordTheOtherSessionsCanBeEnded() {
        TokenStore store = store();
        Creation.Created current = login(store, ANNA);
        Creation.Created other = login(store, ANNA);
        TokenRef ofOther = access(store, "jti", ANNA).session(other.session().id());

        assertThat(store.sessions().endOthers(current.token())).isOne();

        assertThat(store.sessions().list(ANNA)).containsExactly(current.session());
        assertThat(store.revocations().check(ofOther)).isEqualTo(Verdict.SESSION_ENDED);
    }

    @Test
    void asvs_7_4_5_anAdministratorEndsTheSessionsOfOneOrOfAll() {
        TokenStore store = store();
        Token anna = login(store, ANNA).token();
        Token bert = login(store, BERT).token();

        assertThat(store.sessions().endAll(ANNA)).isOne();
        assertThat(store.sessions().find(anna)).isEmpty();
        assertThat(store.sessions().find(bert)).isPresent();
        anna = login(store, ANNA).token();
        store.revocations().revokeBefore(Scope.everyone());
        assertThat(store.sessions().find(anna)).isEmpty();
        assertThat(store.sessions().find(bert)).isEmpty();
        assertThat(store.sessions().count(ANNA) + store.sessions().count(BERT)).isZero();
    }

    @Test
    void asvs_7_5_2_usersSeeTheirSessionsAndEndAnyOfThem() {
        TokenStore store = store();
        Device phone = new Device("phone", "203.0.113.7", "app/1");
        Device laptop = new Device("laptop", "203.0.113.8", "browser/2");
        Token token = login(store, NewSession.of(ANNA).device(phone)).token();
        login(store, NewSession.of(ANNA).device(laptop));

        List<Session> seen = store.sessions().list(ANNA);
        assertThat(seen).extracting(Session::device).containsExactlyInAnyOrder(phone, laptop);
        Session lost = seen.stream()
                .filter(each -> each.device().equals(laptop))
                .findFirst()
                .orElseThrow();
        assertThat(store.sessions().end(lost.id())).isTrue();

        assertThat(store.sessions().list(ANNA)).extracting(Session::device).containsExactly(phone);
        assertThat(store.sessions().find(token)).isPresent();
    }
}
