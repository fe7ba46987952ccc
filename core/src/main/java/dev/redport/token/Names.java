package dev.redport.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HexFormat;

/** The keys of a token store in Redis, and the pseudonyms in them. {@code t1} is the version of the stored forms. */
final class Names {
    private static final int TENANT_CHARACTERS = 8;

    private final String prefix;
    private final KeyRing keys;

    Names(String namespace, String store, KeyRing keys) {
        this.prefix = namespace + ":t1:" + store + ":";
        this.keys = keys;
    }

    /** The pseudonym of a subject; with a tenant, that of the tenant stands in front. */
    String tag(Subject subject) {
        byte[] id = Arrays.copyOf(keys.indexed("subject", subject.tenant(), subject.id()), 16);
        return subject.tenant().isEmpty() ? Mint.text(id) : tenantTag(subject.tenant()) + Mint.text(id);
    }

    private String tenantTag(String tenant) {
        return Mint.text(Arrays.copyOf(keys.indexed("tenant", tenant), 6));
    }

    /** In hexadecimal digits, because Lua patterns have no meaning for them. */
    String clientTag(ClientId client) {
        return HexFormat.of().formatHex(keys.indexed("client", client.value()), 0, 8);
    }

    /** A digest of an id that a caller chose. */
    String digest(String kind, String text) {
        return Mint.text(Arrays.copyOf(keys.indexed(kind, text), 16));
    }

    /** A key of a subject. */
    byte[] of(String tag, String what) {
        return (prefix + "{" + tag + "}:" + what).getBytes(US_ASCII);
    }

    /** The denial of a token. */
    byte[] denial(String digest) {
        return of(digest, "j");
    }

    byte[] everyone() {
        return of("g", "w");
    }

    byte[] tenant(String tenant) {
        return of("g", "t" + tenantTag(tenant));
    }

    byte[] client(ClientId client) {
        return of("g", "c" + clientTag(client));
    }

    /** The cut-off of the tenant a subject belongs to, if it has one. */
    byte[] tenantOf(String tag) {
        return of("g", "t" + tag.substring(0, TENANT_CHARACTERS));
    }

    static boolean hasTenant(String tag) {
        return tag.length() > 22;
    }
}
