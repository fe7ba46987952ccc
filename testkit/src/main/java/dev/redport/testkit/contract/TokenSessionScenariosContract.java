package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.token.Creation;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.RevokeScope;
import dev.redport.token.Scope;
import dev.redport.token.Session;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Scenarios that others published: what Spring Session's integration tests check, and the races and keys without end that were
 * reported to Better Auth (issues 11073 and 10992). Retold in our own words.
 *
 * @since 0.1.0
 */
public abstract class TokenSessionScenariosContract extends TokenFixture {
    private static final Duration HOUR = Duration.ofHours(1);

    /** For subclasses. */
    protected TokenSessionScenariosContract() {}

    private static <T> List<T> allOf(List<CompletableFuture<T>> calls) throws Exception {
        List<T> results = new ArrayList<>();
        for (CompletableFuture<T> call : calls) {
            results.add(call.get(20, TimeUnit.SECONDS));
        }
        return results;
    }

    @Test
    void spring_savingAnEndedSessionWritesNothing() {
        TokenStore store = store();
        Token token = login(store, ANNA).token();
        store.sessions().end(token);
        String payload = token.reveal().split("\\.", -1)[2].substring(13);

        assertThat(store.sessions().update(token, Patch.set("a", "1"))).isEqualTo(new Update.Gone());
        assertThat(store.sessions().update(token, Patch.remove("a"), 1)).isEqualTo(new Update.Gone());

        assertThat(redis.onPrimaries("KEYS", "*" + payload)).allMatch(keys -> ((List<?>) keys).isEmpty());
        assertThat(store.sessions().find(token)).isEmpty();
    }

