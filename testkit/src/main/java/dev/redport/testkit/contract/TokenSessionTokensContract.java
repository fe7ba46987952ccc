package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.redport.config.Secret;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Creation;
import dev.redport.token.KeyRing;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.RefreshStatus;
import dev.redport.token.Refreshed;
import dev.redport.token.Refusal;
import dev.redport.token.Rotation;
import dev.redport.token.Session;
import dev.redport.token.SessionId;
import dev.redport.token.Sessions;
import dev.redport.token.Token;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Tokens of sessions: renewed, ended, malformed and forged ones; and how many trips each method makes.
 *
 * @since 0.1.0
 */
public abstract class TokenSessionTokensContract extends TokenFixture {
    /** For subclasses. */
    protected TokenSessionTokensContract() {}

    @Test
    void aRenewedSessionHasAnotherTokenAndTheSameId() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        Creation.Created created = login(store, NewSession.of(ANNA).attribute("a", "1"));

        Token next = sessions.renew(created.token()).orElseThrow();

        assertThat(next).isNotEqualTo(created.token());
        assertThat(sessions.find(created.token())).isEmpty();
        assertThat(sessions.renew(created.token())).isEmpty();
        Session found = sessions.find(next).orElseThrow();
        assertThat(found.id()).isEqualTo(created.session().id());
        assertThat(found.attributes()).isEqualTo(Map.of("a", "1"));
        assertThat(found.version()).isEqualTo(2);
        assertThat(sessions.count(ANNA)).isOne();
        assertThat(told()).containsExactly(TokenOutcome.SESSION_CREATED, TokenOutcome.SESSION_RENEWED);
    }

    @Test
    void aSessionEndsOnceByItsTokenOrItsId() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        Creation.Created one = login(store, ANNA);
        Creation.Created other = login(store, ANNA);

        assertThat(sessions.end(one.token())).isTrue();
        assertThat(sessions.end(one.token())).isFalse();
        assertThat(sessions.end(one.session().id())).isFalse();
        assertThat(sessions.list(ANNA)).containsExactly(other.session());
        assertThat(sessions.end(SessionId.of(other.session().id().text()))).isTrue();

        for (Token ended : List.of(one.token(), other.token())) {
            assertThat(sessions.find(ended)).isEmpty();
            assertThat(sessions.findAndTouch(ended)).isEmpty();
            assertThat(sessions.update(ended, Patch.set("a", "1"))).isEqualTo(new Update.Gone());
            assertThat(sessions.update(ended, Patch.set("a", "1"), 1)).isEqualTo(new Update.Gone());
            assertThat(sessions.renew(ended)).isEmpty();
            assertThat(sessions.end(ended)).isFalse();
            assertThat(sessions.endOthers(ended)).isZero();
        }
        assertThat(sessions.count(ANNA)).isZero();
        assertThat(counted(TokenOutcome.SESSION_ENDED)).isEqualTo(2);
    }

    @Test
    void whatIsNoTokenIsAnsweredWithoutATrip() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        String good = login(store, ANNA).token().reveal();
        String refresh = grant(store, ANNA).token().reveal();
        List<String> bad = List.of(
                "",
                " ",
                "all",
                "rs1",
                good + "x",
                good + "\n",
                " " + good,
                good.substring(0, good.length() - 1),
                good.replaceFirst("rs1", "rs2"),
                good.replaceFirst("rs1", "RS1"),
                good.replace('.', ':'),
                refresh,
                "rs1.{g}:w",
                "rs1....",
                "\u0000".repeat(100),
                "x".repeat(1_000_000),
                good + "." + good);

        for (String text : bad) {
            Token token = Token.of(text);
            int made = trips(() -> {
                assertThat(sessions.find(token)).isEmpty();
                assertThat(sessions.findAndTouch(token)).isEmpty();
                assertThat(sessions.update(token, Patch.set("a", "1"))).isEqualTo(new Update.Gone());
                assertThat(sessions.renew(token)).isEmpty();
                assertThat(sessions.end(token)).isFalse();
                assertThat(sessions.endOthers(token)).isZero();
            });
            assertThat(made).isZero();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SessionId.of(good));
        assertThatIllegalArgumentException().isThrownBy(() -> SessionId.of("all"));
    }

    @Test
    void aWrongSecretDoesNothing() {
        TokenStore store = clocked(spec());
        Sessions sessions = store.sessions();
        Creation.Created mine = login(store, ANNA);
        Creation.Created other = login(store, ANNA);
        String text = mine.token().reveal();
        String head = text.substring(0, text.lastIndexOf('.') + 1);
        String secretOfOther = other.token().reveal().substring(head.length());
        Token forged = Token.of(head + secretOfOther);
        Token elsewhere = Token.of(text.replace(store.pseudonym(ANNA), store.pseudonym(BERT)));
        pass(Duration.ofMinutes(1));
        long keys = redis.keys();

        for (Token wrong : List.of(forged, elsewhere)) {
            assertThat(sessions.find(wrong)).isEmpty();
            assertThat(sessions.findAndTouch(wrong)).isEmpty();
            assertThat(sessions.update(wrong, Patch.set("a", "1"))).isEqualTo(new Update.Gone());
            assertThat(sessions.renew(wrong)).isEmpty();
            assertThat(sessions.end(wrong)).isFalse();
            assertThat(sessions.endOthers(wrong)).isZero();
        }

        assertThat(redis.keys()).as("nothing was written").isEqualTo(keys);
        assertThat(sessions.find(mine.token())).contains(mine.session());
        assertThat(sessions.find(other.token())).contains(other.session());
    }

    @Test
    void eachMethodMakesTheTripsItSays() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        Creation.Created one = login(store, ANNA);
        Token token = one.token();

        assertThat(trips(() -> sessions.create(NewSession.of(ANNA)))).isOne();
        assertThat(trips).containsExactly(Operation.TOKEN_SESSION_CREATE);
        assertThat(trips(() -> sessions.find(token))).isOne();
        assertThat(trips(() -> sessions.findAndTouch(token))).isOne();
        assertThat(trips).containsExactly(Operation.TOKEN_SESSION_FIND);
        assertThat(trips(() -> sessions.update(token, Patch.set("a", "1")))).isOne();
        assertThat(trips(() -> sessions.count(ANNA))).isOne();
        assertThat(trips(() -> sessions.list(ANNA))).isEqualTo(2);
        assertThat(trips(() -> sessions.list(BERT))).isOne();
        Token next = sessions.renew(token).orElseThrow();
        assertThat(trips(() -> sessions.renew(token))).isOne();
        assertThat(trips(() -> sessions.endOthers(next)))
                .as("a look, the end, and what it left behind")
                .isEqualTo(3);
        assertThat(trips(() -> sessions.end(next))).isOne();
        assertThat(trips(() -> sessions.endAll(ANNA))).isOne();
        login(store, ANNA);
        assertThat(trips(() -> sessions.endAll(ANNA)))
                .as("the end, and what it left behind")
                .isEqualTo(2);
    }

    private int trips(Runnable call) {
        trips.clear();
        call.run();
        return trips.size();
    }

    @Test
    void theIdInAVerifiedJwtIsAsGoodAsTheToken() {
        TokenStore store = clocked(spec());
        Creation.Created here = login(store, ANNA);
        Creation.Created there = login(store, ANNA);
        assertThat(store.sessions().find(here.session().id())).contains(here.session());
        pass(Duration.ofMinutes(29));
        assertThat(store.sessions().findAndTouch(here.session().id())).isPresent();
        assertThat(store.sessions().endOthers(here.session().id())).isEqualTo(1);
        assertThat(store.sessions().find(there.session().id())).isEmpty();
        pass(Duration.ofMinutes(29));
        assertThat(store.sessions().find(here.session().id())).isPresent();
        pass(Duration.ofMinutes(1));
        assertThat(store.sessions().findAndTouch(here.session().id())).isEmpty();
        assertThat(store.sessions().endOthers(here.session().id())).isZero();
    }

    @Test
    void aSessionEndsForItsOwnSubjectOnly() {
        TokenStore store = store();
        Creation.Created anna = login(store, ANNA);
        assertThat(store.sessions().end(BERT, anna.session().id())).isFalse();
        assertThat(store.sessions().find(anna.token())).isPresent();
        assertThat(store.sessions().end(ANNA, anna.session().id())).isTrue();
        assertThat(store.sessions().find(anna.token())).isEmpty();
    }

    @Test
    void whatWasSealedWithAKeyThatLeftTheRingReadsAsAbsent() {
        String index = KEYS.text().reveal().replaceFirst(",.*", "");
        String other = KeyRing.random().text().reveal().replaceFirst("index=[^,]*,k1", "k2");
        TokenStore before = store();
        Creation.Created old = login(before, ANNA);
        Refreshed refresh = grant(before, ANNA);
        TokenStore both = store(TokenSpec.named(
                "auth", KeyRing.parse(Secret.of(KEYS.text().reveal().replaceFirst(",", "," + other + ",")))));
        Token next = rotate(both, refresh.token()).token();
        assertThat(next.reveal()).contains(".k2.");
        assertThat(both.sessions().find(old.token())).isPresent();

        TokenStore after = store(TokenSpec.named("auth", KeyRing.parse(Secret.of(index + "," + other))));
        Creation.Created fresh = login(after, ANNA);
        assertThat(after.sessions().find(old.token())).isEmpty();
        assertThat(after.sessions().list(ANNA)).containsExactly(fresh.session());
        assertThat(after.refreshTokens().validate(next, WEB)).isEqualTo(new RefreshStatus.Refused(Refusal.UNKNOWN));
        assertThat(after.refreshTokens().rotate(next, WEB)).isEqualTo(new Rotation.Refused(Refusal.UNKNOWN));
        assertThat(after.sessions().endOthers(fresh.token()))
                .as("it can still be ended")
                .isEqualTo(1);
    }
}
