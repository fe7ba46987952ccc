package dev.redport.config;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * Who connects: user name and password. Fixed credentials supply themselves, so they fit wherever a
 * supplier that rotates could stand.
 *
 * @param username the ACL user ({@code REDIS_USERNAME}); empty, the default, means the default user
 * @param password the password ({@code REDIS_PASSWORD}); empty, the default, means there is none
 * @since 0.1.0
 */
public record Credentials(String username, Secret password) implements Supplier<Credentials> {
    private static final Credentials NONE = new Credentials("", Secret.none());

    /**
     * Checks that nothing is null.
     *
     * @param username as above
     * @param password as above
     */
    public Credentials {
        requireNonNull(username, "username");
        requireNonNull(password, "password");
    }

    /**
     * No user and no password: the connection does not authenticate.
     *
     * @return the empty credentials
     */
    public static Credentials none() {
        return NONE;
    }

    /**
     * Whether there is nothing to authenticate with.
     *
     * @return whether user name and password are both empty
     */
    public boolean isEmpty() {
        return username.isEmpty() && password.isEmpty();
    }

    @Override
    public Credentials get() {
        return this;
    }
}