    @Test
    void spring_ofTwoThatChangeTheTokenAtOnceOneSucceeds() throws Exception {
        TokenStore store = store();
        for (int round = 0; round < 5; round++) {
            Token token = login(store, ANNA).token();
            List<CompletableFuture<Optional<Token>>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(store.async(s -> s.sessions().renew(token)));
            }

            List<Token> renewed =
                    allOf(calls).stream().flatMap(Optional::stream).toList();

            assertThat(renewed).hasSize(1);
            assertThat(store.sessions().find(renewed.get(0))).isPresent();
            assertThat(store.sessions().find(token)).isEmpty();
        }
        assertThat(store.sessions().count(ANNA)).isEqualTo(5);
    }

    @Test
    void spring_theTokenOfAnEndedSessionCannotBeChanged() {
        TokenStore store = store();
        Token token = login(store, ANNA).token();
        store.sessions().end(token);

        assertThat(store.sessions().renew(token)).isEmpty();
        assertThat(store.sessions().count(ANNA)).isZero();
    }

    @Test
    void spring_changesBeforeAndAfterANewTokenAreKept() {
        TokenStore store = store();
        Token old = login(store, NewSession.of(ANNA).attribute("a", "1")).token();
        store.sessions().update(old, Patch.set("b", "2"));

        Token token = store.sessions().renew(old).orElseThrow();

        assertThat(store.sessions().update(old, Patch.set("c", "3"))).isEqualTo(new Update.Gone());
        store.sessions().update(token, Patch.remove("a").andSet("d", "4"));
        assertThat(store.sessions().find(token).orElseThrow().attributes()).containsOnlyKeys("b", "d");
    }

    @Test
    void spring_aChangeThatRacesWithTheEndBringsNothingBack() throws Exception {
        TokenStore store = store();
        for (int round = 0; round < 10; round++) {
            Token token = login(store, ANNA).token();
            var update = store.async(s -> s.sessions().update(token, Patch.set("a", "1")));
            var touch = store.async(s -> s.sessions().findAndTouch(token));
            assertThat(store.sessions().end(token)).isTrue();
            update.get(20, TimeUnit.SECONDS);
            touch.get(20, TimeUnit.SECONDS);

            assertThat(store.sessions().find(token)).isEmpty();
            assertThat(store.sessions().count(ANNA)).isZero();
        }
        assertThat(redis.onPrimaries("KEYS", "*:s:*")).allMatch(keys -> ((List<?>) keys).isEmpty());
    }

    @Test
    void spring_theListOfAPrincipalForgetsWhatExpiredOrEnded() {
        TokenStore store = clocked(spec());
        Creation.Created stays = login(store, ANNA);
        Creation.Created ends = login(store, ANNA);
        login(store, NewSession.of(ANNA).lifetime(Duration.ofMinutes(1), HOUR));
        login(store, BERT);

        pass(Duration.ofMinutes(1));
        store.sessions().end(ends.token());

        assertThat(store.sessions().list(ANNA)).containsExactly(stays.session());
        pass(Duration.ofMinutes(29));
        assertThat(store.sessions().list(ANNA)).isEmpty();
        assertThat(store.sessions().list(BERT)).isEmpty();
    }

    @Test
    void betterAuth_loginsAtTheSameTimeAreAllListed() throws Exception {
        TokenStore store = store();
        List<CompletableFuture<Creation.Created>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            calls.add(store.async(s -> login(s, ANNA)));
        }

        List<Session> created =
                allOf(calls).stream().map(Creation.Created::session).toList();

        assertThat(store.sessions().list(ANNA)).containsExactlyInAnyOrderElementsOf(created);
    }

    @Test
    void betterAuth_whereTheIndexIsLostNoSessionIsHalfAlive() {
        TokenStore store = store();
        Creation.Created lost = login(store, ANNA);
        redis.execute("DEL", "test:t1:auth:{" + store.pseudonym(ANNA) + "}:si");

        assertThat(store.sessions().find(lost.token())).isEmpty();
        assertThat(store.sessions().findAndTouch(lost.token())).isEmpty();
        assertThat(store.sessions().list(ANNA)).isEmpty();
        Creation.Created later = login(store, ANNA);
        assertThat(store.sessions().list(ANNA)).containsExactly(later.session());
        assertThat(store.sessions().find(lost.token())).isEmpty();
    }

    @Test
    void betterAuth_useAfterARevocationBringsNothingBack() throws Exception {
        TokenStore store = store();
        for (int round = 0; round < 10; round++) {
            Token token = login(store, ANNA).token();
            List<CompletableFuture<Optional<Session>>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(store.async(s -> s.sessions().findAndTouch(token)));
            }
            store.revokeAll(ANNA, round % 2 == 0 ? RevokeScope.EVERYTHING : RevokeScope.SESSIONS);
            allOf(calls);

            assertThat(store.sessions().findAndTouch(token)).isEmpty();
            assertThat(store.sessions().count(ANNA)).isZero();
        }
    }

    @Test
    void betterAuth_aLoginAfterALogoutEverywhereLives() {
        TokenStore store = store();
        for (int round = 0; round < 20; round++) {
            store.revokeAll(ANNA, RevokeScope.EVERYTHING);
            Creation.Created created = login(store, ANNA);
            TokenRef access =
                    access(store, "jti", ANNA).session(created.session().id());

            assertThat(store.sessions().list(ANNA)).containsExactly(created.session());
            assertThat(store.revocations().check(access)).isEqualTo(Verdict.ACTIVE);
        }
    }

    @Test
    void betterAuth_noTimeIsRoundedDownToForEver() {
        TokenStore store = store();
        Duration blink = Duration.ofMillis(1);
        login(store, NewSession.of(ANNA).lifetime(blink, blink));
        store.revocations().deny("jti", now().minusSeconds(19));
        store.legacy().storeRefreshToken(ANNA, "hash", blink);
        store.revocations().revokeBefore(Scope.of(WEB));
        store.revocations().revokeBefore(Scope.of(ANNA, WEB));

        for (Object keys : redis.onPrimaries("KEYS", "*")) {
            for (Object key : (List<?>) keys) {
                assertThat(Long.parseLong(String.valueOf(redis.execute("PTTL", (String) key))))
                        .as("" + key)
                        .isNotEqualTo(-1L);
            }
        }
    }
}
