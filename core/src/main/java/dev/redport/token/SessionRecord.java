package dev.redport.token;

import static dev.redport.token.Desk.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a session, see {@code session.lua}. The profile is cut into parts of 64 bytes, because one longer value makes
 * Redis give up the compact form of a hash, which takes less than half the memory.
 */
final class SessionRecord {
    private static final int PART = 64;

    private final Desk desk;

    SessionRecord(Desk desk) {
        this.desk = desk;
    }

    /** Fields and values of a new session, in turn. */
    List<byte[]> encode(String tag, String random, String secret, Profile profile, Map<String, String> attributes) {
        List<byte[]> fields = new ArrayList<>();
        fields.add(bytes("d"));
        fields.add(desk.tokens.digest(tag, random, secret));
        byte[] sealed = desk.sealer.seal(profile.encode(), place(tag, random, "profile"));
        for (int part = 0; part * PART < sealed.length; part++) {
            fields.add(bytes("m" + part));
            fields.add(Arrays.copyOfRange(sealed, part * PART, Math.min(sealed.length, (part + 1) * PART)));
        }
        fields.addAll(attributes(tag, random, attributes));
        return fields;
    }

    /** Fields and values of attributes, in turn. A value begins with 1 if it is encrypted, else with 0. */
    List<byte[]> attributes(String tag, String random, Map<String, String> attributes) {
        List<byte[]> fields = new ArrayList<>();
        attributes.forEach((name, value) -> {
            fields.add(bytes("@" + name));
            byte[] content = value.getBytes(UTF_8);
            boolean encrypted = desk.spec.attributesEncrypted();
            byte[] stored = encrypted ? desk.sealer.seal(content, place(tag, random, "@" + name)) : content;
            fields.add(ByteBuffer.allocate(1 + stored.length)
                    .put((byte) (encrypted ? 1 : 0))
                    .put(stored)
                    .array());
        });
        return fields;
    }

    private String[] place(String tag, String random, String what) {
        return new String[] {desk.spec.name(), "session", tag, random, what};
    }

    /**
     * A session as it is stored.
     *
     * @param expires the score of its member
     * @param hash fields and values, in turn
     * @return the session, or null if the payload is gone, because Redis evicted it, or cannot be read, because its key left the ring
     */
    @Nullable
    Session decode(SessionId id, long expires, List<Reply> hash) {
        Map<String, byte[]> fields = fields(hash);
        byte[] numbers = fields.get("n");
        if (numbers == null) {
            return null;
        }
        String[] parts = new String(numbers, US_ASCII).split(";", -1);
        long seen = Math.max(Long.parseLong(parts[0]), expires - Long.parseLong(parts[1]));
        String random = Member.random(id.member());
        Profile profile = desk.profile(profile(fields), place(id.tag(), random, "profile"));
        if (profile == null) {
            return null;
        }
        Map<String, String> attributes = new HashMap<>();
        fields.forEach((name, value) -> {
            if (name.startsWith("@")) {
                attributes.put(name.substring(1), attribute(id.tag(), random, name, value));
            }
        });
        return new Session(
                id,
                profile.subject(),
                profile.device(),
                Instant.ofEpochMilli(Member.stamp(id.member())),
                Instant.ofEpochMilli(expires == Long.parseLong(parts[2]) ? Long.parseLong(parts[0]) : seen),
                Instant.ofEpochMilli(expires),
                Instant.ofEpochMilli(Long.parseLong(parts[2])),
                Long.parseLong(parts[3]),
                attributes);
    }

    private static Map<String, byte[]> fields(List<Reply> hash) {
        Map<String, byte[]> fields = new TreeMap<>();
        for (int i = 0; i + 1 < hash.size(); i += 2) {
            byte[] value = hash.get(i + 1).bytes();
            if (value != null) {
                fields.put(hash.get(i).text(), value);
            }
        }
        return fields;
    }

    private static byte[] profile(Map<String, byte[]> fields) {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        for (int part = 0; ; part++) {
            byte[] bytes = fields.get("m" + part);
            if (bytes == null) {
                return sealed.toByteArray();
            }
            sealed.writeBytes(bytes);
        }
    }

    private String attribute(String tag, String random, String name, byte[] stored) {
        boolean encrypted = stored.length > 0 && stored[0] == 1;
        if (stored.length == 0 || encrypted != desk.spec.attributesEncrypted()) {
            throw new CodecException(
                    ErrorKind.CODEC,
                    "An attribute of a session is " + (encrypted ? "" : "not ")
                            + "encrypted (expected: as the TokenSpec says; a new name for the store begins anew)");
        }
        byte[] content = Arrays.copyOfRange(stored, 1, stored.length);
        return new String(encrypted ? desk.sealer.open(content, place(tag, random, name)) : content, UTF_8);
    }
}
