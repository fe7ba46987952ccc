package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.redport.token.Denial;
import dev.redport.token.LegacyTokens;
import dev.redport.token.RevokeReport;
import dev.redport.token.RevokeScope;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The facade for services that make and keep token strings themselves.
 *
 * @since 0.1.0
 */
public abstract class TokenLegacyContract extends TokenFixture {
    private static final Duration TEN = Duration.ofMinutes(10);

    /** For subclasses. */
    protected TokenLegacyContract() {}

    @Test
    void legacyDenialsAreSeenByEveryCheck() {
        TokenStore store = clocked(spec());
        LegacyTokens legacy = store.legacy();
        TokenRef token = access(store, "jti", ANNA);

        assertThat(legacy.isBlacklisted("jti")).isFalse();
        assertThat(legacy.blacklist("jti", Duration.ZERO)).isEqualTo(Denial.EXPIRED);
        assertThat(legacy.blacklist("jti", Duration.ofSeconds(-1))).isEqualTo(Denial.EXPIRED);
        assertThat(legacy.isBlacklisted("jti")).isFalse();
        assertThat(legacy.blacklist("jti", TEN)).isEqualTo(Denial.ADDED);
        assertThat(legacy.blacklist("jti", Duration.ofMillis(1))).isEqualTo(Denial.ALREADY);
        assertThat(legacy.blacklist("jti", TEN.plusMillis(1))).isEqualTo(Denial.EXTENDED);

        assertThat(legacy.isBlacklisted("jti")).isTrue();
        assertThat(legacy.isBlacklisted("jtj")).isFalse();
        assertThat(store.revocations().check(token)).isEqualTo(Verdict.DENIED);
        assertThatIllegalArgumentException().isThrownBy(() -> legacy.blacklist("", TEN));
        assertThatIllegalArgumentException().isThrownBy(() -> legacy.isBlacklisted(""));
        assertThatIllegalArgumentException().isThrownBy(() -> legacy.blacklist("jti", Duration.ofHours(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> legacy.blacklist("jti", Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void legacyRefreshTokensAreStoredRotatedOnceAndRevoked() throws Exception {
        TokenStore store = clocked(spec());
        LegacyTokens legacy = store.legacy();
        legacy.storeRefreshToken(ANNA, "a", TEN);
        assertThat(legacy.isValidRefreshToken(ANNA, "a")).isTrue();
        assertThat(legacy.rotateRefreshToken(ANNA, "none", "b", TEN)).isFalse();
        assertThat(legacy.isValidRefreshToken(ANNA, "b")).isFalse();
        AtomicInteger winners = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String next = "next" + i;
            threads.add(LifecycleContract.start(
                    () -> winners.addAndGet(legacy.rotateRefreshToken(ANNA, "a", next, TEN) ? 1 : 0), failures));
        }
        LifecycleContract.join(threads);
        assertThat(failures).isEmpty();
        assertThat(winners).hasValue(1);
        assertThat(legacy.isValidRefreshToken(ANNA, "a")).isFalse();

        legacy.storeRefreshToken(ANNA, "c", TEN);
        assertThat(legacy.revokeRefreshToken(ANNA, "c")).isTrue();
        assertThat(legacy.revokeRefreshToken(ANNA, "c")).isFalse();
        legacy.storeRefreshToken(ANNA, "d", TEN);
        legacy.storeRefreshToken(BERT, "d", TEN);
        store.revokeAll(ANNA, RevokeScope.SESSIONS);
        assertThat(legacy.isValidRefreshToken(ANNA, "d")).isTrue();
        assertThat(store.revokeAll(ANNA, RevokeScope.REFRESH_TOKENS)).isEqualTo(new RevokeReport(0, 2));
        assertThat(legacy.isValidRefreshToken(ANNA, "d")).isFalse();
        assertThat(legacy.rotateRefreshToken(ANNA, "d", "e", TEN)).isFalse();
        assertThat(legacy.isValidRefreshToken(BERT, "d")).isTrue();
        pass(TEN);
        assertThat(legacy.isValidRefreshToken(BERT, "d")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> legacy.storeRefreshToken(ANNA, "", TEN));
        for (Duration bad : List.of(Duration.ZERO, Duration.ofDays(91))) {
            assertThatIllegalArgumentException().isThrownBy(() -> legacy.storeRefreshToken(ANNA, "x", bad));
            assertThatIllegalArgumentException().isThrownBy(() -> legacy.rotateRefreshToken(ANNA, "x", "y", bad));
        }
    }
}
