package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * What a one-time token is for, such as {@code password-reset}. A token is good for its own purpose only.
 *
 * @param name 1 to 32 of {@code A-Za-z0-9_.-}; readable in Redis
 * @since 0.1.0
 */
public record Purpose(String name) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is not allowed
     */
    public Purpose {
        if (!NAME.matcher(requireNonNull(name, "purpose")).matches()) {
            throw new IllegalArgumentException("purpose: " + name + " (expected: 1 to 32 of A-Za-z0-9_.-)");
        }
    }

    /**
     * A purpose.
     *
     * @param name 1 to 32 of {@code A-Za-z0-9_.-}
     * @return the purpose
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static Purpose of(String name) {
        return new Purpose(name);
    }
}
