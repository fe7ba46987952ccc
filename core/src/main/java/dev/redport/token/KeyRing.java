package dev.redport.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.redport.config.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a token store, at least 256 random bits each, the same in every process.
 *
 * <p>The <em>index key</em> makes the pseudonyms under which Redis knows subjects, clients and token ids, and what it knows of
 * the secrets of sessions and one-time tokens. It stays for ever: with another one, nothing that is stored is found. The <em>token keys</em> authenticate refresh tokens and encrypt; the first
 * one is in use, the others are still accepted. To rotate, first add the new key behind the old ones in every process, then move
 * it to the front, and take the old one away when what it made has expired: after the longest life of a refresh token.
 *
 * <p>As text: {@code index=BASE64,name=BASE64,...}, the keys as {@code openssl rand -base64 32} makes them. {@link #toString} shows
 * names only. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class KeyRing {
    private static final String FORM =
            "index=BASE64,NAME=BASE64,... with keys of at least 32 bytes and names of 1 to 16 of" + " A-Za-z0-9_-";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,16}");
    private static final int SHORTEST = 32;

    private final byte[] index;
    private final Map<String, byte[]> keys;
    private final String current;

    private KeyRing(byte[] index, Map<String, byte[]> keys) {
        this.index = index;
        this.keys = keys;
        this.current = keys.keySet().iterator().next();
    }

    /**
     * Reads a key ring from its text.
     *
     * @param text from a secret store
     * @return the key ring
     * @throws IllegalArgumentException if it has not that form
     */
    public static KeyRing parse(Secret text) {
        String[] parts = text.reveal().strip().split("\\s*,\\s*", -1);
        byte[] index = key(parts[0], "index", 1);
        Map<String, byte[]> keys = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String name = parts[i].substring(0, Math.max(0, parts[i].indexOf('=')));
            if (!NAME.matcher(name).matches() || name.equals("index") || keys.containsKey(name)) {
                throw malformed("the name of key " + i + " is missing, not allowed, or there twice");
            }
            keys.put(name, key(parts[i], name, i + 1));
        }
        if (keys.isEmpty()) {
            throw malformed("there is no token key");
        }
        return new KeyRing(index, keys);
    }

    private static byte[] key(String part, String name, int place) {
        if (!part.startsWith(name + "=")) {
            throw malformed("part " + place + " is not " + name + "=BASE64");
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(part.substring(name.length() + 1));
        } catch (IllegalArgumentException e) {
            throw malformed("part " + place + " is not Base64"); // whose message shows a part of the key
        }
        if (key.length < SHORTEST) {
            throw malformed("part " + place + " has " + key.length + " bytes");
        }
        return key;
    }

    private static IllegalArgumentException malformed(String why) {
        return new IllegalArgumentException("key ring: " + why + " (expected: " + FORM + ")");
    }

    /**
     * A new key ring: for tests, or to be kept in a secret store.
     *
     * @return a key ring with one token key, {@code k1}
     */
    public static KeyRing random() {
        return new KeyRing(Mint.bytes(SHORTEST), Map.of("k1", Mint.bytes(SHORTEST)));
    }

    /**
     * The key ring as text.
     *
     * @return for {@link #parse}
     */
    public Secret text() {
        StringBuilder text =
                new StringBuilder("index=").append(Base64.getEncoder().encodeToString(index));
        keys.forEach((name, key) -> text.append(',')
                .append(name)
                .append('=')
                .append(Base64.getEncoder().encodeToString(key)));
        return Secret.of(text.toString());
    }

    String current() {
        return current;
    }

    /** A digest with the key that never changes. */
    byte[] indexed(String label, String... fields) {
        return hmac(index, label, fields);
    }

    /** A digest with a token key, or null if the ring has no such key. */
    byte @Nullable [] keyed(String name, String label, String... fields) {
        byte[] key = keys.get(name);
        return key == null ? null : hmac(key, label, fields);
    }

    /** A digest with the key that is in use. */
    byte[] inUse(String label, String... fields) {
        return hmac(requireNonNull(keys.get(current)), label, fields);
    }

    /** HMAC-SHA-256 (RFC 2104) of fields that cannot run into each other. */
    static byte[] hmac(byte[] key, String label, String... fields) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            update(mac, label);
            for (String field : fields) {
                update(mac, field);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no HmacSHA256, which every Java platform must have", e);
        }
    }

    private static void update(Mac mac, String field) {
        byte[] bytes = field.getBytes(UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        mac.update(bytes);
    }

    @Override
    public String toString() {
        return "KeyRing" + keys.keySet();
    }
}
