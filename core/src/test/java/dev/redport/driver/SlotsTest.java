package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
    private static int slot(String key) {
        return Slots.of(key.getBytes(UTF_8));
    }

    /** What a real cluster answers to CLUSTER KEYSLOT; the first is the check value of CRC16/XMODEM, 0x31C3. */
    @ParameterizedTest
    @CsvSource({"123456789, 12739", "foo, 12182", "bar, 5061", "hello, 866", "a, 15495", "'', 0"})
    void areThoseOfTheServers(String key, int slot) {
        assertThat(slot(key)).isEqualTo(slot);
    }

    @ParameterizedTest
    @CsvSource({
        "{user1000}.following, user1000",
        "{user1000}.followers, user1000",
        "foo{bar}{zap}, bar",
        "foo{{bar}}zap, {bar",
        "x{a}, a"
    })
    void aTagCountsAlone(String key, String tag) {
        String same = tag.startsWith("{") ? "{" + tag + "}" : tag;
        assertThat(slot(key)).isEqualTo(slot(same)).isNotEqualTo(slot("x"));
    }

    @ParameterizedTest
    @CsvSource({"foo{}{bar}, bar", "{}x, x", "foo{bar, bar", "}foo{bar, bar"})
    void withoutATagTheWholeKeyCounts(String key, String part) {
        assertThat(slot(key)).isEqualTo(bitwise(key.getBytes(UTF_8))).isNotEqualTo(slot(part));
    }

    @Test
    void everyByteCounts() {
        for (int i = 0; i < 256; i++) {
            if (i != '{') {
                byte[] key = {(byte) i, (byte) (255 - i), 7};
                assertThat(Slots.of(key)).isEqualTo(bitwise(key));
            }
        }
    }

    private static int bitwise(byte[] key) {
        int crc = 0;
        for (byte b : key) {
            crc ^= (b & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1 ^ 0x1021) & 0xFFFF : crc << 1;
            }
        }
        return crc % 16_384;
    }
}
