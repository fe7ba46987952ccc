package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.testkit.FaultProxy;
import dev.redport.token.Claim;
import dev.redport.token.Consumption;
import dev.redport.token.Creation;
import dev.redport.token.Denial;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.OneTimeTokens;
import dev.redport.token.Patch;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RefreshStatus;
import dev.redport.token.Refreshed;
import dev.redport.token.RevokeReport;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.SessionId;
import dev.redport.token.SessionLimit;
import dev.redport.token.Stamp;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The proxy lets a call through and cuts the connection before its reply: the call is repeated, gets the answer it would have
 * got, and nothing happens twice. The same when the server does not know the scripts, which it then gets whole. For one server
 * alone.
 *
 * @since 0.1.0
 */
public abstract class TokenLostReplyContract extends TokenRefreshFixture {
    private static final String KNOWN = "EVALSHA";
    private static final String WHOLE = "EVAL";
    private static final Purpose RESET = Purpose.of("reset");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private FaultProxy proxy;
    private String command = KNOWN;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected TokenLostReplyContract() {}

    @BeforeEach
    void connectThroughTheProxy() {
        proxy = closedAtTheEnd(FaultProxy.to(redis.nodes().get(0)));
        context = stack(at(proxy.host(), proxy.port()).maxRetries(3), counting());
        TokenStore store = store();
        warm(store, Subject.of("warm"));
        redis.flushAll();
        events.clear();
    }

    /** So that the server knows all scripts. */
    private static void warm(TokenStore store, Subject subject) {
        login(store, subject);
        grant(store, subject);
        store.oneTimeTokens().issue(OneTimeGrant.of(RESET, subject, MINUTE));
        store.revokeAll(subject, RevokeScope.SESSIONS);
        assertThat(store.revocations().revokeBefore(Scope.of(APP))).isNotNull();
        store.legacy().blacklist("warm", MINUTE);
        store.legacy().storeRefreshToken(subject, "warm", MINUTE);
    }

    /** A call whose first reply is lost. */
    private <T> T lost(Supplier<T> call) {
        if (command.equals(WHOLE)) {
            redis.onPrimaries("SCRIPT", "FLUSH");
        }
        redis.resetStats();
        proxy.cutBeforeReply(command);
        T answer = call.get();
        assertThat(proxy.cutsLeft()).as("one reply was lost").isZero();
        assertThat(redis.commandCount("evalsha") + redis.commandCount("eval"))
                .as("and the call was repeated")
                .isGreaterThanOrEqualTo(2);
        return answer;
    }

