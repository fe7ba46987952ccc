package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The keys of one port in Redis: a prefix and the caller's text, percent-encoded so that no two texts meet and none means
 * anything to a pattern, a hash tag or a log. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class KeyPrefix {
    private static final int MAX_KEY = 256;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(UTF_8);

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
        byte[] raw = utf8(text);
        if (raw.length == 0 || raw.length > MAX_KEY) {
            throw new IllegalArgumentException("key: " + raw.length + " bytes (expected: 1 to " + MAX_KEY + ")");
        }
        int escapes = 0;
        if (!literal) {
            for (byte b : raw) {
                escapes += isPlain(b) ? 0 : 1;
            }
        }
        byte[] key = new byte[prefix.length + raw.length + 2 * escapes];
        System.arraycopy(prefix, 0, key, 0, prefix.length);
        if (escapes == 0) {
            System.arraycopy(raw, 0, key, prefix.length, raw.length);
        } else {
            escape(raw, key, prefix.length);
        }
        return key;
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

    private static void escape(byte[] raw, byte[] key, int start) {
        int at = start;
        for (byte b : raw) {
            if (isPlain(b)) {
                key[at++] = b;
            } else {
                key[at++] = '%';
                key[at++] = HEX[(b >> 4) & 0xF];
                key[at++] = HEX[b & 0xF];
            }
        }
    }

    private static boolean isPlain(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_';
    }
}
