package dev.redport.token;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.RedisListener.TokenOutcome;

/**
 * Something that happened to a token, and that Redis has. It names no subject and no token.
 *
 * @param store name of the token store
 * @param outcome what happened
 * @param subject pseudonym of whom it happened to, as {@link TokenStore#pseudonym} gives it; empty if it was not one subject
 * @param id of the session, family or purpose; empty if there is none
 * @param detail more for logs, such as how late a reuse was; possibly empty
 * @since 0.1.0
 */
public record TokenEvent(String store, TokenOutcome outcome, String subject, String id, String detail) {
    /** Checks the parts. */
    public TokenEvent {
        requireNonNull(store, "store");
        requireNonNull(outcome, "outcome");
        requireNonNull(subject, "subject");
        requireNonNull(id, "id");
        requireNonNull(detail, "detail");
    }
}
