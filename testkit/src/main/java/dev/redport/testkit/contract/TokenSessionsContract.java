package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Creation;
import dev.redport.token.Device;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.Session;
import dev.redport.token.Sessions;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenEvent;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Sessions of the token store: what each method does, tells, and costs.
 *
 * @since 0.1.0
 */
public abstract class TokenSessionsContract extends TokenFixture {
    private static final Device PHONE = new Device("Anna's phone", "203.0.113.7", "Mozilla/5.0 (Android 15)");
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** For subclasses. */
    protected TokenSessionsContract() {}

    @Test
    void aSessionIsFoundAndListedAsItWasCreated() {
        TokenStore store = clocked(spec());

        Creation.Created created = login(
                store,
                NewSession.of(ANNA)
                        .device(PHONE)
                        .attribute("theme", "dark")
                        .attribute("cart", "")
                        .lifetime(IDLE, LONGEST));

        Session session = created.session();
        assertThat(session.subject()).isEqualTo(ANNA);
        assertThat(session.device()).isEqualTo(PHONE);
        assertThat(session.created()).isEqualTo(now());
        assertThat(session.lastSeen()).isEqualTo(now());
        assertThat(session.expires()).isEqualTo(now().plus(IDLE));
        assertThat(session.expiresAtLast()).isEqualTo(now().plus(LONGEST));
        assertThat(session.version()).isEqualTo(1);
        assertThat(session.attributes()).isEqualTo(Map.of("theme", "dark", "cart", ""));
        assertThat(session.id().text()).startsWith(store.pseudonym(ANNA) + ".");
        assertThat(created.evicted()).isEmpty();
        pass(Duration.ofMinutes(2));
        assertThat(store.sessions().find(created.token())).contains(session);
        assertThat(store.sessions().list(ANNA)).containsExactly(session);
        assertThat(store.sessions().count(ANNA)).isOne();
        assertThat(store.sessions().list(BERT)).isEmpty();
        assertThat(store.sessions().count(BERT)).isZero();
    }

    @Test
    void whatADeviceSaysIsStoredInAnyLanguageAndLength() {
        Device odd = new Device("Mobile d'Anaïs \uD83D\uDCF1\n", "fe80::1%eth0", "x".repeat(600));
        Subject long256 = Subject.of("t".repeat(256), "\u00fc".repeat(128));
        TokenStore store = store();

        Token token = login(store, NewSession.of(long256).device(odd)).token();

        Session found = store.sessions().find(token).orElseThrow();
        assertThat(found.subject()).isEqualTo(long256);
        assertThat(found.device()).isEqualTo(odd);
        assertThat(found.device().userAgent()).hasSize(512);
    }

    @Test
    void attributesTakeAnyTextUpToTheirSize() {
        TokenStore store = store();
        String biggest = "\uD83D\uDD11".repeat(4_096);
        NewSession session = NewSession.of(ANNA).attribute("big", biggest).attribute("odd", "\0\r\n;'\"{}");
        for (int i = 2; i < 64; i++) {
            session = session.attribute("A-z_0.9" + i, "v" + i);
        }

        Session found = store.sessions().find(login(store, session).token()).orElseThrow();

        assertThat(found.attributes()).hasSize(64).containsEntry("big", biggest).containsEntry("odd", "\0\r\n;'\"{}");
    }

    @Test
    void encryptedAttributesComeBackAndAreNotReadableInRedis() {
        TokenStore store = store(spec().encryptAttributes());
        Token token = login(store, NewSession.of(ANNA).attribute("iban", "DE89370400440532013000"))
                .token();
        store.sessions().update(token, Patch.set("card", "4111111111111111"));

        assertThat(store.sessions().find(token).orElseThrow().attributes())
                .isEqualTo(Map.of("iban", "DE89370400440532013000", "card", "4111111111111111"));
        String hash = String.valueOf(redis.execute("HGETALL", payload(store, ANNA, token)));
        assertThat(hash).contains("@iban", "@card").doesNotContain("DE8937", "411111");
        Token plain =
                login(store(), NewSession.of(ANNA).attribute("theme", "dark")).token();
        assertThat(String.valueOf(redis.execute("HGETALL", payload(store, ANNA, plain))))
                .as("this look would have seen it")
                .contains("dark");
    }

    private static String payload(TokenStore store, Subject subject, Token token) {
        String member = token.reveal().split("\\.", -1)[2];
        return "test:t1:auth:{" + store.pseudonym(subject) + "}:s:" + member.substring(13);
    }

    @Test
    void onlyFindAndTouchCountsAsUse() {
        TokenStore store = clocked(spec());
        Sessions sessions = store.sessions();
        Token token = login(store, NewSession.of(ANNA).lifetime(IDLE, LONGEST)).token();
        pass(Duration.ofMinutes(4));
        Session first = sessions.find(token).orElseThrow();

        Session touched = sessions.findAndTouch(token).orElseThrow();

        assertThat(first.lastSeen()).isEqualTo(now().minus(Duration.ofMinutes(4)));
        assertThat(touched.lastSeen()).isEqualTo(now());
        assertThat(touched.expires()).isEqualTo(now().plus(IDLE));
        assertThat(touched.expiresAtLast()).isEqualTo(first.expiresAtLast());
        assertThat(touched.version()).as("a touch changes nothing of it").isEqualTo(1);
        assertThat(sessions.find(token)).contains(touched);
        pass(IDLE.minusMillis(1));
        assertThat(sessions.list(ANNA)).containsExactly(touched);
        pass(Duration.ofMillis(1));
        assertThat(sessions.find(token)).isEmpty();
        assertThat(sessions.findAndTouch(token)).isEmpty();
        assertThat(sessions.count(ANNA)).isZero();
    }

