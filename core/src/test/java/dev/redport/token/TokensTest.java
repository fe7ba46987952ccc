package dev.redport.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String TAG = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String MEMBER = "1700000000000BBBBBBBBBBBBBBBB";

    private final KeyRing keys = KeyRing.random();
    private final Tokens tokens = new Tokens("auth", keys);

    private Token refresh() {
        return tokens.refresh(TAG, MEMBER, "7", "k1");
    }

    @Test
    void ofSessionsComeBackAsTheyWere() {
        String secret = Mint.secret();
        Tokens.OfSession session = requireNonNull(tokens.session(tokens.session(TAG, MEMBER, secret)));
        assertThat(session.tag()).isEqualTo(TAG);
        assertThat(session.member()).isEqualTo(MEMBER);
        assertThat(session.random()).isEqualTo("BBBBBBBBBBBBBBBB");
        assertThat(session.digest()).hasSize(32).isEqualTo(tokens.digest(TAG, session.random(), secret));
    }

    @Test
    void cannotBePutIntoRedisWithoutTheKeyRingOrInAnotherPlace() {
        String secret = Mint.secret();
        byte[] digest = tokens.digest(TAG, "BBBBBBBBBBBBBBBB", secret);
        Tokens others = new Tokens("auth", KeyRing.random());
        assertThat(others.digest(TAG, "BBBBBBBBBBBBBBBB", secret)).isNotEqualTo(digest);
        assertThat(tokens.digest(TAG, "CCCCCCCCCCCCCCCC", secret)).isNotEqualTo(digest);
        Tokens.OfOneTime token = new Tokens.OfOneTime(TAG, secret.getBytes(US_ASCII));
        assertThat(others.key(token, Purpose.of("a"))).isNotEqualTo(tokens.key(token, Purpose.of("a")));
    }

    @Test
    void ofFamiliesComeBackAsTheyWereAndAreAlwaysTheSame() {
        assertThat(tokens.refresh(refresh())).isEqualTo(new Tokens.OfRefresh(TAG, MEMBER, "7"));
        assertThat(tokens.refresh(TAG, MEMBER, "7", "k1")).isEqualTo(refresh());
        assertThat(tokens.refresh(TAG, MEMBER, "8", "k1")).isNotEqualTo(refresh());
    }

    @Test
    void areOfOneKindOnly() {
        Token session = tokens.session(TAG, MEMBER, Mint.secret());
        Token oneTime = tokens.oneTime(new Tokens.OfOneTime(TAG, Mint.secret().getBytes(US_ASCII)));
        assertThat(tokens.refresh(session)).isNull();
        assertThat(tokens.oneTime(session)).isNull();
        assertThat(tokens.session(refresh())).isNull();
        assertThat(tokens.oneTime(refresh())).isNull();
        assertThat(tokens.session(oneTime)).isNull();
        assertThat(tokens.refresh(oneTime)).isNull();
        assertThat(tokens.oneTime(oneTime)).isNotNull();
    }

    @Test
    void withAnyOtherCharacterAreNotAuthentic() {
        String text = refresh().reveal();
        for (int i = 0; i < text.length(); i++) {
            for (char other : new char[] {'A', 'B', '1', '2', '.', '_', '-', '=', ' ', '\u00e9'}) {
                if (other != text.charAt(i)) {
                    Token changed = Token.of(text.substring(0, i) + other + text.substring(i + 1));
                    assertThat(tokens.refresh(changed)).as("%s", i).isNull();
                }
            }
            assertThat(tokens.refresh(Token.of(text.substring(0, i)))).isNull();
        }
        assertThat(tokens.refresh(Token.of(text + "A"))).isNull();
        assertThat(tokens.refresh(Token.of(text + "\n"))).isNull();
    }

    @Test
    void ofAnotherStoreOrKeyRingAreNotAuthentic() {
        assertThat(new Tokens("other", keys).refresh(refresh())).isNull();
        assertThat(new Tokens("auth", KeyRing.random()).refresh(refresh())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "rs1", "rs1...", "rr1.a.b.c.d.e", "ro1..", "Bearer x", "\u0000", "rs1.{a}.b.c"})
    void mayBeAnyText(String text) {
        assertNone(Token.of(text));
    }

    @Test
    void mayBeRandomAndLong() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text =
                    new StringBuilder(List.of("rs1.", "rr1.", "ro1.", "").get(random.nextInt(4)));
            int length = random.nextInt(250);
            for (int c = 0; c < length; c++) {
                text.append("AZaz09-_.{}:\u00fc\n".charAt(random.nextInt(14)));
            }
            assertNone(Token.of(text.toString()));
        }
        assertNone(Token.of("rs1." + "A".repeat(10_000_000)));
    }

    private void assertNone(Token token) {
        assertThat(tokens.session(token)).isNull();
        assertThat(tokens.refresh(token)).isNull();
        assertThat(tokens.oneTime(token)).isNull();
    }

    @Test
    void showNothing() {
        assertThat(refresh()).hasToString("Token[***]").hasSameHashCodeAs(Token.of("x"));
        assertThat(refresh()).isEqualTo(Token.of(refresh().reveal())).isNotEqualTo(Token.of("x"));
    }

    @Nested
    class OfOneUse {
        private final Tokens.OfOneTime token =
                new Tokens.OfOneTime(TAG, Mint.secret().getBytes(US_ASCII));

        @Test
        void haveAKeyForEachPurposeThatTheDigestDoesNotGive() {
            byte[] key = tokens.key(token, Purpose.of("a"));
            assertThat(key).hasSize(32).isNotEqualTo(tokens.key(token, Purpose.of("b")));
            assertThat(Mint.text(key)).doesNotContain(token.digest());
            assertThat(token.digest()).hasSize(22);
        }
    }
}
