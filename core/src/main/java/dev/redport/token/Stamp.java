package dev.redport.token;

import java.time.Instant;

/**
 * When something was issued, so that cut-offs can tell what came before them: a millisecond of a hybrid logical clock (Kulkarni
 * et al., "Logical Physical Clocks", 2014). It is close to the time, and never below a stamp that the subject got before, even
 * if the server's clock was set back. Put it into a JWT as a private claim, because {@code iat} counts seconds only.
 *
 * @param millis milliseconds since 1970; 0 or more
 * @since 0.1.0
 */
public record Stamp(long millis) implements Comparable<Stamp> {
    /** Thirteen digits, which keys and tokens have room for. */
    private static final long LAST = 9_999_999_999_999L;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative, or beyond the year 2286
     */
    public Stamp {
        if (millis < 0 || millis > LAST) {
            throw new IllegalArgumentException("millis: " + millis + " (expected: 0 to " + LAST + ")");
        }
    }

    /**
     * The latest time that a token of which only the second is known was surely not issued before: tokens of the second of a
     * cut-off count as older than it.
     *
     * @param issuedAt claim {@code iat}; parts of a second are dropped
     * @return the stamp
     * @throws IllegalArgumentException if the time is before 1970 or beyond 2286
     */
    public static Stamp ofSecond(Instant issuedAt) {
        return new Stamp(Math.max(-1, Math.min(issuedAt.getEpochSecond(), LAST)) * 1_000L);
    }

    @Override
    public int compareTo(Stamp other) {
        return Long.compare(millis, other.millis);
    }
}
