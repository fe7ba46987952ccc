package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * Whom tokens are about: a user or another principal, perhaps of a tenant. Redis sees a keyed digest of it. {@link #toString}
 * hides it, because it may be an e-mail address.
 *
 * @param tenant the tenant, or empty where there are none; at most 256 bytes of UTF-8
 * @param id unique within the tenant, any characters; 1 to 256 bytes of UTF-8
 * @since 0.1.0
 */
public record Subject(String tenant, String id) {
    private static final int LONGEST = 256;

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a part is too long, the id is empty, or a part is not well-formed Unicode
     */
    public Subject {
        check("tenant", tenant, 0);
        check("id", id, 1);
    }

    /**
     * A subject without a tenant.
     *
     * @param id 1 to 256 bytes of UTF-8
     * @return the subject
     * @throws IllegalArgumentException if the id is empty, too long, or not well-formed Unicode
     */
    public static Subject of(String id) {
        return new Subject("", id);
    }

    /**
     * A subject of a tenant.
     *
     * @param tenant the tenant
     * @param id unique within the tenant
     * @return the subject
     * @throws IllegalArgumentException if a part is empty, too long, or not well-formed Unicode
     */
    public static Subject of(String tenant, String id) {
        check("tenant", tenant, 1);
        return new Subject(tenant, id);
    }

    static void check(String what, String text, int least) {
        requireNonNull(text, what);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(what + ": an unpaired surrogate (expected: well-formed Unicode)");
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size < least || size > LONGEST) {
            throw new IllegalArgumentException(
                    what + ": " + size + " bytes (expected: " + least + " to " + LONGEST + ")");
        }
    }

    @Override
    public String toString() {
        return "Subject[***]";
    }
}
