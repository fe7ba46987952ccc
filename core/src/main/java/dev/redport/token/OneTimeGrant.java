package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A one-time token to be issued. Every method returns a changed copy.
 *
 * @since 0.1.0
 */
public final class OneTimeGrant {
    private static final int LONGEST = 4_096;
    private static final Duration LAST = Duration.ofDays(30);

    private final Purpose purpose;
    private final Subject subject;
    private final Duration ttl;
    private final byte[] payload;
    private final boolean latestOnly;

    private OneTimeGrant(Purpose purpose, Subject subject, Duration ttl, byte[] payload, boolean latestOnly) {
        this.purpose = requireNonNull(purpose, "purpose");
        this.subject = requireNonNull(subject, "subject");
        Lifetime.check("ttl", ttl, LAST);
        this.ttl = ttl;
        this.payload = payload;
        this.latestOnly = latestOnly;
    }

    /**
     * A token without payload, of which a subject may have many.
     *
     * @param purpose what it is good for
     * @param subject whose
     * @param ttl how long it is good: 1 ms to 30 days
     * @return the grant
     * @throws IllegalArgumentException if the time is out of range
     */
    public static OneTimeGrant of(Purpose purpose, Subject subject, Duration ttl) {
        return new OneTimeGrant(purpose, subject, ttl, new byte[0], false);
    }

    /**
     * What is handed out when it is used. Encrypted in Redis with a key that only the token gives.
     *
     * @param content at most 4,096 bytes; copied
     * @return a copy
     * @throws IllegalArgumentException if it is longer
     */
    public OneTimeGrant payload(byte[] content) {
        if (content.length > LONGEST) {
            throw new IllegalArgumentException(
                    "payload: " + content.length + " bytes (expected: at most " + LONGEST + ")");
        }
        return new OneTimeGrant(purpose, subject, ttl, content.clone(), latestOnly);
    }

    /**
     * Makes earlier tokens of that kind, purpose and subject worthless.
     *
     * @return a copy
     */
    public OneTimeGrant latestOnly() {
        return new OneTimeGrant(purpose, subject, ttl, payload, true);
    }

    Purpose purpose() {
        return purpose;
    }

    Subject subject() {
        return subject;
    }

    Duration ttl() {
        return ttl;
    }

    byte[] payload() {
        return payload;
    }

    boolean isLatestOnly() {
        return latestOnly;
    }

    @Override
    public String toString() {
        return "OneTimeGrant[" + purpose.name() + "]";
    }
}