    @Test
    void updatesSetAndRemoveAndLeaveTheRest() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        Token token = login(
                        store,
                        NewSession.of(ANNA)
                                .device(PHONE)
                                .attribute("a", "1")
                                .attribute("b", "2")
                                .attribute("c", "3"))
                .token();

        Update update = sessions.update(
                token, Patch.set("a", "10").andSet("d", "4").andRemove("b").andRemove("none"));

        assertThat(update).isEqualTo(new Update.Updated(2));
        Session found = sessions.find(token).orElseThrow();
        assertThat(found.attributes()).isEqualTo(Map.of("a", "10", "c", "3", "d", "4"));
        assertThat(found.version()).isEqualTo(2);
        assertThat(found.device()).isEqualTo(PHONE);
        assertThat(sessions.update(token, Patch.remove("a").andRemove("c").andRemove("d")))
                .isEqualTo(new Update.Updated(3));
        assertThat(sessions.find(token).orElseThrow().attributes()).isEmpty();
        assertThat(sessions.update(token, Patch.set("b", "x").andRemove("b"))).isEqualTo(new Update.Updated(4));
        assertThat(sessions.find(token).orElseThrow().attributes()).isEmpty();
    }

    @Test
    void anUpdateOfAnotherVersionIsAConflictAndChangesNothing() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        Token token = login(store, NewSession.of(ANNA).attribute("a", "1")).token();
        assertThat(sessions.update(token, Patch.set("a", "2"), 1)).isEqualTo(new Update.Updated(2));

        assertThat(sessions.update(token, Patch.set("a", "3"), 1)).isEqualTo(new Update.Conflict(2));
        assertThat(sessions.update(token, Patch.remove("a"), 9)).isEqualTo(new Update.Conflict(2));

        assertThat(sessions.find(token).orElseThrow().attributes()).isEqualTo(Map.of("a", "2"));
        assertThat(sessions.update(token, Patch.set("a", "4"), 2)).isEqualTo(new Update.Updated(3));
        assertThatIllegalArgumentException().isThrownBy(() -> sessions.update(token, Patch.set("a", "5"), 0));
    }

    @Test
    void anUpdateNeverLeavesMoreThanSixtyFourAttributes() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        NewSession full = NewSession.of(ANNA);
        for (int i = 0; i < 64; i++) {
            full = full.attribute("a" + i, "");
        }
        Token token = login(store, full).token();

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> sessions.update(token, Patch.set("one", "more").andRemove("none")))
                .withMessageContaining("64");

        assertThat(sessions.find(token).orElseThrow().version()).isEqualTo(1);
        assertThat(sessions.update(token, Patch.set("a0", "x"))).isEqualTo(new Update.Updated(2));
        assertThat(sessions.update(token, Patch.set("one", "more").andRemove("a1")))
                .isEqualTo(new Update.Updated(3));
        assertThat(sessions.find(token).orElseThrow().attributes())
                .hasSize(64)
                .containsEntry("one", "more")
                .doesNotContainKey("a1");
    }

    @Test
    void endingTheOthersSparesTheCurrentOneAndOtherSubjects() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        Creation.Created current = login(store, ANNA);
        List<Creation.Created> others = List.of(login(store, ANNA), login(store, ANNA), login(store, ANNA));
        Creation.Created stranger = login(store, BERT);
        events.clear();

        assertThat(sessions.endOthers(current.token())).isEqualTo(3);

        others.forEach(other -> assertThat(sessions.find(other.token())).isEmpty());
        assertThat(sessions.list(ANNA)).containsExactly(current.session());
        assertThat(sessions.find(stranger.token())).isPresent();
        assertThat(events)
                .extracting(TokenEvent::id)
                .containsExactlyInAnyOrderElementsOf(others.stream()
                        .map(other -> other.session().id().text())
                        .toList());
        assertThat(told()).containsOnly(TokenOutcome.SESSION_ENDED);
        assertThat(sessions.endOthers(current.token())).isZero();
        assertThat(redis.onPrimaries("KEYS", "*:s:*").stream()
                        .mapToLong(keys -> ((List<?>) keys).size())
                        .sum())
                .as("payloads of those that live")
                .isEqualTo(2);
    }

    @Test
    void endingAllEndsAllAndLaterOnesLive() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        List<Creation.Created> all = List.of(login(store, ANNA), login(store, ANNA));
        Creation.Created stranger = login(store, BERT);

        assertThat(sessions.endAll(ANNA)).isEqualTo(2);

        all.forEach(each -> assertThat(sessions.find(each.token())).isEmpty());
        assertThat(sessions.endAll(ANNA)).isZero();
        assertThat(sessions.endAll(Subject.of("nobody"))).isZero();
        Creation.Created later = login(store, ANNA);
        assertThat(sessions.list(ANNA)).containsExactly(later.session());
        assertThat(sessions.find(stranger.token())).isPresent();
        assertThat(counted(TokenOutcome.SESSION_ENDED)).isEqualTo(2);
    }

    @Test
    void theMostRecentlyUsedIsListedFirst() {
        TokenStore store = clocked(spec());
        List<Creation.Created> created = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            created.add(login(store, NewSession.of(ANNA).attribute("n", "" + i)));
            pass(Duration.ofSeconds(1));
        }
        store.sessions().findAndTouch(created.get(1).token());

        assertThat(store.sessions().list(ANNA))
                .extracting(session -> session.attributes().get("n"))
                .containsExactly("1", "3", "2", "0");
    }
}
