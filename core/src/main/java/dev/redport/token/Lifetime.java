package dev.redport.token;

import java.time.Duration;

/**
 * How long a session or a family of refresh tokens lives, in whole milliseconds.
 *
 * @param idle not used for so long, it ends
 * @param longest it ends so long after it began, however much it is used
 */
record Lifetime(Duration idle, Duration longest) {
    private static final Duration LAST = Duration.ofDays(3660);

    Lifetime {
        check("idle", idle, LAST);
        check("longest", longest, LAST);
        if (idle.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "idle: " + idle + " (expected: at most the longest life, " + longest + ")");
        }
    }

    static void check(String what, Duration time, Duration most) {
        if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + ": " + time + " (expected: PT0.001S to " + most + ")");
        }
    }

    Lifetime within(Lifetime spec) {
        if (longest.compareTo(spec.longest) > 0) {
            throw new IllegalArgumentException(
                    "longest: " + longest + " (expected: at most that of the token store, " + spec.longest + ")");
        }
        return this;
    }
}
