package dev.redport.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.token.Claim;
import dev.redport.token.Consumption;
import dev.redport.token.Consumption.Invalid;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.OneTimeTokens;
import dev.redport.token.Purpose;
import dev.redport.token.Token;
import java.time.Duration;

/** One-time tokens for a new password, and what becomes of them. */
abstract class TokenOneTimeFixture extends TokenRefreshFixture {
    static final Purpose RESET = Purpose.of("password-reset");
    static final Purpose VERIFY = Purpose.of("verify");
    static final Duration TTL = Duration.ofMinutes(10);
    static final Duration LEASE = Duration.ofSeconds(20);
    static final byte[] PAYLOAD = "héllo\n\0;".getBytes(UTF_8);

    TokenOneTimeFixture() {}

    static OneTimeGrant grant() {
        return OneTimeGrant.of(RESET, ANNA, TTL).payload(PAYLOAD);
    }

    static void assertConsumed(OneTimeTokens tokens, Token token) {
        Consumption.Consumed consumed = as(Consumption.Consumed.class, tokens.consume(RESET, token));
        assertThat(consumed.subject()).isEqualTo(ANNA);
        assertThat(consumed.payload()).isEqualTo(PAYLOAD);
    }

    static void assertInvalid(OneTimeTokens tokens, Token token, Invalid reason) {
        assertThat(tokens.claim(RESET, token, LEASE)).isEqualTo(new Claim.Refused(reason));
        assertThat(tokens.consume(RESET, token)).isEqualTo(new Consumption.Refused(reason));
    }

    static Claim.Claimed claim(OneTimeTokens tokens, Token token) {
        return as(Claim.Claimed.class, tokens.claim(RESET, token, LEASE));
    }
}
