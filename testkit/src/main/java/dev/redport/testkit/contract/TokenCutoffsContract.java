package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Creation;
import dev.redport.token.Patch;
import dev.redport.token.Refreshed;
import dev.redport.token.Refusal;
import dev.redport.token.RevokeReport;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.SessionLimit;
import dev.redport.token.Stamp;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Stamps and cut-offs: what was issued before is revoked, what is issued after is not, whatever the clocks say.
 *
 * @since 0.1.0
 */
public abstract class TokenCutoffsContract extends TokenFixture {
    private static final Subject CARL = Subject.of("tenant", "carl");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofSeconds(10);
    private static final List<Scope> SCOPES =
            List.of(Scope.of(CARL), Scope.of(CARL, WEB), Scope.of(WEB), Scope.ofTenant("tenant"), Scope.everyone());

    /** For subclasses. */
    protected TokenCutoffsContract() {}

    private TokenRef ofWeb(TokenStore store) {
        Stamp stamp = store.revocations().stamp(CARL, WEB);
        return TokenRef.of("jti", CARL, stamp, now().plus(Duration.ofMinutes(10)))
                .client(WEB);
    }

    private static Verdict check(TokenStore store, TokenRef token) {
        return store.revocations().check(token);
    }

    @Test
    void aCutOffRevokesWhatItIsForAndNothingElse() {
        for (Scope scope : SCOPES) {
            emptyTheServers();
            TokenStore store = clocked(spec());
            TokenRef ofWeb = ofWeb(store);
            TokenRef ofApp = access(store, "app", CARL).client(APP);
            TokenRef ofNoClient = access(store, "none", CARL);
            TokenRef colleague =
                    access(store, "colleague", Subject.of("tenant", "dora")).client(WEB);
            TokenRef stranger = access(store, "stranger", BERT);
            TokenRef sameName = access(store, "same", Subject.of("carl"));
            TokenRef otherTenant = access(store, "other", Subject.of("tenant2", "carl"));

            store.revocations().revokeBefore(scope);

            int width = SCOPES.indexOf(scope); // whose tokens, from one of his clients to all
            boolean clientOnly = width == 1 || width == 2;
            assertThat(check(store, ofWeb)).isEqualTo(Verdict.BEFORE_CUTOFF);
            assertThat(check(store, ofApp).isActive()).as("" + scope).isEqualTo(clientOnly);
            assertThat(check(store, ofNoClient).isActive()).as("" + scope).isEqualTo(clientOnly);
            assertThat(check(store, colleague).isActive()).as("" + scope).isEqualTo(width < 2);
            for (TokenRef other : List.of(stranger, sameName, otherTenant)) {
                assertThat(check(store, other).isActive()).as("" + scope).isEqualTo(width < 4);
            }
            assertThat(check(store, ofWeb(store))).as("issued after").isEqualTo(Verdict.ACTIVE);
            assertThat(told()).containsExactly(TokenOutcome.CUTOFF_RAISED);
            events.clear();
        }
    }

    /** A narrow cut-off that is newer was hidden by a wide one that is older, and the other way round: CVE-2026-18218. */
    @Test
    void theHighestOfAllCutOffsHolds() {
        TokenStore store = clocked(spec());
        for (Scope first : SCOPES) {
            for (Scope second : SCOPES) {
                TokenRef before = ofWeb(store);
                Stamp low = store.revocations().revokeBefore(first);
                TokenRef between = ofWeb(store);
                assertThat(check(store, between)).isEqualTo(Verdict.ACTIVE);
                pass(Duration.ofMillis(first.equals(second) ? 0 : 1));
                pass(SKEW);
                Stamp high = store.revocations().revokeBefore(second);
                TokenRef after = ofWeb(store);

                String order = first + ", then " + second;
                assertThat(high).as(order).isGreaterThan(low);
                assertThat(check(store, before)).as(order).isEqualTo(Verdict.BEFORE_CUTOFF);
                assertThat(check(store, between)).as(order).isEqualTo(Verdict.BEFORE_CUTOFF);
                assertThat(check(store, after)).as(order).isEqualTo(Verdict.ACTIVE);
                assertThat(check(clocked(spec()), between)).as("elsewhere").isEqualTo(Verdict.BEFORE_CUTOFF);
                pass(SKEW.multipliedBy(2));
            }
        }
    }