    private int told(TokenOutcome outcome) {
        return (int) told().stream().filter(each -> each == outcome).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {KNOWN, WHOLE})
    void sessionsAreChangedOnce(String lostCommand) {
        command = lostCommand;
        TokenStore store = store();
        Creation.Created created = lost(() -> login(store, ANNA));
        assertThat(store.sessions().list(ANNA)).hasSize(1);
        assertThat(told(TokenOutcome.SESSION_CREATED)).isEqualTo(1);
        Token token = created.token();
        assertThat(lost(() -> store.sessions().update(token, Patch.set("a", "1"))))
                .isEqualTo(new Update.Updated(2));
        assertThat(lost(() -> store.sessions().update(token, Patch.set("a", "2"), 2)))
                .as("its own change is no conflict")
                .isEqualTo(new Update.Updated(3));
        Token renewed = lost(() -> store.sessions().renew(token)).orElseThrow();
        assertThat(store.sessions().find(renewed).orElseThrow().version()).isEqualTo(4);
        assertThat(store.sessions().find(token)).isEmpty();
        assertThat(lost(() -> store.sessions().findAndTouch(renewed))).isPresent();

        login(store, ANNA);
        login(store, ANNA);
        assertThat(lost(() -> store.sessions().endOthers(renewed))).isEqualTo(2);
        assertThat(told(TokenOutcome.SESSION_ENDED)).isEqualTo(2);
        assertThat(lost(() -> store.sessions().end(renewed))).isTrue();
        assertThat(lost(() -> store.sessions().end(login(store, ANNA).session().id())))
                .isTrue();
        login(store, ANNA);
        assertThat(lost(() -> store.sessions().endAll(ANNA))).isEqualTo(1);
        assertThat(store.sessions().count(ANNA)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {KNOWN, WHOLE})
    void oneSessionIsEvictedForOne(String lostCommand) {
        command = lostCommand;
        TokenStore store = store(spec().maxSessions(2, SessionLimit.EVICT_OLDEST));
        SessionId first = login(store, ANNA).session().id();
        SessionId second = login(store, ANNA).session().id();
        Creation.Created third = lost(() -> login(store, ANNA));
        assertThat(third.evicted()).hasSize(1).doesNotContain(third.session().id());
        assertThat(List.of(first, second)).containsAll(third.evicted());
        assertThat(store.sessions().count(ANNA)).isEqualTo(2);
        assertThat(told(TokenOutcome.SESSION_EVICTED)).isEqualTo(1);
        // the second try of a creation, which is the one that evicts
        proxy.cutBeforeReply(command, 2);
        assertThat(login(store, ANNA).evicted()).hasSize(1);
        proxy.pass();
        assertThat(store.sessions().count(ANNA)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {KNOWN, WHOLE})
    void f24_refreshTokensAreExchangedOnce(String lostCommand) {
        command = lostCommand;
        TokenStore store = store(spec().grace(Duration.ZERO, 0));
        Creation.Created session = login(store, ANNA);
        RefreshGrant bound =
                RefreshGrant.of(ANNA, WEB).session(session.session().id());
        Refreshed first = lost(() -> grant(store, bound));
        assertThat(told(TokenOutcome.REFRESH_ISSUED)).isEqualTo(1);
        Refreshed second = lost(() -> rotate(store, first.token()));
        assertThat(events.get(events.size() - 1).detail()).isEqualTo("generation 2");
        assertThat(told(TokenOutcome.REFRESH_ROTATED)).isEqualTo(1);
        Token third = rotate(store, second.token()).token();
        assertThat(lost(() -> store.refreshTokens().validate(third, WEB))).isEqualTo(new RefreshStatus.Valid(ANNA));
        assertThat(lost(() -> store.refreshTokens().rotate(second.token(), WEB)))
                .isEqualTo(new Rotation.Reused(ANNA));
        assertThat(told(TokenOutcome.REFRESH_REUSED)).isEqualTo(1);
        assertThat(told(TokenOutcome.SESSION_ENDED)).isEqualTo(1);

        Token other = grant(store, ANNA).token();
        assertThat(lost(() -> store.refreshTokens().revoke(other))).isTrue();
        assertThat(told(TokenOutcome.REFRESH_REVOKED)).isEqualTo(1);
        Token another = grant(store, ANNA).token();
        assertThat(lost(() -> store.refreshTokens().revoke(another, WEB))).isTrue();
        grant(store, ANNA);
        assertThat(lost(() -> store.refreshTokens().revokeAll(ANNA))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {KNOWN, WHOLE})
    void aUseWithinTheGraceCountsOnce(String lostCommand) {
        command = lostCommand;
        TokenStore store = store(spec().grace(GRACE, 2));
        Token first = grant(store, ANNA).token();
        Token second = rotate(store, first).token();
        assertThat(lost(() -> replay(store, first)).token()).isEqualTo(second);
        assertThat(lost(() -> replay(store, first)).token()).isEqualTo(second);
        assertThat(store.refreshTokens().validate(first, WEB)).isEqualTo(new RefreshStatus.Used(ANNA));
    }

    @ParameterizedTest
    @ValueSource(strings = {KNOWN, WHOLE})
    void oneTimeTokensAreUsedOnce(String lostCommand) {
        command = lostCommand;
        OneTimeTokens tokens = store().oneTimeTokens();
        OneTimeGrant grant = OneTimeGrant.of(RESET, ANNA, MINUTE).latestOnly();
        Token token = lost(() -> tokens.issue(grant));
        assertThat(lost(() -> tokens.consume(RESET, token))).isInstanceOf(Consumption.Consumed.class);
        assertThat(told(TokenOutcome.ONE_TIME_USED)).isEqualTo(1);
        assertThat(told(TokenOutcome.ONE_TIME_REFUSED)).isZero();

        Token claimed = tokens.issue(grant);
        Claim.Claimed claim = as(Claim.Claimed.class, lost(() -> tokens.claim(RESET, claimed, MINUTE)));
        assertThat(lost(claim::release)).isTrue();
        Claim.Claimed again = as(Claim.Claimed.class, tokens.claim(RESET, claimed, MINUTE));
        assertThat(lost(again::commit)).isTrue();
        assertThat(tokens.consume(RESET, claimed)).isEqualTo(new Consumption.Refused(Consumption.Invalid.USED));
    }

    @ParameterizedTest
    @ValueSource(strings = {KNOWN, WHOLE})
    void revocationsHappenOnce(String lostCommand) {
        command = lostCommand;
        TokenStore store = store();
        var expires = now().plus(MINUTE);
        assertThat(lost(() -> store.revocations().deny("jti", expires))).isEqualTo(Denial.ADDED);
        assertThat(lost(() -> store.revocations().deny("jti", expires.plus(MINUTE))))
                .isEqualTo(Denial.EXTENDED);
        assertThat(lost(() -> store.revocations().deny("jti", expires))).isEqualTo(Denial.ALREADY);
        assertThat(lost(() -> store.legacy().blacklist("other", MINUTE))).isEqualTo(Denial.ADDED);
        assertThat(told(TokenOutcome.DENIED)).isEqualTo(3);

        Stamp before = lost(() -> store.revocations().stamp(ANNA));
        for (Scope scope : List.of(Scope.of(ANNA), Scope.of(ANNA, WEB), Scope.of(WEB), Scope.everyone())) {
            Stamp cut = lost(() -> store.revocations().revokeBefore(scope));
            assertThat(cut).isGreaterThanOrEqualTo(before);
            Stamp after = lost(() -> store.revocations().stamp(ANNA, WEB));
            assertThat(after).isGreaterThan(cut);
            TokenRef fresh =
                    TokenRef.of("fresh", ANNA, after, now().plus(MINUTE)).client(WEB);
            assertThat(store.revocations().check(fresh)).isEqualTo(Verdict.ACTIVE);
            before = after;
        }
        assertThat(told(TokenOutcome.CUTOFF_RAISED)).isEqualTo(4);
        login(store, ANNA);
        grant(store, ANNA);
        assertThat(lost(() -> store.revokeAll(ANNA, RevokeScope.EVERYTHING))).isEqualTo(new RevokeReport(1, 1));
        login(store, ANNA);
        assertThat(lost(() -> store.revokeAll(ANNA, RevokeScope.SESSIONS))).isEqualTo(new RevokeReport(1, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {KNOWN, WHOLE})
    void hashesOfTheLegacyFacadeAreExchangedOnce(String lostCommand) {
        command = lostCommand;
        var legacy = store().legacy();
        assertThat(lost(() -> {
                    legacy.storeRefreshToken(ANNA, "a", MINUTE);
                    return legacy.isValidRefreshToken(ANNA, "a");
                }))
                .isTrue();
        assertThat(lost(() -> legacy.rotateRefreshToken(ANNA, "a", "b", MINUTE)))
                .isTrue();
        assertThat(legacy.isValidRefreshToken(ANNA, "a")).isFalse();
        assertThat(lost(() -> legacy.revokeRefreshToken(ANNA, "b"))).isTrue();
        assertThat(lost(() -> legacy.revokeRefreshToken(ANNA, "b"))).isFalse();
    }
}
