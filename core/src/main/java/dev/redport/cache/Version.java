package dev.redport.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.driver.Script;
import java.util.HexFormat;

/**
 * Names one stored entry, for {@link Cache#replace}: it changes with every write, also when the value stays equal (but
 * not in a {@linkplain CacheSpec#sharedAs shared} cache). Holds on to the stored bytes. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Version {
    private final byte[] stored;

    Version(byte[] stored) {
        this.stored = stored;
    }

    /** What the server finds with {@code redis.sha1hex}. */
    byte[] sha1Hex() {
        return sha1Hex(stored);
    }

    static byte[] sha1Hex(byte[] stored) {
        return HexFormat.of().formatHex(Script.sha1(stored)).getBytes(US_ASCII);
    }

    @Override
    public String toString() {
        return "Version";
    }
}
