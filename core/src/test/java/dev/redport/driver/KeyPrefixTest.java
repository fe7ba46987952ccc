package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cache's keys look like is in {@code KeySpaceTest}. */
class KeyPrefixTest {
    private final KeyPrefix encoded = KeyPrefix.of("app:r:api:v1:");
    private final KeyPrefix literal = KeyPrefix.literal("legacy:");

    private static String text(byte[] key) {
        return new String(key, UTF_8);
    }

    @Test
    void encodesAllButLettersDigitsAndThreeSigns() {
        StringBuilder expected = new StringBuilder();
        StringBuilder all = new StringBuilder();
        for (char c = 1; c < 128; c++) {
            all.append(c);
            expected.append(
                    Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0
                            ? String.valueOf(c)
                            : String.format("%%%02X", (int) c));
        }
        assertThat(text(encoded.key(all.toString()))).isEqualTo("app:r:api:v1:" + expected);
        assertThat(text(encoded.key("\u00fc\uD83D\uDE00"))).isEqualTo("app:r:api:v1:%C3%BC%F0%9F%98%80");
    }

    @Test
    void keepsALiteralTextAsItIs() {
        assertThat(text(literal.key("a b:{c}*%\u00fc"))).isEqualTo("legacy:a b:{c}*%\u00fc");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257, 1_000})
    void boundsTheTextByItsBytes(int length) {
        for (KeyPrefix prefix : new KeyPrefix[] {encoded, literal}) {
            assertThatThrownBy(() -> prefix.key("k".repeat(length)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("key: " + length + " bytes (expected: 1 to 256)");
        }
        assertThat(encoded.key(":".repeat(256))).as("before they are encoded").hasSize(13 + 3 * 256);
    }

    @Test
    void refusesHalvesOfCharacters() {
        String half = "\uD83D";
        for (String wrong : new String[] {half, "a" + half, half + "a", "\uDE00\uD83D", "\u00fc" + half, "?" + half}) {
            assertThatThrownBy(() -> encoded.key(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("key: an unpaired surrogate (expected: well-formed Unicode)");
        }
        assertThat(text(encoded.key("?"))).isEqualTo("app:r:api:v1:%3F");
    }

    @Test
    void handsOutACopyOfThePrefix() {
        byte[] bytes = encoded.bytes();
        bytes[0] = 'X';
        assertThat(text(encoded.key("a"))).isEqualTo("app:r:api:v1:a");
        assertThat(text(encoded.bytes())).isEqualTo("app:r:api:v1:");
    }
}
