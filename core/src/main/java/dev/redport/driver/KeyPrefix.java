package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The keys of one port in Redis: a prefix and the caller's text, percent-encoded so that no two texts meet and none means
 * anything to a pattern, a hash tag or a log. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class KeyPrefix {
    private static final int MAX_KEY = 256;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(UTF_8);

    /** By character: what stands for itself. */
    private static final boolean[] PLAIN = new boolean[128];

    static {
        for (char c = 0; c < PLAIN.length; c++) {
            PLAIN[c] = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '.'
                    || c == '_';
        }
    }

    private final byte[] prefix;
    private final boolean literal;

    private KeyPrefix(String prefix, boolean literal) {
        this.prefix = prefix.getBytes(UTF_8);
        this.literal = literal;
    }

    /**
     * Keys with their text encoded.
     *
     * @param prefix begins every key
     * @return the keys
     */
    public static KeyPrefix of(String prefix) {
        return new KeyPrefix(prefix, false);
    }

    /**
     * Keys with their text as it is, for data that is shared with other programs.
     *
     * @param prefix begins every key
     * @return the keys
     */
    public static KeyPrefix literal(String prefix) {
        return new KeyPrefix(prefix, true);
    }

    /**
     * The prefix.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return prefix.clone();
    }

    /**
     * The key in Redis.
     *
     * @param text the caller's key: 1 to 256 bytes of UTF-8
     * @return prefix and text
     * @throws IllegalArgumentException if the text is empty, too long, or not well-formed Unicode
     */
    public byte[] key(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_KEY) {
            return encoded(text);
        }
        byte[] key = Arrays.copyOf(prefix, prefix.length + length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= PLAIN.length || !PLAIN[c]) {
                return encoded(text);
            }
            key[prefix.length + i] = (byte) c;
        }
        return key;
    }

    /** With characters that are not plain, or of a wrong length. */
    private byte[] encoded(String text) {
        byte[] raw = utf8(text);
        if (raw.length == 0 || raw.length > MAX_KEY) {
            throw new IllegalArgumentException("key: " + raw.length + " bytes (expected: 1 to " + MAX_KEY + ")");
        }
        ByteArrayOutputStream key = new ByteArrayOutputStream(prefix.length + 3 * raw.length);
        key.writeBytes(prefix);
        for (byte b : raw) {
            if (literal || isPlain(b)) {
                key.write(b);
            } else {
                key.write('%');
                key.write(HEX[(b >> 4) & 0xF]);
                key.write(HEX[b & 0xF]);
            }
        }
        return key.toByteArray();
    }

    /** Unpaired surrogates would all become one character, and different keys one entry. */
    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length != text.length() && !UTF_8.newEncoder().canEncode(text)) {
            throw malformed();
        }
        for (int i = 0; bytes.length == text.length() && i < bytes.length; i++) {
            if (bytes[i] == '?' && text.charAt(i) != '?') {
                throw malformed();
            }
        }
        return bytes;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("key: an unpaired surrogate (expected: well-formed Unicode)");
    }

    private static boolean isPlain(byte b) {
        return b >= 0 && PLAIN[b];
    }
}
