package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * A session as it was when it was read. {@link #toString} shows the id only.
 *
 * @param id its name, which stays the same while it lives
 * @param subject whose
 * @param device where it began
 * @param created when it began; also its {@link Stamp}
 * @param lastSeen when it was last in use, give or take the spec's touch interval
 * @param expires when it ends unless it is used
 * @param expiresAtLast when it ends even if it is used
 * @param version grows with each change of an attribute or of its token
 * @param attributes what the service keeps in it
 * @since 0.1.0
 */
public record Session(
        SessionId id,
        Subject subject,
        Device device,
        Instant created,
        Instant lastSeen,
        Instant expires,
        Instant expiresAtLast,
        long version,
        Map<String, String> attributes) {
    /** Checks and copies the parts. */
    public Session {
        requireNonNull(id, "id");
        requireNonNull(subject, "subject");
        requireNonNull(device, "device");
        requireNonNull(created, "created");
        requireNonNull(lastSeen, "lastSeen");
        requireNonNull(expires, "expires");
        requireNonNull(expiresAtLast, "expiresAtLast");
        attributes = Map.copyOf(attributes);
    }

    @Override
    public String toString() {
        return "Session[" + id + "]";
    }
}
