package dev.redport.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A token as a client holds it: of a session, a refresh token or a one-time token. It is a secret, so {@link #toString} hides
 * it. Its text is safe in URLs, headers and cookies. A text that is no token is as good as an unknown token: whoever gets one
 * answers without asking Redis. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Token {
    private final String text;

    private Token(String text) {
        this.text = text;
    }

    /**
     * A token that a client presented.
     *
     * @param text whatever it sent
     * @return the token
     */
    public static Token of(String text) {
        return new Token(requireNonNull(text, "text"));
    }

    /**
     * The text, to be handed to the client. Never log or store it.
     *
     * @return the token in clear
     */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Token token && MessageDigest.isEqual(text.getBytes(UTF_8), token.text.getBytes(UTF_8));
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "Token[***]";
    }
}
