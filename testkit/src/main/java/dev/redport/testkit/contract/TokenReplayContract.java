package dev.redport.testkit.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.testkit.contract.RecordingDriver.Recorded;
import dev.redport.token.Claim;
import dev.redport.token.Creation;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Patch;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RevokeScope;
import dev.redport.token.Scope;
import dev.redport.token.SessionLimit;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every script that changes anything, sent once more with the same bytes, gives the same answer and changes nothing, whatever
 * happened in between.
 *
 * @since 0.1.0
 */
public abstract class TokenReplayContract extends TokenRefreshFixture {
    private static final Purpose RESET = Purpose.of("reset");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** For subclasses. */
    protected TokenReplayContract() {}

    /** One of everything that changes anything. */
    private void useEverything(TokenStore store) {
        Creation.Created session = login(store, ANNA);
        login(store, ANNA);
        login(store, ANNA);
        Creation.Created last = login(store, ANNA);
        store.sessions().update(last.token(), Patch.set("a", "1"));
        Token renewed = store.sessions().renew(last.token()).orElseThrow();
        store.sessions().end(session.session().id());
        store.sessions().endOthers(renewed);
        Token first = grant(
                        store, RefreshGrant.of(ANNA, WEB).session(last.session().id()))
                .token();
        Token second = rotate(store, first).token();
        replay(store, first);
        rotate(store, second);
        assertReused(store, first, ANNA);
        store.refreshTokens().revoke(grant(store, ANNA).token());
        OneTimeGrant grant = OneTimeGrant.of(RESET, ANNA, MINUTE);
        store.oneTimeTokens().consume(RESET, store.oneTimeTokens().issue(grant.latestOnly()));
        Token claimed = store.oneTimeTokens().issue(grant);
        assertThat(as(Claim.Claimed.class, store.oneTimeTokens().claim(RESET, claimed, MINUTE))
                        .release())
                .isTrue();
        assertThat(as(Claim.Claimed.class, store.oneTimeTokens().claim(RESET, claimed, MINUTE))
                        .commit())
                .isTrue();
        store.revocations().deny("jti", now().plus(MINUTE));
        store.revocations().deny("jti", now().plus(MINUTE.multipliedBy(2)));
        assertThat(store.revocations().stamp(ANNA, WEB)).isNotNull();
        store.legacy().storeRefreshToken(ANNA, "a", MINUTE);
        store.legacy().rotateRefreshToken(ANNA, "a", "b", MINUTE);
        store.legacy().revokeRefreshToken(ANNA, "b");
        login(store, ANNA);
        grant(store, ANNA);
        store.revokeAll(ANNA, RevokeScope.SESSIONS);
        store.revokeAll(ANNA, RevokeScope.REFRESH_TOKENS);
        for (Scope scope : List.of(Scope.of(ANNA, WEB), Scope.of(WEB), Scope.everyone(), Scope.of(ANNA))) {
            assertThat(store.revocations().revokeBefore(scope)).isNotNull();
        }
    }

    @Test
    void everyScriptGivesTheAnswerThatItGave() {
        RecordingDriver driver = new RecordingDriver(context.driver());
        TokenStore store =
                TokenStore.over(driver.around(context), spec().maxSessions(3, SessionLimit.EVICT_LEAST_RECENT));
        useEverything(store);
        useEverything(store);
        List<Recorded> scripts =
                driver.recorded.stream().filter(Recorded::isScript).toList();
        redis.onPrimaries("SCRIPT", "FLUSH");
        var before = state();
        int replayed = 0;
        for (Recorded each : scripts) {
            if (each.command().replay() != Replay.GUARDED || !changed(each)) {
                continue;
            }
            Reply again = context.driver().execute(each.command(), call());
            assertThat(text(again)).as(each.command().toString()).isEqualTo(text(each.reply()));
            replayed++;
        }
        assertThat(replayed).isGreaterThan(50);
        assertThat(state()).isEqualTo(before);
    }

    /** What refused has changed nothing, so its answer is not kept. */
    private static boolean changed(Recorded script) {
        String answer = text(script.reply());
        return !answer.startsWith("limit") && !answer.equals("0") && !answer.equals("already");
    }

    private static String text(Reply reply) {
        byte[] bytes = reply.orThrow().bytes();
        assertThat(bytes).isNotNull();
        return bytes == null ? "" : new String(bytes, ISO_8859_1);
    }

    @Test
    void theAnswersAreKeptNoLongerThanACallMayLast() {
        useEverything(store());
        List<String> answers = redis.primaries().stream()
                .flatMap(each -> keysOf(each).stream())
                .filter(key -> key.contains("}:x:"))
                .toList();
        assertThat(answers).hasSizeGreaterThan(20).allSatisfy(key -> {
            long left = redis.execute("PTTL", key) instanceof Long millis ? millis : -3;
            assertThat(left).isBetween(1L, PATIENCE.plusSeconds(5).toMillis());
        });
    }

    @Test
    void theStoreGoesOnWhenTheServerForgetsItsScripts() {
        TokenStore store = store();
        Token token = grant(store, ANNA).token();
        for (int i = 0; i < 3; i++) {
            redis.onPrimaries("SCRIPT", "FLUSH");
            token = rotate(store, token).token();
        }
        assertThat(counted(TokenOutcome.REFRESH_ROTATED)).isEqualTo(3);
    }
}
