package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.Creation;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.RevokeScope;
import dev.redport.token.Scope;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Redis hangs or has no memory left: no call takes that for an answer. And how old what a process knows may be.
 *
 * @since 0.1.0
 */
public abstract class TokenOutageContract extends TokenFixture {
    private static final Duration TEN = Duration.ofMinutes(10);
    private static final Duration BRIEF = Duration.ofMillis(200);

    /** For subclasses. */
    protected TokenOutageContract() {}

    @AfterEach
    void repairTheServers() {
        redis.resume();
        redis.onPrimaries("CONFIG", "SET", "maxmemory", "0");
    }

    private TokenStore impatient(TokenSpec spec) {
        PortContext brief =
                stack(config().operationDeadline(BRIEF).readTimeout(BRIEF).writeTimeout(BRIEF), context.listener());
        return TokenStore.over(brief, spec);
    }

    @Test
    void aServerThatHangsIsNeverAVerdict() {
        TokenStore store = impatient(spec().rememberDenied(10));
        Creation.Created session = login(store, ANNA);
        TokenRef access = access(store, "jti", ANNA);
        TokenRef denied = access(store, "denied", ANNA);
        store.revocations().deny("denied", now().plus(TEN));
        store.revocations().check(denied);
        List<Function<TokenStore, Object>> calls = calls(session.token(), access, denied);
        int active = counted(TokenOutcome.CHECK_ACTIVE);
        events.clear();
        redis.pause();

        List<CompletableFuture<Object>> answers =
                calls.stream().map(store::async).toList();

        for (CompletableFuture<Object> answer : answers) {
            assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(RedisException.class);
        }
        assertThat(counted(TokenOutcome.CHECK_ACTIVE)).isEqualTo(active);
        assertThat(events).isEmpty();
        assertThat(store.revocations().check(denied)).as("known without asking").isEqualTo(Verdict.DENIED);
        redis.resume();
        assertThat(eventually(Duration.ofSeconds(5), () -> answers(store))).isTrue();
    }

    private List<Function<TokenStore, Object>> calls(Token session, TokenRef access, TokenRef denied) {
        return List.of(
                s -> s.revocations().check(access),
                s -> s.revocations().checkAll(List.of(access, denied)),
                s -> s.revocations().deny("jti", now().plus(TEN)),
                s -> s.revocations().stamp(ANNA),
                s -> s.revocations().revokeBefore(Scope.of(ANNA)),
                s -> s.revocations().revokeBefore(Scope.everyone()),
                s -> s.sessions().create(NewSession.of(ANNA)),
                s -> s.sessions().find(session),
                s -> s.sessions().findAndTouch(session),
                s -> s.sessions().update(session, Patch.set("a", "1")),
                s -> s.sessions().renew(session),
                s -> s.sessions().end(session),
                s -> s.sessions().endOthers(session),
                s -> s.sessions().endAll(ANNA),
                s -> s.sessions().list(ANNA),
                s -> s.sessions().count(ANNA),
                s -> s.revokeAll(ANNA, RevokeScope.EVERYTHING),
                s -> s.legacy().isBlacklisted("jti"),
                s -> s.legacy().isValidRefreshToken(ANNA, "hash"));
    }

    @Test
    void aServerThatIsGoneIsNeverAVerdict() {
        EmbeddedRedis server = closedAtTheEnd(EmbeddedRedis.start());
        TokenStore store = TokenStore.over(
                stack(config(server).operationDeadline(Duration.ofSeconds(1)).readTimeout(BRIEF), context.listener()),
                spec());
        Creation.Created session = login(store, ANNA);
        TokenRef access = access(store, "jti", ANNA);
        TokenRef denied = access(store, "denied", ANNA);
        store.revocations().deny("denied", now().plus(TEN));
        int active = counted(TokenOutcome.CHECK_ACTIVE);
        server.stop();

        for (Function<TokenStore, Object> call : calls(session.token(), access, denied)) {
            assertThatThrownBy(() -> call.apply(store)).isInstanceOf(RedisException.class);
        }

        assertThat(counted(TokenOutcome.CHECK_ACTIVE)).isEqualTo(active);
    }

    private static boolean answers(TokenStore store) {
        try {
            return store.sessions().count(BERT) == 0;
        } catch (RedisException e) {
            return false;
        }
    }

