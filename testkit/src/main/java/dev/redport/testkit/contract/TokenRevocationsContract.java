package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Creation;
import dev.redport.token.Denial;
import dev.redport.token.NewSession;
import dev.redport.token.Revocations;
import dev.redport.token.Scope;
import dev.redport.token.Stamp;
import dev.redport.token.Subject;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Denials and checks of access tokens.
 *
 * @since 0.1.0
 */
public abstract class TokenRevocationsContract extends TokenFixture {
    private static final Duration TEN = Duration.ofMinutes(10);
    private static final Duration SKEW = Duration.ofSeconds(10);

    /** How long after its expiry a token may be accepted somewhere. */
    private static final Duration LATE = SKEW.multipliedBy(2);

    /** For subclasses. */
    protected TokenRevocationsContract() {}

    @Test
    void aDenialIsAddedExtendedOrThereAlready() {
        TokenStore store = clocked(spec());
        Revocations revocations = store.revocations();

        assertThat(revocations.deny("jti", now().plus(TEN))).isEqualTo(Denial.ADDED);
        assertThat(revocations.deny("jti", now().plus(TEN))).isEqualTo(Denial.ALREADY);
        assertThat(revocations.deny("jti", now().plusSeconds(1))).isEqualTo(Denial.ALREADY);
        assertThat(lifeOfTheDenial()).isBetween(TEN.toMillis(), TEN.plus(LATE).toMillis());
        assertThat(revocations.deny("jti", now().plus(TEN).plusSeconds(60))).isEqualTo(Denial.EXTENDED);
        assertThat(lifeOfTheDenial()).isGreaterThan(TEN.plus(LATE).toMillis());

        assertThat(told()).containsExactly(TokenOutcome.DENIED, TokenOutcome.DENIED);
        assertThat(counted(TokenOutcome.DENIED)).isEqualTo(2);
        assertThat(store.revocations().check(access(store, "jti", ANNA))).isEqualTo(Verdict.DENIED);
        assertThat(store.revocations().check(access(store, "jtj", ANNA))).isEqualTo(Verdict.ACTIVE);
    }

    private long lifeOfTheDenial() {
        List<Object> keys = new ArrayList<>();
        redis.onPrimaries("KEYS", "*:j").forEach(each -> keys.addAll((List<?>) each));
        assertThat(keys).hasSize(1);
        return Long.parseLong(String.valueOf(redis.execute("PTTL", (String) keys.get(0))));
    }

    @Test
    void tokensExpireLaterThanTheySayBecauseOfTheClockSkew() {
        Revocations revocations = clocked(spec()).revocations();
        assertThat(revocations.deny("late", now().minus(LATE).plusMillis(1))).isEqualTo(Denial.ADDED);
        assertThat(revocations.deny("over", now().minus(LATE))).isEqualTo(Denial.EXPIRED);
        assertThat(revocations.deny("past", Instant.EPOCH.minusSeconds(99))).isEqualTo(Denial.EXPIRED);
        assertThat(revocations.deny("never", Instant.MIN)).isEqualTo(Denial.EXPIRED);
        assertThat(counted(TokenOutcome.DENIED)).isOne();
        TokenRef token = TokenRef.of("jti", ANNA, new Stamp(clock.get()), now().plus(TEN));

        pass(TEN.plus(SKEW).minusMillis(1));
        assertThat(revocations.check(token)).isEqualTo(Verdict.ACTIVE);
        pass(Duration.ofMillis(1));
        trips.clear();
        assertThat(revocations.check(token)).isEqualTo(Verdict.EXPIRED);
        assertThat(revocations.checkAll(List.of(token))).containsExactly(Map.entry(token, Verdict.EXPIRED));
        assertThat(trips).isEmpty();
    }