    @Test
    void stampsAreNeverBelowOneBeforeAndAlwaysAboveEveryCutOff() {
        TokenStore store = clocked(spec());
        Stamp last = store.revocations().stamp(CARL, WEB);
        pass(HOUR.negated());
        assertThat(store.revocations().stamp(CARL, WEB)).isGreaterThanOrEqualTo(last);
        assertThat(store.revocations().stamp(CARL)).isGreaterThanOrEqualTo(last);
        for (int i = 0; i < 20; i++) {
            clock.addAndGet(i % 2 == 0 ? HOUR.toMillis() : -HOUR.toMillis() - 1);
            Stamp stamp = store.revocations().stamp(CARL, WEB);
            assertThat(stamp).isGreaterThanOrEqualTo(last);
            Stamp cut = store.revocations().revokeBefore(SCOPES.get(i % SCOPES.size()));
            assertThat(cut).isGreaterThan(new Stamp(0));
            last = store.revocations().stamp(CARL, WEB);
            assertThat(last).isGreaterThan(cut);
        }
    }

    @Test
    void whatWasIssuedWhileTheClockWasAheadIsRevokedAllTheSame() {
        TokenStore store = clocked(spec());
        pass(HOUR);
        TokenRef ahead = ofWeb(store);
        Token session = login(store, CARL).token();
        Token refresh = grant(store, CARL).token();
        pass(HOUR.negated());

        store.revocations().revokeBefore(Scope.of(CARL));

        assertThat(check(store, ahead)).isEqualTo(Verdict.BEFORE_CUTOFF);
        assertThat(store.sessions().find(session)).isEmpty();
        assertThat(store.refreshTokens().rotate(refresh, WEB)).isInstanceOf(Rotation.Refused.class);
        Creation.Created later = login(store, CARL);
        assertThat(store.sessions().find(later.token())).isPresent();
        assertThat(check(store, ofWeb(store))).isEqualTo(Verdict.ACTIVE);
        TokenRef again = ofWeb(store);
        store.revocations().revokeBefore(Scope.of(CARL, WEB));
        assertThat(check(store, again)).isEqualTo(Verdict.BEFORE_CUTOFF);
        assertThat(store.sessions().find(later.token()))
                .as("a session is nobody's client's")
                .isPresent();
    }

