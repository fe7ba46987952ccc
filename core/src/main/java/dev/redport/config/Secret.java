package dev.redport.config;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A text that never shows itself: a password or the passphrase of a key.
 *
 * <p>{@code toString} is always {@code ***}, comparison takes the same time wherever the texts differ, and
 * the hash code is constant because any other would give bits of the text away. A secret supplies itself,
 * so it fits wherever one that rotates could stand. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Secret implements Supplier<Secret> {
    private static final Secret NONE = new Secret("");

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * The secret with this text.
     *
     * @param text the text, taken as it is; empty means there is no secret
     * @return the secret
     */
    public static Secret of(String text) {
        return requireNonNull(text, "text").isEmpty() ? NONE : new Secret(text);
    }

    /**
     * The empty secret, which means that there is none.
     *
     * @return the empty secret
     */
    public static Secret none() {
        return NONE;
    }

    /**
     * The text, for the client that has to send it. Never log or keep it.
     *
     * @return the text in clear
     */
    public String reveal() {
        return text;
    }

    /**
     * A fresh copy of the text that the caller can wipe after use.
     *
     * @return the characters in clear
     */
    public char[] revealChars() {
        return text.toCharArray();
    }

    /**
     * Whether there is no secret.
     *
     * @return whether the text is empty
     */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public Secret get() {
        return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "***";
    }
}