    @Test
    void whatCannotBeDeniedIsRefused() {
        Revocations revocations = clocked(spec().accessTokens(TEN)).revocations();
        trips.clear();

        for (String id : List.of("", "x".repeat(257), "ü".repeat(129), "\uD800")) {
            assertThatIllegalArgumentException().isThrownBy(() -> revocations.deny(id, now().plus(TEN)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TokenRef.of(id, ANNA, new Stamp(0), now()))
                    .withMessageNotContaining("xxx");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> revocations.deny("jti", now().plus(TEN).plus(SKEW).plusMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> revocations.deny("jti", Instant.MAX));
        assertThat(trips).isEmpty();
        assertThat(revocations.deny("jti", now().plus(TEN).plus(SKEW))).isEqualTo(Denial.ADDED);
    }

    @Test
    void aTokenThatLivesLongerThanTheSpecSaysIsAnError() {
        TokenStore store = clocked(spec().accessTokens(TEN));
        Stamp stamp = store.revocations().stamp(ANNA);
        Instant last = now().plus(TEN).plus(SKEW).plusSeconds(1);
        trips.clear();

        TokenRef tooLong = TokenRef.of("jti", ANNA, stamp, last.plusMillis(1));
        TokenRef good = TokenRef.of("jti", ANNA, stamp, last);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.revocations().check(tooLong))
                .withMessageContaining("accessTokens");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.revocations().checkAll(List.of(good, tooLong)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.revocations().check(TokenRef.of("jti", ANNA, stamp, Instant.MAX)));
        assertThat(trips).isEmpty();
        assertThat(counted(TokenOutcome.CHECK_ACTIVE) + counted(TokenOutcome.CHECK_REFUSED))
                .isZero();
        assertThat(store.revocations().check(good)).isEqualTo(Verdict.ACTIVE);
    }

    @Test
    void aTokenIsAsGoodAsTheSessionItIsBoundTo() {
        TokenStore store = clocked(spec());
        Creation.Created session = login(store, ANNA);
        Creation.Created ofBert = login(store, BERT);
        TokenRef bound = access(store, "jti", ANNA).session(session.session().id());
        TokenRef stolen = access(store, "jti", ANNA).session(ofBert.session().id());

        assertThat(store.revocations().check(bound)).isEqualTo(Verdict.ACTIVE);
        assertThat(store.revocations().check(stolen)).as("of somebody else").isEqualTo(Verdict.SESSION_ENDED);
        store.sessions().renew(session.token());
        assertThat(store.revocations().check(bound)).isEqualTo(Verdict.ACTIVE);
        store.sessions().end(session.session().id());
        assertThat(store.revocations().check(bound)).isEqualTo(Verdict.SESSION_ENDED);

        Creation.Created brief =
                login(store, NewSession.of(ANNA).lifetime(Duration.ofMinutes(1), Duration.ofMinutes(1)));
        TokenRef briefly = access(store, "jti", ANNA).session(brief.session().id());
        assertThat(store.revocations().check(briefly)).isEqualTo(Verdict.ACTIVE);
        pass(Duration.ofMinutes(1));
        assertThat(store.revocations().check(briefly)).isEqualTo(Verdict.SESSION_ENDED);
    }

    @Test
    void manyTokensAreCheckedInOneTrip() {
        TokenStore store = clocked(spec());
        Subject carl = Subject.of("tenant", "carl");
        Creation.Created session = login(store, ANNA);
        List<TokenRef> tokens = List.of(
                access(store, "denied", ANNA),
                access(store, "cut", carl),
                access(store, "bound", ANNA).session(session.session().id()),
                access(store, "good", ANNA),
                TokenRef.of("expired", ANNA, new Stamp(clock.get() - 3_600_000), now().minus(TEN)),
                access(store, "of a client", BERT).client(WEB));
        store.revocations().deny("denied", now().plus(TEN));
        store.revocations().revokeBefore(Scope.of(carl));
        store.sessions().end(session.token());
        trips.clear();
        redis.resetStats();

        Map<TokenRef, Verdict> verdicts = store.revocations().checkAll(tokens);

        assertThat(trips).containsExactly(Operation.TOKEN_CHECK);
        assertThat(tokens.stream().map(verdicts::get))
                .containsExactly(
                        Verdict.DENIED,
                        Verdict.BEFORE_CUTOFF,
                        Verdict.SESSION_ENDED,
                        Verdict.ACTIVE,
                        Verdict.EXPIRED,
                        Verdict.ACTIVE);
        assertThat(verdicts.keySet()).containsExactlyElementsOf(tokens);
        assertThat(redis.commandCount("get")).as("five denials, marks of three").isEqualTo(8);
        assertThat(redis.commandCount("mget"))
                .as("of all, of a tenant, of a client")
                .isEqualTo(3);
        assertThat(counted(TokenOutcome.CHECK_ACTIVE)).isEqualTo(2);
        assertThat(counted(TokenOutcome.CHECK_REFUSED)).isEqualTo(4);
        assertThat(counted(TokenOutcome.CHECK_REMEMBERED)).isZero();
        for (TokenRef token : tokens) {
            trips.clear();
            assertThat(store.revocations().check(token)).isEqualTo(verdicts.get(token));
            assertThat(trips).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void aThousandTokensAreTheMostAndDuplicatesAreAskedForOnce() {
        TokenStore store = clocked(spec().rememberDenied(10));
        TokenRef one = access(store, "one", ANNA);
        store.revocations().deny("one", now().plus(TEN));
        List<TokenRef> tokens = new ArrayList<>(List.of(one, one, one));
        Stamp stamp = store.revocations().stamp(BERT);
        for (int i = 3; i < 1_000; i++) {
            tokens.add(TokenRef.of("jti" + i, i % 2 == 0 ? ANNA : BERT, stamp, now().plus(TEN)));
        }
        trips.clear();
        redis.resetStats();

        Map<TokenRef, Verdict> verdicts = store.revocations().checkAll(tokens);

        assertThat(trips).hasSize(1);
        assertThat(verdicts).hasSize(998);
        assertThat(verdicts.values().stream().filter(Verdict::isActive)).hasSize(997);
        assertThat(verdicts.get(one)).isEqualTo(Verdict.DENIED);
        assertThat(redis.commandCount("get")).isEqualTo(998 + 2);
        assertThat(redis.commandCount("mget")).isEqualTo(1);
        assertThat(store.revocations().checkAll(List.of(one, one))).hasSize(1);
        assertThat(counted(TokenOutcome.CHECK_REFUSED)).isEqualTo(2);
        assertThat(counted(TokenOutcome.CHECK_REMEMBERED)).isEqualTo(1);
        tokens.add(one);
        trips.clear();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.revocations().checkAll(tokens));
        assertThat(store.revocations().checkAll(List.of())).isEmpty();
        assertThat(trips).isEmpty();
    }

    @Test
    void whatIsRememberedAsRefusedCostsNoTripAndWhatIsGoodIsAskedEachTime() {
        TokenStore store = clocked(spec().rememberDenied(2));
        List<TokenRef> tokens = List.of(access(store, "a", ANNA), access(store, "b", ANNA), access(store, "c", ANNA));
        assertThat(tripsToCheck(store, tokens.get(0), Verdict.ACTIVE)).isOne();
        assertThat(tripsToCheck(store, tokens.get(0), Verdict.ACTIVE)).isOne();
        for (String id : List.of("a", "b", "c")) {
            store.revocations().deny(id, now().plus(TEN));
        }

        assertThat(tripsToCheck(store, tokens.get(0), Verdict.DENIED))
                .as("never remembered as good")
                .isOne();
        assertThat(tripsToCheck(store, tokens.get(1), Verdict.DENIED)).isOne();
        assertThat(tripsToCheck(store, tokens.get(2), Verdict.DENIED)).isOne();
        assertThat(tripsToCheck(store, tokens.get(0), Verdict.DENIED)).isZero();
        assertThat(tripsToCheck(store, tokens.get(1), Verdict.DENIED)).isZero();
        assertThat(tripsToCheck(store, tokens.get(2), Verdict.DENIED))
                .as("two are the most")
                .isOne();
        assertThat(tripsToCheck(store, access(store, "a", ANNA), Verdict.DENIED))
                .as("the same claims in another object")
                .isZero();
        assertThat(tripsToCheck(store, access(store, "a", BERT), Verdict.DENIED))
                .as("of somebody else")
                .isOne();
        assertThat(counted(TokenOutcome.CHECK_REMEMBERED)).isEqualTo(3);
        assertThat(counted(TokenOutcome.CHECK_REFUSED)).isEqualTo(8);
        pass(TEN.plus(SKEW).plusSeconds(2));
        store.revocations().deny("d", now().plus(TEN));
        TokenRef later = access(store, "d", ANNA);
        assertThat(tripsToCheck(store, later, Verdict.DENIED)).isOne();
        assertThat(tripsToCheck(store, later, Verdict.DENIED))
                .as("what has expired made room")
                .isZero();
    }

    private int tripsToCheck(TokenStore store, TokenRef token, Verdict expected) {
        trips.clear();
        assertThat(store.revocations().check(token)).isEqualTo(expected);
        return trips.size();
    }

    /** Because its end is a matter of clocks, which may differ, and a login elsewhere may have moved it. */
    @Test
    void thatASessionHasExpiredIsNotRemembered() {
        TokenStore store = clocked(spec().rememberDenied(10));
        Creation.Created session = login(store, ANNA);
        TokenRef bound = access(store, "jti", ANNA).session(session.session().id());
        Instant real = now();
        store = clocked(spec().rememberDenied(10).accessTokens(Duration.ofHours(9)));
        TokenRef longer = TokenRef.of("jti", ANNA, new Stamp(clock.get()), now().plus(Duration.ofHours(8)))
                .session(session.session().id());
        pass(Duration.ofHours(1));
        assertThat(store.revocations().check(longer)).isEqualTo(Verdict.SESSION_ENDED);

        clock.set(real.toEpochMilli());

        assertThat(store.revocations().check(longer)).isEqualTo(Verdict.ACTIVE);
        store.sessions().end(session.token());
        assertThat(tripsToCheck(store, longer, Verdict.SESSION_ENDED)).isOne();
        assertThat(tripsToCheck(store, longer, Verdict.SESSION_ENDED)).isZero();
        assertThat(tripsToCheck(store, bound, Verdict.SESSION_ENDED)).isLessThanOrEqualTo(1);
    }
}