    @Test
    void tokensOfWhichOnlyTheSecondIsKnownAreRevokedInTheSecondOfTheCutOff() {
        TokenStore store = clocked(spec());
        for (int millis : new int[] {0, 1, 500, 999}) {
            emptyTheServers();
            Instant second = Instant.ofEpochSecond(clock.get() / 1_000 + 3_600);
            clock.set(second.toEpochMilli() + millis);
            Instant expires = second.plus(Duration.ofMinutes(10));
            store.revocations().revokeBefore(Scope.of(ANNA));

            for (int later : new int[] {-1_000, 0, 1, 999}) {
                TokenRef token = TokenRef.ofSecond("jti", ANNA, second.plusMillis(later), expires);
                assertThat(check(store, token)).isEqualTo(Verdict.BEFORE_CUTOFF);
            }
            assertThat(check(store, TokenRef.ofSecond("jti", ANNA, second.plusMillis(1_000), expires)))
                    .isEqualTo(Verdict.ACTIVE);
        }
        for (Instant bad : List.of(Instant.EPOCH.minusMillis(1), Instant.MAX, Instant.parse("2290-01-01T00:00:00Z"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> TokenRef.ofSecond("jti", ANNA, bad, bad));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Stamp(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Stamp(10_000_000_000_000L));
    }

    @Test
    void whatIsIssuedRightAfterACutOffThatLiesAheadLives() {
        for (Scope scope : List.of(Scope.everyone(), Scope.ofTenant("tenant"))) {
            TokenSpec spec = spec().maxSessions(1, SessionLimit.REJECT);
            TokenStore here = clocked(spec);
            TokenStore elsewhere = clocked(spec);
            Token before = login(here, CARL).token();
            Stamp cut = elsewhere.revocations().revokeBefore(scope);
            assertThat(cut.millis()).isGreaterThanOrEqualTo(clock.get() + SKEW.toMillis());
            trips.clear();

            Creation.Created after = login(here, CARL);

            assertThat(trips).as("the first try did not know the cut-off").hasSize(2);
            assertThat(after.session().created().toEpochMilli()).isGreaterThan(cut.millis());
            assertThat(after.session().lastSeen()).isEqualTo(now());
            for (TokenStore store : List.of(here, elsewhere, clocked(spec))) {
                assertThat(store.sessions().find(before)).isEmpty();
                assertThat(store.sessions().find(after.token())).contains(after.session());
                assertThat(store.sessions().list(CARL)).containsExactly(after.session());
                assertThat(check(store, ofWeb(store).session(after.session().id())))
                        .isEqualTo(Verdict.ACTIVE);
            }
            emptyTheServers();
            pass(HOUR);
        }
    }

    @Test
    void aRevokedSessionCanDoNothingWhereItsCutOffIsNotKnownYet() {
        TokenStore here = clocked(spec());
        TokenStore elsewhere = clocked(spec());
        Creation.Created old = login(here, CARL);
        Creation.Created third = login(here, CARL);
        elsewhere.revocations().revokeBefore(Scope.everyone());
        Creation.Created young = login(elsewhere, CARL);

        assertThat(clocked(spec()).sessions().endOthers(old.token())).isZero();
        assertThat(clocked(spec()).sessions().find(old.token())).isEmpty();
        assertThat(clocked(spec()).sessions().findAndTouch(old.token())).isEmpty();
        assertThat(clocked(spec()).sessions().update(old.token(), Patch.set("a", "1")))
                .isEqualTo(new Update.Gone());
        assertThat(clocked(spec()).sessions().renew(old.token())).isEmpty();
        assertThat(clocked(spec()).sessions().end(old.token())).isFalse();
        assertThat(clocked(spec()).sessions().end(third.session().id())).isFalse();
        assertThat(clocked(spec()).sessions().count(CARL)).isOne();
        assertThat(here.sessions().find(young.token())).contains(young.session());
        assertThat(elsewhere.sessions().endAll(CARL)).as("those that lived").isOne();
    }

    @Test
    void aCutOffOfAClientLeavesSessionsAndTheTokensTheyGetLater() {
        for (Scope scope : List.of(Scope.of(CARL, WEB), Scope.of(WEB))) {
            TokenStore store = clocked(spec());
            Creation.Created session = login(store, CARL);
            TokenRef before = ofWeb(store).session(session.session().id());
            pass(Duration.ofMillis(1));

            store.revocations().revokeBefore(scope);

            assertThat(store.sessions().find(session.token())).contains(session.session());
            assertThat(check(store, before)).isEqualTo(Verdict.BEFORE_CUTOFF);
            assertThat(check(store, ofWeb(store).session(session.session().id())))
                    .as("" + scope)
                    .isEqualTo(Verdict.ACTIVE);
        }
    }

    @Test
    void eachKindIsRevokedAloneOrAllTogether() {
        TokenStore store = clocked(spec());
        Token session = login(store, ANNA).token();
        Token refresh = grant(store, ANNA).token();
        TokenRef access = access(store, "jti", ANNA);

        assertThat(store.revokeAll(ANNA, RevokeScope.SESSIONS)).isEqualTo(new RevokeReport(1, 0));
        assertThat(store.sessions().find(session)).isEmpty();
        refresh = rotate(store, refresh).token();
        session = login(store, ANNA).token();
        assertThat(store.revokeAll(ANNA, RevokeScope.REFRESH_TOKENS)).isEqualTo(new RevokeReport(0, 1));
        assertThat(store.refreshTokens().rotate(refresh, WEB)).isInstanceOf(Rotation.Refused.class);
        assertThat(store.sessions().find(session)).isPresent();
        assertThat(check(store, access)).isEqualTo(Verdict.ACTIVE);
        grant(store, ANNA);
        assertThat(store.revokeAll(ANNA, RevokeScope.EVERYTHING)).isEqualTo(new RevokeReport(1, 1));
        assertThat(store.sessions().find(session)).isEmpty();
        assertThat(check(store, access)).isEqualTo(Verdict.BEFORE_CUTOFF);
        assertThat(store.revokeAll(ANNA, RevokeScope.EVERYTHING)).isEqualTo(new RevokeReport(0, 0));
        assertThat(counted(TokenOutcome.SESSION_ENDED)).isEqualTo(2);
        assertThat(counted(TokenOutcome.REFRESH_REVOKED)).isEqualTo(2);
    }

    /** A verifier may accept a token that long: it expires the skew late by its issuer's clock, and again by the verifier's. */
    @Test
    void marksOutliveWhatTheyRevoke() {
        TokenStore store = clocked(spec());
        String mine = "test:t1:auth:{" + store.pseudonym(ANNA) + "}:w";
        long start = System.nanoTime();
        store.revocations().revokeBefore(Scope.of(ANNA));
        assertThat(Long.parseLong(String.valueOf(redis.execute("PTTL", mine))))
                .isGreaterThanOrEqualTo(
                        HOUR.plus(SKEW.multipliedBy(2)).plusSeconds(1).toMillis() - since(start));
        login(store, ANNA);
        long ofSessions = Long.parseLong(String.valueOf(redis.execute("PTTL", mine)));
        assertThat(ofSessions).isGreaterThanOrEqualTo(Duration.ofHours(12).toMillis());
        store.revocations().revokeBefore(Scope.of(ANNA, WEB));
        assertThat(Long.parseLong(String.valueOf(redis.execute("PTTL", mine))))
                .as("never shortened")
                .isGreaterThan(ofSessions - 30_000);
        TokenStore lasting = clocked(spec().accessTokens(Duration.ofDays(366)));
        long begin = System.nanoTime();
        lasting.revocations().revokeBefore(Scope.everyone());
        assertThat(Long.parseLong(String.valueOf(redis.execute("PTTL", "test:t1:auth:{g}:w"))))
                .isGreaterThanOrEqualTo(Duration.ofDays(366)
                                .plus(SKEW.multipliedBy(3))
                                .plusSeconds(1)
                                .toMillis()
                        - since(begin));
    }

    private static long since(long start) {
        return (System.nanoTime() - start) / 1_000_000 + 1;
    }

    @Test
    void cutOffsOfDifferentScopesFollowEachOtherThoughNoTimePassesOrTheClockIsSetBack() {
        TokenStore store = clocked(spec());
        Subject anna = Subject.of("acme", "anna");
        for (Duration step : List.of(Duration.ZERO, Duration.ofHours(-1))) {
            for (Scope scope : List.of(Scope.of(WEB), Scope.ofTenant("acme"), Scope.everyone())) {
                store.revocations().revokeBefore(scope);
                Refreshed before = grant(store, anna);
                pass(step);
                store.revocations().revokeBefore(scope instanceof Scope.OfEveryone ? Scope.of(WEB) : Scope.everyone());
                assertThat(store.refreshTokens().rotate(before.token(), WEB))
                        .isEqualTo(new Rotation.Refused(Refusal.REVOKED));
                rotate(store, grant(store, anna).token());
            }
        }
    }

    @Test
    void aStampThatTheStoreCannotHaveGivenOutIsRefused() {
        TokenStore store = store(spec().accessTokens(Duration.ofHours(2)));
        Instant expires = Instant.now().plus(Duration.ofHours(1));
        for (Duration ahead : List.of(Duration.ofSeconds(25), Duration.ofMinutes(10), Duration.ofDays(300))) {
            Stamp stamp = new Stamp(Instant.now().plus(ahead).toEpochMilli());
            assertThat(store.revocations().check(TokenRef.of("jti", ANNA, stamp, expires)))
                    .isEqualTo(Verdict.NOT_YET_ISSUED);
        }
        Stamp mixedUp = new Stamp(expires.toEpochMilli());
        store.revokeAll(ANNA, RevokeScope.EVERYTHING);
        assertThat(store.revocations().check(TokenRef.of("jti", ANNA, mixedUp, expires)))
                .isEqualTo(Verdict.NOT_YET_ISSUED);
    }
}
