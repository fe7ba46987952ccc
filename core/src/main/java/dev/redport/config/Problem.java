package dev.redport.config;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.Serializable;

/**
 * One wrong setting: what it is, what was given, what is expected.
 *
 * @param variable the name of the variable, also when the value came from the builder
 * @param given the value as it was given; {@code ***} for a secret, empty if there is none
 * @param rule what is expected
 * @param example a value that would do; empty where the rule says it
 * @since 0.1.0
 */
public record Problem(String variable, String given, String rule, String example) implements Serializable {
    private static final int SHOWN = 120;

    /**
     * Makes the given value safe to print: control characters become {@code ?}, a long value is cut, and
     * one with an {@code @}, which may be a URL with a password in a wrong place, is hidden, and so is what should be the file
     * of a password and is no path from the root.
     *
     * @param variable as above
     * @param given as above
     * @param rule as above
     * @param example as above
     */
    public Problem {
        requireNonNull(variable, "variable");
        requireNonNull(rule, "rule");
        requireNonNull(example, "example");
        given = given.contains("@") || isPerhapsThePassword(variable, given)
                ? "***"
                : given.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        given = given.length() > SHOWN ? given.substring(0, SHOWN) + "..." : given;
    }

    /** What should be the file that holds a password, and is no path from the root, may be the password itself. */
    static boolean isPerhapsThePassword(String variable, String given) {
        return variable.endsWith("_PASSWORD_FILE") && !given.isEmpty() && !new File(given).isAbsolute();
    }

    /**
     * The problem as one line, such as {@code REDIS_PORT: 0 (expected: 1..65535 such as 6379)}.
     *
     * @return the line
     */
    @Override
    public String toString() {
        String shown = given.isEmpty() ? "not set" : given;
        return variable + ": " + shown + " (expected: " + rule + (example.isEmpty() ? "" : " such as " + example) + ")";
    }
}
