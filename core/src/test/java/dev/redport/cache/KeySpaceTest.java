package dev.redport.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySpaceTest {
    private static final CacheSpec<String, String> SPEC = CacheSpec.named("users", Codecs.string());

    private final KeySpace space = new KeySpace("app", SPEC.version(3));
    private final KeySpace shared = new KeySpace("app", SPEC.sharedAs("legacy:{a}:"));

    private static String text(byte[] key) {
        return new String(key, UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            123     | app:c:users:v3:123
            a-b._9Z | app:c:users:v3:a-b._9Z
            a b:c   | app:c:users:v3:a%20b%3Ac
            {x}*?   | app:c:users:v3:%7Bx%7D%2A%3F
            100%    | app:c:users:v3:100%25
            \u00fc~ | app:c:users:v3:%C3%BC%7E
            """)
    void isThePrefixAndTheEncodedKey(String key, String stored) {
        assertThat(text(space.key(key))).isEqualTo(stored);
    }

    @Test
    void keepsKeysOfASharedCacheAsTheyAre() {
        assertThat(text(shared.key("a b:{c}*%\u00fc"))).isEqualTo("legacy:{a}:a b:{c}*%\u00fc");
    }

    @Test
    void givesDifferentKeysDifferentPlaces() {
        Random random = new Random(42);
        Map<String, String> own = new HashMap<>();
        Map<String, String> others = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            String key = unicode(random);
            String before = own.put(text(space.key(key)), key);
            assertThat(before == null || before.equals(key)).isTrue();
            before = others.put(text(shared.key(key)), key);
            assertThat(before == null || before.equals(key)).isTrue();
        }
        assertThat(own.size()).isEqualTo(others.size()).isGreaterThan(10_000);
    }

    @Test
    void leavesNothingInAKeyThatMeansAnythingElsewhere() {
        Random random = new Random(43);
        for (int i = 0; i < 10_000; i++) {
            assertThat(text(space.key(unicode(random)))).matches("app:c:users:v3:[A-Za-z0-9._%-]+");
        }
    }

    @Test
    void keepsCachesVersionsAndNamespacesApart() {
        Map<String, KeySpace> places = new HashMap<>();
        for (String namespace : new String[] {"a", "a.c", "a-c"}) {
            for (String name : new String[] {"b", "b.v1", "v1", "c"}) {
                for (int version : new int[] {1, 11}) {
                    KeySpace each = new KeySpace(
                            namespace, CacheSpec.named(name, Codecs.string()).version(version));
                    for (String key : new String[] {"1", "1:1", "v1:1", "b:v1:1"}) {
                        assertThat(places.put(text(each.key(key)), each)).isNull();
                    }
                }
            }
        }
    }

    @Test
    void boundsAKeyByItsBytes() {
        assertThat(space.key("k".repeat(256))).hasSize("app:c:users:v3:".length() + 256);
        for (String wrong : new String[] {"", "k".repeat(257), "\u00fc".repeat(129)}) {
            assertThatThrownBy(() -> space.key(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("key: " + wrong.getBytes(UTF_8).length + " bytes (expected: 1 to 256)");
        }
    }

    @Test
    void hasAPatternThatMatchesItsOwnPrefixOnly() {
        assertThat(new String(space.pattern(), US_ASCII)).isEqualTo("app:c:users:v3:*");
        assertThat(new String(shared.pattern(), US_ASCII)).isEqualTo("legacy:{a}:*");
        assertThat(new String(new KeySpace("a*b?[c]\\", SPEC).pattern(), US_ASCII))
                .isEqualTo("a\\*b\\?\\[c\\]\\\\:c:users:v1:*");
    }

    /** Up to eight code points, the interesting ones more often; no half of a surrogate pair. */
    private static String unicode(Random random) {
        String often = "%:25aA{}*?[]\\ \u0000\u007f\u0080\u00ff\u2028\ufeff?";
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(8);
        for (int i = 0; i < length; i++) {
            int point = random.nextInt(Character.MAX_CODE_POINT + 1);
            if (random.nextInt(3) > 0 || (point >= 0xD800 && point <= 0xDFFF)) {
                point = often.charAt(random.nextInt(often.length()));
            }
            text.appendCodePoint(point);
        }
        return text.toString();
    }
}