    @Test
    void aServerWithoutMemoryStillChecksAndSaysThatItCannotRevoke() {
        TokenStore store = store();
        TokenRef access = access(store, "jti", ANNA);
        TokenRef denied = access(store, "denied", ANNA);
        store.revocations().deny("denied", now().plus(TEN));
        redis.onPrimaries("CONFIG", "SET", "maxmemory-policy", "noeviction");
        redis.onPrimaries("CONFIG", "SET", "maxmemory", "1");

        for (Runnable call : Stream.<Runnable>of(
                        () -> store.revocations().deny("jti", now().plus(TEN)),
                        () -> store.revocations().revokeBefore(Scope.everyone()),
                        () -> store.revocations().stamp(ANNA))
                .toList()) {
            assertThatThrownBy(call::run).isInstanceOf(RedisException.class);
        }
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.ACTIVE);
        assertThat(store.revocations().check(denied)).isEqualTo(Verdict.DENIED);
        boolean revoked = revokes(store); // possible, because it frees memory first
        assertThat(store.revocations().check(access).isActive()).isEqualTo(!revoked);
        redis.onPrimaries("CONFIG", "SET", "maxmemory", "0");
        assertThat(revokes(store)).isTrue();
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.BEFORE_CUTOFF);
    }

    private static boolean revokes(TokenStore store) {
        try {
            return store.revocations().revokeBefore(Scope.of(ANNA)).millis() > 0;
        } catch (RedisException e) {
            return false;
        }
    }

    @Test
    void aCutOffFromElsewhereIsSeenAtTheLatestWhenWhatIsKnownIsTooOld() {
        Duration staleness = Duration.ofMillis(150);
        TokenStore store = store(spec().cutoffStaleness(staleness));
        TokenRef access = access(store, "jti", ANNA).client(WEB);
        redis.resetStats();
        long start = System.nanoTime();
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.ACTIVE);
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.ACTIVE);
        long asked = redis.commandCount("mget");
        if (System.nanoTime() - start < staleness.toNanos()) { // else the machine was too slow to tell
            assertThat(asked).isOne();
        }

        store().revocations().revokeBefore(Scope.everyone());
        long raised = System.nanoTime();
        assertThat(eventually(Duration.ofSeconds(5), () -> System.nanoTime() - raised > staleness.toNanos()))
                .isTrue();

        assertThat(store.revocations().check(access)).isEqualTo(Verdict.BEFORE_CUTOFF);
    }

    @Test
    void whatIsKnownIsGoodForTheStalenessAndOnesOwnCutOffsAreSeenAtOnce() {
        TokenStore store = store(spec().cutoffStaleness(Duration.ofMinutes(1)));
        TokenRef access = access(store, "jti", ANNA);
        TokenRef ofWeb = access(store, "web", ANNA).client(WEB);
        store.revocations().check(ofWeb);
        redis.resetStats();

        for (int i = 0; i < 5; i++) {
            assertThat(store.revocations().check(access)).isEqualTo(Verdict.ACTIVE);
            assertThat(store.revocations().check(ofWeb)).isEqualTo(Verdict.ACTIVE);
            store.sessions().count(ANNA);
        }
        assertThat(redis.commandCount("mget")).isZero();
        store.revocations().revokeBefore(Scope.of(ANNA, APP));
        store.revocations().revokeBefore(Scope.of(WEB));
        assertThat(store.revocations().check(ofWeb)).isEqualTo(Verdict.BEFORE_CUTOFF);
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.ACTIVE);
        store().revocations().revokeBefore(Scope.of(ANNA));
        assertThat(store.revocations().check(access))
                .as("those of subjects are always read")
                .isEqualTo(Verdict.BEFORE_CUTOFF);
    }

    /** Else it would be issued below a cut-off that its issuer has not heard of, and die as soon as others see it. */
    @Test
    void whatIsIssuedIsAboveEveryCutOffHoweverOldWhatIsKnownMayBe() {
        TokenStore store = store(spec().cutoffStaleness(Duration.ofMinutes(1)));
        login(store, ANNA);
        store.revocations().stamp(ANNA);
        TokenStore elsewhere = store();
        elsewhere.revocations().revokeBefore(Scope.everyone());

        Creation.Created later = login(store, ANNA);
        TokenRef access = access(store, "jti", ANNA);

        assertThat(elsewhere.sessions().find(later.token())).isPresent();
        assertThat(elsewhere.revocations().check(access)).isEqualTo(Verdict.ACTIVE);
    }
}
