package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Claim;
import dev.redport.token.Consumption.Invalid;
import dev.redport.token.OneTimeTokens;
import dev.redport.token.Token;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * One-time tokens that are claimed first, for work that may fail.
 *
 * @since 0.1.0
 */
public abstract class TokenClaimContract extends TokenOneTimeFixture {
    /** For subclasses. */
    protected TokenClaimContract() {}

    @Test
    void aClaimIsNobodyElsesUntilItIsCommitted() {
        OneTimeTokens tokens = store().oneTimeTokens();
        Token token = tokens.issue(grant());
        trips.clear();
        Claim.Claimed claim = claim(tokens, token);
        assertThat(claim.subject()).isEqualTo(ANNA);
        assertThat(claim.payload()).isEqualTo(PAYLOAD);
        assertInvalid(tokens, token, Invalid.CLAIMED);
        assertThat(claim.commit()).isTrue();
        assertThat(trips).hasSize(4).containsOnly(Operation.TOKEN_ONE_TIME_USE);
        assertThat(counted(TokenOutcome.ONE_TIME_CLAIMED)).isEqualTo(1);
        assertThat(counted(TokenOutcome.ONE_TIME_USED)).isEqualTo(1);
        assertThat(claim.commit()).isFalse();
        assertThat(claim.release()).isFalse();
        assertInvalid(tokens, token, Invalid.USED);
        assertThat(counted(TokenOutcome.ONE_TIME_USED)).isEqualTo(1);
    }

    @Test
    void aClaimThatIsReleasedGivesTheTokenBack() {
        OneTimeTokens tokens = store().oneTimeTokens();
        Token token = tokens.issue(grant());
        Claim.Claimed first = claim(tokens, token);
        assertThat(first.release()).isTrue();
        assertThat(first.release()).isFalse();
        assertThat(first.commit()).isFalse();
        Claim.Claimed second = claim(tokens, token);
        assertThat(first.commit()).as("another's claim").isFalse();
        assertThat(first.release()).as("another's claim").isFalse();
        assertThat(second.release()).isTrue();
        assertThat(counted(TokenOutcome.ONE_TIME_USED)).isZero();
        assertConsumed(tokens, token);
        assertThat(second.commit()).isFalse();
    }

    @Test
    void aClaimEndsWithItsLeaseUnlessNobodyTookTheToken() {
        OneTimeTokens tokens = clocked(spec()).oneTimeTokens();
        Token token = tokens.issue(grant());
        Claim.Claimed first = claim(tokens, token);
        pass(LEASE.minusMillis(1));
        assertInvalid(tokens, token, Invalid.CLAIMED);
        pass(Duration.ofMillis(1));
        Claim.Claimed second = claim(tokens, token);
        assertThat(first.commit()).isFalse();
        pass(LEASE.multipliedBy(2));
        assertThat(second.commit()).as("late, but nobody else had it").isTrue();
        assertInvalid(tokens, token, Invalid.USED);

        Token other = tokens.issue(grant());
        Claim.Claimed late = claim(tokens, other);
        pass(LEASE);
        assertConsumed(tokens, other);
        assertThat(late.commit()).isFalse();
        assertThat(late.release()).isFalse();
    }

    @Test
    void aClaimThatIsCommittedAfterTheTokenExpiredStillCounts() {
        OneTimeTokens tokens = clocked(spec()).oneTimeTokens();
        Token token = tokens.issue(grant());
        Claim.Claimed claim = claim(tokens, token);
        pass(TTL);
        assertThat(claim.commit()).isTrue();
        assertThat(claim.commit()).isFalse();
        Token other = tokens.issue(grant());
        Claim.Claimed released = claim(tokens, other);
        pass(TTL);
        assertThat(released.release()).isTrue();
        assertInvalid(tokens, other, Invalid.UNKNOWN);
    }
}
