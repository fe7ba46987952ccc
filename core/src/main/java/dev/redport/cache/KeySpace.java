package dev.redport.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Where the entries of one cache live: {@code namespace:c:name:vN:} and the caller's key, percent-encoded so that no two
 * keys meet and none means anything to a pattern, a hash tag or a log.
 */
final class KeySpace {
    private static final int MAX_KEY = 256;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(UTF_8);

    private final byte[] prefix;
    private final boolean literal;

    KeySpace(String namespace, CacheSpec<?, ?> spec) {
        literal = !spec.sharedPrefix().isEmpty();
        String text = literal ? spec.sharedPrefix() : namespace + ":c:" + spec.name() + ":v" + spec.version() + ":";
        prefix = text.getBytes(UTF_8);
    }

    byte[] key(String text) {
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

    /** A pattern for SCAN that matches the prefix literally and whatever follows it. */
    byte[] pattern() {
        ByteArrayOutputStream pattern = new ByteArrayOutputStream(prefix.length + 8);
        for (byte b : prefix) {
            if ("*?[]\\".indexOf(b) >= 0) {
                pattern.write('\\');
            }
            pattern.write(b);
        }
        pattern.write('*');
        return pattern.toByteArray();
    }
}
