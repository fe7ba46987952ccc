package dev.redport.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.config.Secret;
import dev.redport.driver.CodecException;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRingTest {
    private static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
    private static final String OTHER = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

    private static KeyRing ring(String text) {
        return KeyRing.parse(Secret.of(text));
    }

    @Test
    void comesBackFromItsText() {
        KeyRing ring = KeyRing.random();
        KeyRing same = KeyRing.parse(ring.text());
        assertThat(same.indexed("a", "b")).isEqualTo(ring.indexed("a", "b"));
        assertThat(same.inUse("a", "b")).isEqualTo(ring.inUse("a", "b"));
        assertThat(same).hasToString("KeyRing[k1]");
        assertThat(ring.text()).hasToString("***");
    }

    @Test
    void usesTheFirstTokenKeyAndKnowsTheOthers() {
        KeyRing ring = ring("index=" + KEY + ", new=" + OTHER + " ,old=" + KEY);
        assertThat(ring.current()).isEqualTo("new");
        assertThat(ring.inUse("a")).isEqualTo(ring.keyed("new", "a")).isNotEqualTo(ring.keyed("old", "a"));
        assertThat(ring.keyed("none", "a")).isNull();
        assertThat(ring).hasToString("KeyRing[new, old]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"|part 1 is not index=BASE64",
                "index=KEY|there is no token key",
                "k1=KEY,index=KEY|part 1 is not index=BASE64",
                "index=KEY,KEY|the name of key 1 is missing, not allowed, or there twice",
                "index=KEY,a b=KEY|the name of key 1 is missing, not allowed, or there twice",
                "index=KEY,k1=KEY,k1=KEY|the name of key 2 is missing, not allowed, or there twice",
                "index=KEY,index=KEY|the name of key 1 is missing, not allowed, or there twice",
                "index=KEY,k1=KEY,|the name of key 2 is missing, not allowed, or there twice",
                "index=KEY,k1=QUFB|part 2 has 3 bytes",
                "index=KEY,k1=*hidden*|part 2 is not Base64"
            })
    void sayWhatIsWrongAndShowNothing(String text, String why) {
        assertThatThrownBy(() -> ring(text.replace("KEY", KEY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("key ring: " + why)
                .hasMessageContaining("expected: index=BASE64,NAME=BASE64")
                .hasMessageNotContaining("QUFB")
                .hasMessageNotContaining("hidden")
                .hasNoCause();
    }

    @Test
    void digestsAreHmacOfFieldsThatCannotRunIntoEachOther() {
        byte[] key = "key".getBytes(UTF_8);
        // printf '\0\0\0\1a\0\0\0\2bc' | openssl dgst -sha256 -hmac key
        assertThat(HexFormat.of().formatHex(KeyRing.hmac(key, "a", "bc")))
                .isEqualTo("c3a351d2833ea2cf478fc38c54569be99f1d76f7bc6bcf05ad6c32666254b133");
        assertThat(KeyRing.hmac(key, "a", "b", "c")).isNotEqualTo(KeyRing.hmac(key, "a", "bc"));
        assertThat(KeyRing.hmac(key, "a", "", "b")).isNotEqualTo(KeyRing.hmac(key, "a", "b", ""));
    }

    @Nested
    class Seals {
        private final byte[] plain = "anna@example.org".getBytes(UTF_8);
        private final KeyRing old = ring("index=" + KEY + ",k1=" + KEY);

        @Test
        void openWithTheKeyTheyWereMadeWith() {
            byte[] sealed = new Sealer(old).seal(plain, "here");
            KeyRing rotated = ring("index=" + KEY + ",k2=" + OTHER + ",k1=" + KEY);
            assertThat(new Sealer(rotated).open(sealed, "here")).isEqualTo(plain);
            assertThat(new String(sealed, UTF_8)).doesNotContain("anna");
            assertThat(new Sealer(old).seal(plain, "here")).as("a fresh nonce").isNotEqualTo(sealed);
        }

        @Test
        void doNotOpenElsewhereOrChangedOrWithoutTheKey() {
            Sealer sealer = new Sealer(old);
            byte[] sealed = sealer.seal(plain, "here");
            assertThatThrownBy(() -> sealer.open(sealed, "there")).isInstanceOf(CodecException.class);
            for (int i = 0; i < sealed.length; i++) {
                byte[] changed = sealed.clone();
                changed[i] ^= 1;
                assertThatThrownBy(() -> sealer.open(changed, "here"))
                        .as("byte %s", i)
                        .isInstanceOf(CodecException.class);
            }
            for (byte[] broken :
                    new byte[][] {{}, {0}, {-1, 1}, {2, 'k', '1'}, {2, 'k', '1', 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}}) {
                assertThatThrownBy(() -> sealer.open(broken, "here")).isInstanceOf(CodecException.class);
            }
            KeyRing without = ring("index=" + KEY + ",k2=" + OTHER);
            assertThatThrownBy(() -> new Sealer(without).open(sealed, "here"))
                    .isInstanceOf(CodecException.class)
                    .hasMessage("A record was sealed with a key that is not on the key ring any more");
        }
    }
}
