package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a session without giving access to it: for the JWT claim {@code sid}, for device lists and for logs. It stays the same
 * while the session lives.
 *
 * @param text pseudonym of the subject, a dot, stamp and random part
 * @since 0.1.0
 */
public record SessionId(String text) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{30})\\.\\d{13}[A-Za-z0-9_-]{16}");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if it is not the text of a session id
     */
    public SessionId {
        if (!FORM.matcher(requireNonNull(text, "session id")).matches()) {
            throw new IllegalArgumentException(
                    "session id: " + text.length() + " characters of another form (expected: as issued)");
        }
    }

    /**
     * A session id that a client presented.
     *
     * @param text as {@link #text} gave it
     * @return the id
     * @throws IllegalArgumentException if it is not the text of a session id
     */
    public static SessionId of(String text) {
        return new SessionId(text);
    }

    /**
     * A session id that may be anything.
     *
     * @param text what a client presented
     * @return the id, or empty if it has not the form of one
     */
    public static Optional<SessionId> tryParse(String text) {
        return FORM.matcher(requireNonNull(text, "text")).matches()
                ? Optional.of(new SessionId(text))
                : Optional.empty();
    }

    String tag() {
        return text.substring(0, text.indexOf('.'));
    }

    String member() {
        return text.substring(text.indexOf('.') + 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
