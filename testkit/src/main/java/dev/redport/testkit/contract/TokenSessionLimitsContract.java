package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.CodecException;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Creation;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.Scope;
import dev.redport.token.Session;
import dev.redport.token.SessionLimit;
import dev.redport.token.Sessions;
import dev.redport.token.Token;
import dev.redport.token.TokenEvent;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How long sessions live, how many there may be, how seldom use is written down, and what is told of all that.
 *
 * @since 0.1.0
 */
public abstract class TokenSessionLimitsContract extends TokenFixture {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** For subclasses. */
    protected TokenSessionLimitsContract() {}

    @Test
    void useMovesTheEndUpToTheLongestLifeAndNotBeyond() {
        TokenStore store = clocked(spec().sessions(Duration.ofMinutes(30), Duration.ofHours(2)));
        Creation.Created created = login(store, ANNA);
        Token token = created.token();

        for (int i = 0; i < 11; i++) {
            pass(Duration.ofMinutes(10));
            Session session = store.sessions().findAndTouch(token).orElseThrow();
            assertThat(session.expires())
                    .isEqualTo(min(
                            now().plus(Duration.ofMinutes(30)),
                            created.session().expiresAtLast()));
        }
        pass(Duration.ofMinutes(10).minusMillis(1));
        assertThat(store.sessions().findAndTouch(token)).isPresent();
        pass(Duration.ofMillis(1));
        assertThat(store.sessions().findAndTouch(token)).isEmpty();
        assertThat(store.sessions().list(ANNA)).isEmpty();
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    @Test
    void aSessionsOwnLifetimeIsShorterOrRefused() {
        TokenStore store = clocked(spec().sessions(Duration.ofMinutes(30), Duration.ofHours(2)));
        NewSession brief = NewSession.of(ANNA).lifetime(Duration.ofMinutes(1), Duration.ofMinutes(5));

        assertThat(login(store, brief).session().expiresAtLast()).isEqualTo(now().plus(Duration.ofMinutes(5)));

        NewSession tooLong = brief.lifetime(MINUTE, Duration.ofHours(2).plusMillis(1));
        assertThatIllegalArgumentException().isThrownBy(() -> store.sessions().create(tooLong));
        assertThat(store.sessions().count(ANNA)).isOne();
        for (Duration bad : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofMillis(-1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> brief.lifetime(bad, MINUTE));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> brief.lifetime(MINUTE, MINUTE.minusNanos(1)));
    }

    @Test
    void whatNoSessionMayHaveIsRefusedBeforeItGetsToRedis() {
        NewSession some = NewSession.of(ANNA);
        for (String name : List.of("", "a b", "ä", "a:b", "x".repeat(65))) {
            assertThatIllegalArgumentException().isThrownBy(() -> some.attribute(name, ""));
            assertThatIllegalArgumentException().isThrownBy(() -> Patch.set(name, ""));
            assertThatIllegalArgumentException().isThrownBy(() -> Patch.remove(name));
        }
        for (String value : List.of("x".repeat(16_385), "ü".repeat(8_193), "\uD800")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> some.attribute("a", value))
                    .withMessageNotContaining("xx");
            assertThatIllegalArgumentException().isThrownBy(() -> Patch.set("a", value));
        }
        NewSession full = some;
        for (int i = 0; i < 64; i++) {
            full = full.attribute("a" + i, "");
        }
        NewSession last = full;
        assertThat(last.attribute("a0", "again")).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> last.attribute("one", "more"));
        assertThatIllegalArgumentException().isThrownBy(() -> spec().maxSessions(0, SessionLimit.REJECT));
        assertThatIllegalArgumentException().isThrownBy(() -> spec().maxSessions(1_001, SessionLimit.REJECT));
    }

    @Test
    void useWithinATouchIntervalIsNotWrittenDown() {
        TokenStore store = clocked(spec().touchInterval(MINUTE));
        Sessions sessions = store.sessions();
        Creation.Created created = login(store, ANNA);
        redis.resetStats();

        pass(MINUTE.minusMillis(1));
        for (int i = 0; i < 3; i++) {
            assertThat(sessions.findAndTouch(created.token())).contains(created.session());
        }
        assertThat(writes()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(sessions.findAndTouch(created.token()).orElseThrow().lastSeen())
                .isEqualTo(now());
        long written = writes();
        assertThat(written).as("this look would have seen a write").isPositive();
        assertThat(sessions.findAndTouch(created.token())).isPresent();
        assertThat(writes()).isEqualTo(written);
    }

    private long writes() {
        return List.of("hset", "zadd", "pexpire", "set", "zrem", "unlink").stream()
                .mapToLong(redis::commandCount)
                .sum();
    }

    @Test
    void useOfAShortSessionIsWrittenDownAfterHalfOfItsIdleTime() {
        TokenStore store = clocked(spec().touchInterval(Duration.ofHours(1)));
        Token token = login(store, NewSession.of(ANNA).lifetime(MINUTE, Duration.ofHours(1)))
                .token();

        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(29));
            assertThat(store.sessions().findAndTouch(token)).isPresent();
        }
        pass(MINUTE);
        assertThat(store.sessions().find(token)).isEmpty();
    }

    @Test
    void oneTooManyIsRejected() {
        TokenStore store = clocked(limited(SessionLimit.REJECT));
        List<Creation.Created> all = threeLogins(store);
        trips.clear();
        events.clear();

        Creation creation = store.sessions().create(NewSession.of(ANNA));

        assertThat(creation).isEqualTo(new Creation.LimitReached(3));
        assertThat(trips).hasSizeLessThanOrEqualTo(2);
        assertThat(told()).containsExactly(TokenOutcome.SESSION_REJECTED);
        assertThat(counted(TokenOutcome.SESSION_REJECTED)).isOne();
        all.forEach(each -> assertThat(store.sessions().find(each.token())).isPresent());
        assertThat(login(store, BERT)).as("somebody else").isNotNull();
        store.sessions().end(all.get(1).token());
        assertThat(login(store, ANNA).evicted()).isEmpty();
        pass(Duration.ofMinutes(30));
        assertThat(login(store, ANNA)).as("what has expired does not count").isNotNull();
        assertThat(store.sessions().count(ANNA)).isOne();
    }

    private TokenSpec limited(SessionLimit limit) {
        return spec().maxSessions(3, limit);
    }

    /** A second apart; the first one is the last that was used. */
    private List<Creation.Created> threeLogins(TokenStore store) {
        List<Creation.Created> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(login(store, ANNA));
            pass(Duration.ofSeconds(1));
        }
        store.sessions().findAndTouch(all.get(0).token());
        pass(Duration.ofSeconds(1));
        return all;
    }

    @Test
    void theLeastRecentOrTheOldestMakesRoom() {
        for (SessionLimit limit : List.of(SessionLimit.EVICT_LEAST_RECENT, SessionLimit.EVICT_OLDEST)) {
            emptyTheServers();
            TokenStore store = clocked(limited(limit));
            List<Creation.Created> all = threeLogins(store);
            Creation.Created victim = all.get(limit == SessionLimit.EVICT_OLDEST ? 0 : 1);
            trips.clear();
            events.clear();

            Creation.Created fourth = login(store, ANNA);

            assertThat(trips).as("and what the evicted one left behind").hasSize(3);
            assertThat(fourth.evicted())
                    .as("" + limit)
                    .containsExactly(victim.session().id());
            assertThat(told()).containsExactlyInAnyOrder(TokenOutcome.SESSION_CREATED, TokenOutcome.SESSION_EVICTED);
            assertThat(events)
                    .filteredOn(event -> event.outcome() == TokenOutcome.SESSION_EVICTED)
                    .extracting(TokenEvent::id)
                    .containsExactly(victim.session().id().text());
            for (Creation.Created each : all) {
                assertThat(store.sessions().find(each.token()).isPresent()).isEqualTo(!each.equals(victim));
            }
            assertThat(store.sessions().count(ANNA)).isEqualTo(3);
        }
        assertThat(counted(TokenOutcome.SESSION_EVICTED)).isEqualTo(2);
    }

    @Test
    void aLowerLimitTakesEffectWithTheNextLogin() {
        TokenStore many = clocked(spec().maxSessions(6, SessionLimit.EVICT_OLDEST));
        List<Creation.Created> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(login(many, ANNA));
            pass(Duration.ofSeconds(1));
        }

        Creation.Created last = login(clocked(spec().maxSessions(2, SessionLimit.EVICT_OLDEST)), ANNA);

        assertThat(last.evicted()).hasSize(5);
        assertThat(many.sessions().list(ANNA))
                .containsExactly(last.session(), all.get(5).session());
    }

    @Test
    void revokedSessionsTakeNoRoom() {
        TokenStore store = clocked(limited(SessionLimit.REJECT));
        TokenStore elsewhere = clocked(limited(SessionLimit.REJECT));
        threeLogins(store);

        elsewhere.revocations().revokeBefore(Scope.everyone());
        Creation.Created later = login(store, ANNA);

        assertThat(store.sessions().list(ANNA)).containsExactly(later.session());
        assertThat(login(store, ANNA)).isNotNull();
        assertThat(login(store, ANNA)).isNotNull();
        assertThat(store.sessions().create(NewSession.of(ANNA))).isEqualTo(new Creation.LimitReached(3));
    }

    @Test
    void everyChangeIsToldOnceWithThePseudonymAndTheIdAndNoMore() {
        TokenStore store = store();
        Sessions sessions = store.sessions();
        Creation.Created created = login(store, ANNA);
        Token next = sessions.renew(created.token()).orElseThrow();
        sessions.find(next);
        sessions.findAndTouch(next);
        sessions.update(next, Patch.set("a", "1"));
        sessions.list(ANNA);
        sessions.end(next);
        sessions.end(next);

        assertThat(told())
                .containsExactly(
                        TokenOutcome.SESSION_CREATED, TokenOutcome.SESSION_RENEWED, TokenOutcome.SESSION_ENDED);
        for (TokenEvent event : events) {
            assertThat(event.store()).isEqualTo("auth");
            assertThat(event.subject()).isEqualTo(store.pseudonym(ANNA));
            assertThat(event.id()).isEqualTo(created.session().id().text());
        }
        for (TokenOutcome outcome : told()) {
            assertThat(counted(outcome)).isOne();
        }
    }

    @Test
    void aListenerThatThrowsBreaksNothing() {
        TokenStore store = store(spec().listener(event -> {
            throw new IllegalStateException("a listener of this test");
        }));

        Creation.Created created = login(store, ANNA);

        assertThat(store.sessions().find(created.token())).isPresent();
        assertThat(store.sessions().end(created.token())).isTrue();
    }

    @Test
    void attributesOfAnotherKindThanTheSpecSaysAreAnErrorAndNoSession() {
        Token token = login(store(), NewSession.of(ANNA).attribute("a", "1")).token();
        TokenStore encrypting = store(spec().encryptAttributes());

        assertThatThrownBy(() -> encrypting.sessions().find(token))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("TokenSpec");
    }
}
