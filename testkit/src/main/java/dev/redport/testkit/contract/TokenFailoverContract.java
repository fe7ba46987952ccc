package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener;
import dev.redport.token.Consumption;
import dev.redport.token.Denial;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshStatus;
import dev.redport.token.Refusal;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * A replica takes over while users log in, refresh, use one-time tokens, log out and are barred: they go on, and what they were
 * told holds if the new primary has it.
 *
 * @since 0.1.0
 */
public abstract class TokenFailoverContract extends TokenRefreshFixture {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Purpose RESET = Purpose.of("reset");

    /** For subclasses. */
    protected TokenFailoverContract() {}

    /** What a caller was told. */
    private record Told(
            Token living,
            Token ended,
            Token loggedOut,
            Token used,
            Token unused,
            Token old,
            Token newest,
            Token first,
            Token revoked,
            TokenRef denied,
            TokenRef cut) {}

    private Told liveThrough(TokenStore store, Subject subject) {
        Token living = login(store, subject).token();
        Token ended = login(store, subject).token();
        assertThat(store.sessions().end(ended)).isTrue();
        Token used = store.oneTimeTokens().issue(OneTimeGrant.of(RESET, subject, PATIENCE.multipliedBy(4)));
        assertThat(store.oneTimeTokens().consume(RESET, used)).isInstanceOf(Consumption.Consumed.class);
        Token unused = store.oneTimeTokens().issue(OneTimeGrant.of(RESET, subject, PATIENCE.multipliedBy(4)));
        Token old = grant(store, subject).token();
        Token newest = rotate(store, rotate(store, old).token()).token();
        Token first = grant(store, subject).token();
        Token revoked = grant(store, subject).token();
        assertThat(store.refreshTokens().revoke(revoked)).isTrue();
        Subject leaving = Subject.of("leaving", subject.id());
        Token loggedOut = login(store, leaving).token();
        assertThat(store.sessions().endAll(leaving)).isEqualTo(1);
        TokenRef denied = access(store, "denied-" + subject.id(), subject);
        assertThat(store.revocations().deny("denied-" + subject.id(), now().plus(Duration.ofMinutes(10))))
                .isEqualTo(Denial.ADDED);
        Subject barred = Subject.of("barred", subject.id());
        TokenRef cut = access(store, "cut-" + subject.id(), barred);
        store.revocations().revokeBefore(Scope.of(barred));
        return new Told(living, ended, loggedOut, used, unused, old, newest, first, revoked, denied, cut);
    }

    @Test
    void whatWasToldHoldsAfterAFailover() {
        context = stack(
                config().maxRetries(100)
                        .poolSize(8)
                        .maxRetryDelay(Duration.ofMillis(300))
                        .operationDeadline(PATIENCE),
                RedisListener.NONE);
        TokenStore store = store(spec().listener(event -> {}));
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        Load load =
                closedAtTheEnd(Load.of(4, (caller, n) -> told.add(liveThrough(store, Subject.of(caller + "-" + n)))));
        assertThat(load.moves(20, PATIENCE)).isTrue();
        List<Told> before = List.copyOf(told);
        replicated();
        String key = "{" + store.pseudonym(Subject.of("0-0")) + "}";
        redis.failover(key);
        assertThat(load.moves(8, PATIENCE))
                .as("calls go on: %s", load.failures())
                .isTrue();
        load.stop();
        // A cluster's planned failover loses no write. Behind Sentinel the former primary takes writes until it is
        // told.
        List<Told> sure = redis.isClustered() ? List.copyOf(told) : before;
        assertThat(sure).hasSizeGreaterThanOrEqualTo(20);
        sure.forEach(each -> assertHolds(store, each));
        if (redis.isClustered()) {
            assertThat(load.failures()).isEmpty();
        }
    }

    private void replicated() {
        if (!redis.isClustered()) {
            redis.execute("SET", "marker", "1");
            assertThat(redis.primaries().get(0).execute("WAIT", "2", "5000")).isEqualTo(2L);
        }
    }

    private static void assertHolds(TokenStore store, Told told) {
        assertThat(store.sessions().find(told.living)).isPresent();
        assertThat(store.sessions().find(told.ended)).isEmpty();
        assertThat(store.sessions().find(told.loggedOut)).isEmpty();
        assertThat(store.oneTimeTokens().consume(RESET, told.used))
                .isEqualTo(new Consumption.Refused(Consumption.Invalid.USED));
        assertThat(store.oneTimeTokens().consume(RESET, told.unused)).isInstanceOf(Consumption.Consumed.class);
        assertThat(store.revocations().check(told.denied)).isEqualTo(Verdict.DENIED);
        assertThat(store.revocations().check(told.cut)).isEqualTo(Verdict.BEFORE_CUTOFF);
        assertRefused(store, told.revoked, Refusal.REVOKED);
        assertValid(store, told.first);
        assertValid(store, told.newest);
        assertThat(store.refreshTokens().validate(told.old, WEB)).isInstanceOf(RefreshStatus.Used.class);
        assertThat(store.refreshTokens().rotate(told.newest, WEB)).isInstanceOf(Rotation.Rotated.class);
        assertThat(store.refreshTokens().rotate(told.old, WEB)).isInstanceOf(Rotation.Reused.class);
        assertRefused(store, told.newest, Refusal.REVOKED);
    }
}
