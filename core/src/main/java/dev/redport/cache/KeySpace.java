package dev.redport.cache;

import dev.redport.driver.KeyPrefix;
import java.io.ByteArrayOutputStream;

/** Where the entries of one cache live: {@code namespace:c:name:vN:} and the caller's key. */
final class KeySpace {
    private final KeyPrefix prefix;

    KeySpace(String namespace, CacheSpec<?, ?> spec) {
        prefix = spec.sharedPrefix().isEmpty()
                ? KeyPrefix.of(namespace + ":c:" + spec.name() + ":v" + spec.version() + ":")
                : KeyPrefix.literal(spec.sharedPrefix());
    }

    byte[] key(String text) {
        return prefix.key(text);
    }

    /** A pattern for SCAN that matches the prefix literally and whatever follows it. */
    byte[] pattern() {
        byte[] literal = prefix.bytes();
        ByteArrayOutputStream pattern = new ByteArrayOutputStream(literal.length + 8);
        for (byte b : literal) {
            if ("*?[]\\".indexOf(b) >= 0) {
                pattern.write('\\');
            }
            pattern.write(b);
        }
        pattern.write('*');
        return pattern.toByteArray();
    }
}
