package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Claim;
import dev.redport.token.Consumption;
import dev.redport.token.Consumption.Invalid;
import dev.redport.token.KeyRing;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.OneTimeTokens;
import dev.redport.token.Purpose;
import dev.redport.token.RevokeScope;
import dev.redport.token.Scope;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tokens that can be used once: consumed, or claimed first, and every reason to refuse one.
 *
 * @since 0.1.0
 */
public abstract class TokenOneTimeContract extends TokenOneTimeFixture {
    /** For subclasses. */
    protected TokenOneTimeContract() {}

    @Test
    void aTokenIsGoodOnce() {
        TokenStore store = store();
        OneTimeTokens tokens = store.oneTimeTokens();
        Token token = tokens.issue(grant());
        assertConsumed(tokens, token);
        assertThat(trips).containsExactly(Operation.TOKEN_ONE_TIME_ISSUE, Operation.TOKEN_ONE_TIME_USE);
        assertInvalid(tokens, token, Invalid.USED);
        assertThat(told())
                .containsExactly(
                        TokenOutcome.ONE_TIME_ISSUED,
                        TokenOutcome.ONE_TIME_USED,
                        TokenOutcome.ONE_TIME_REFUSED,
                        TokenOutcome.ONE_TIME_REFUSED);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.subject()).isEqualTo(store.pseudonym(ANNA));
            assertThat(event.id()).isEqualTo(RESET.name());
        });
        assertThat(events.get(3).detail()).isEqualTo("USED");
        assertThat(counted(TokenOutcome.ONE_TIME_REFUSED)).isEqualTo(2);
    }

    @Test
    void aTokenIsGoodForItsOwnPurposeOnly() {
        OneTimeTokens tokens = store().oneTimeTokens();
        Token token = tokens.issue(grant());
        assertThat(tokens.consume(VERIFY, token)).isEqualTo(new Consumption.Refused(Invalid.UNKNOWN));
        assertThat(tokens.claim(VERIFY, token, LEASE)).isEqualTo(new Claim.Refused(Invalid.UNKNOWN));
        assertConsumed(tokens, token);
    }

    @Test
    void aSubjectMayHaveManyTokensOrTheLatestOnly() {
        OneTimeTokens tokens = store().oneTimeTokens();
        Token many = tokens.issue(grant());
        Token old = tokens.issue(grant().latestOnly());
        Token otherPurpose = tokens.issue(OneTimeGrant.of(VERIFY, ANNA, TTL).latestOnly());
        Token otherSubject = tokens.issue(OneTimeGrant.of(RESET, BERT, TTL).latestOnly());
        Token latest = tokens.issue(grant().latestOnly());
        assertInvalid(tokens, old, Invalid.SUPERSEDED);
        assertConsumed(tokens, latest);
        assertInvalid(tokens, old, Invalid.SUPERSEDED);
        assertConsumed(tokens, many);
        assertConsumed(tokens, tokens.issue(grant()));
        assertThat(tokens.consume(VERIFY, otherPurpose)).isInstanceOf(Consumption.Consumed.class);
        assertThat(tokens.consume(RESET, otherSubject)).isInstanceOf(Consumption.Consumed.class);
    }

    @Test
    void anEarlierTokenDoesNotComeBackWhenTheLatestExpires() {
        OneTimeTokens tokens = clocked(spec()).oneTimeTokens();
        Token old = tokens.issue(grant().latestOnly());
        Token latest =
                tokens.issue(OneTimeGrant.of(RESET, ANNA, Duration.ofMillis(1)).latestOnly());
        pass(Duration.ofMillis(1));
        assertThat(eventually(
                        Duration.ofSeconds(2),
                        () -> tokens.consume(RESET, latest).equals(new Consumption.Refused(Invalid.UNKNOWN))))
                .isTrue();
        assertInvalid(tokens, old, Invalid.SUPERSEDED);
    }

    @Test
    void aTokenExpires() {
        OneTimeTokens tokens = clocked(spec()).oneTimeTokens();
        Token token = tokens.issue(grant());
        pass(TTL.minusMillis(1));
        assertConsumed(tokens, tokens.issue(grant()));
        claim(tokens, token).release();
        pass(Duration.ofMillis(1));
        assertInvalid(tokens, token, Invalid.UNKNOWN);
    }

    @Test
    void aCutOffRevokesTokensAndSparesLaterOnes() {
        TokenStore store = store();
        OneTimeTokens tokens = store.oneTimeTokens();
        Subject anna = Subject.of("acme", "anna");
        OneTimeGrant grant = OneTimeGrant.of(RESET, anna, TTL);
        for (Scope scope : List.of(Scope.of(anna), Scope.ofTenant("acme"), Scope.everyone())) {
            Token before = tokens.issue(grant);
            Token claimed = tokens.issue(grant);
            Claim.Claimed claim = claim(tokens, claimed);
            assertThat(store.revocations().revokeBefore(scope)).isNotNull();
            assertInvalid(tokens, before, Invalid.REVOKED);
            assertThat(claim.release()).isTrue();
            assertInvalid(tokens, claimed, Invalid.REVOKED);
            assertThat(tokens.consume(RESET, tokens.issue(grant))).isInstanceOf(Consumption.Consumed.class);
        }
        Token spared = tokens.issue(grant);
        store.revokeAll(anna, RevokeScope.SESSIONS);
        store.revokeAll(anna, RevokeScope.REFRESH_TOKENS);
        store.revokeAll(ANNA, RevokeScope.EVERYTHING);
        assertThat(store.revocations().revokeBefore(Scope.of(anna, WEB))).isNotNull();
        assertThat(tokens.consume(RESET, spared)).isInstanceOf(Consumption.Consumed.class);
        Token last = tokens.issue(grant);
        store.revokeAll(anna, RevokeScope.EVERYTHING);
        assertInvalid(tokens, last, Invalid.REVOKED);
    }

    @Test
    void aCutOffThatAnotherProcessRaisedHoldsAtOnce() {
        OneTimeTokens here = store().oneTimeTokens();
        TokenStore there = store();
        for (int i = 0; i < 2; i++) {
            Token before = here.issue(grant());
            assertThat(there.revocations().revokeBefore(Scope.everyone())).isNotNull();
            assertThat(here.consume(RESET, before)).isEqualTo(new Consumption.Refused(Invalid.REVOKED));
            assertThat(there.revocations().revokeBefore(Scope.everyone())).isNotNull();
            assertConsumed(here, here.issue(grant()));
        }
    }

    @Test
    void aUsedTokenIsKnownForAMinuteAtMost() {
        TokenStore store = store();
        OneTimeTokens tokens = store.oneTimeTokens();
        assertConsumed(tokens, tokens.issue(grant()));
        assertThat(life(store)).isBetween(50_000L, 60_000L);
        redis.flushAll();
        assertThat(claim(tokens, tokens.issue(grant())).commit()).isTrue();
        assertThat(life(store)).isBetween(50_000L, 60_000L);
        redis.flushAll();
        Token brief = tokens.issue(OneTimeGrant.of(RESET, ANNA, Duration.ofSeconds(30)));
        assertThat(tokens.consume(RESET, brief)).isInstanceOf(Consumption.Consumed.class);
        assertThat(life(store)).isBetween(20_000L, 30_000L);
        redis.flushAll();
        assertInvalid(tokens, brief, Invalid.UNKNOWN);
    }

    /** How long the one token of the subject is kept. */
    private long life(TokenStore store) {
        String prefix = "{" + store.pseudonym(ANNA) + "}:o:" + RESET.name() + ":";
        List<String> found = redis.primaries().stream()
                .flatMap(each -> keysOf(each).stream())
                .filter(key -> key.contains(prefix))
                .toList();
        assertThat(found).hasSize(1);
        return redis.execute("PTTL", found.get(0)) instanceof Long millis ? millis : -3;
    }

    @Test
    void whatIsNoTokenCostsNoTripAndChangesNothing() {
        TokenStore store = store();
        OneTimeTokens tokens = store.oneTimeTokens();
        Token token = tokens.issue(grant());
        String text = token.reveal();
        List<Token> strangers = List.of(
                Token.of(""),
                Token.of("ro1."),
                Token.of(text + "A"),
                Token.of(text.substring(0, text.length() - 1)),
                Token.of(text.replace("ro1.", "rr1.")),
                Token.of(text + "\n"),
                Token.of("ro1.\ud800{}"),
                grant(store, ANNA).token(),
                login(store, ANNA).token());
        var before = state();
        trips.clear();
        events.clear();
        strangers.forEach(stranger -> assertInvalid(tokens, stranger, Invalid.MALFORMED));
        assertThat(trips).isEmpty();
        assertThat(events).isEmpty();
        assertThat(counted(TokenOutcome.ONE_TIME_REFUSED)).isEqualTo(2 * strangers.size());
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aTokenThatWasNeverIssuedIsUnknownAndChangesNothing() {
        OneTimeTokens tokens = store().oneTimeTokens();
        Token token = tokens.issue(grant());
        String text = token.reveal();
        char last = text.charAt(30);
        Token forged = Token.of(text.substring(0, 30) + (last == 'A' ? 'B' : 'A') + text.substring(31));
        var before = state();
        assertInvalid(tokens, forged, Invalid.UNKNOWN);
        assertInvalid(store(TokenSpec.named("other", KEYS)).oneTimeTokens(), token, Invalid.UNKNOWN);
        assertThat(state()).isEqualTo(before);
        OneTimeTokens strangers =
                store(TokenSpec.named("auth", KeyRing.random())).oneTimeTokens();
        assertThat(strangers.consume(RESET, strangers.issue(grant()))).isInstanceOf(Consumption.Consumed.class);
        assertConsumed(tokens, token);
    }

    @Test
    void aPayloadMayBeEmptyOrAsLongAsAllowed() {
        OneTimeTokens tokens = store().oneTimeTokens();
        for (int size : List.of(0, 1, 4_096)) {
            byte[] payload = new byte[size];
            java.util.Arrays.fill(payload, (byte) -1);
            Token token = tokens.issue(grant().payload(payload));
            assertThat(as(Consumption.Consumed.class, tokens.consume(RESET, token))
                            .payload())
                    .isEqualTo(payload);
        }
    }

    @Test
    void badInputIsRefused() {
        OneTimeTokens tokens = store().oneTimeTokens();
        Token token = tokens.issue(grant());
        for (Duration lease : List.of(
                Duration.ZERO, Duration.ofMillis(-1), Duration.ofHours(1).plusMillis(1))) {
            assertThatThrownBy(() -> tokens.claim(RESET, token, lease)).isInstanceOf(IllegalArgumentException.class);
        }
        for (Duration ttl :
                List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofDays(30).plusMillis(1))) {
            assertThatThrownBy(() -> OneTimeGrant.of(RESET, ANNA, ttl)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> grant().payload(new byte[4_097])).isInstanceOf(IllegalArgumentException.class);
        for (String name : List.of("", "a b", "a:b", "{x}", "x".repeat(33), "é")) {
            assertThatThrownBy(() -> Purpose.of(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertConsumed(tokens, token);
    }
}
