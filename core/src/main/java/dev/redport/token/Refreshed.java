package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token and what is known about its family. {@link #toString} hides it.
 *
 * @since 0.1.0
 */
public final class Refreshed {
    private final Token token;
    private final Subject subject;
    private final @Nullable SessionId session;
    private final Stamp stamp;
    private final Instant expires;
    private final Instant expiresAtLast;

    Refreshed(
            Token token,
            Subject subject,
            @Nullable SessionId session,
            Stamp stamp,
            Instant expires,
            Instant expiresAtLast) {
        this.token = requireNonNull(token, "token");
        this.subject = requireNonNull(subject, "subject");
        this.session = session;
        this.stamp = requireNonNull(stamp, "stamp");
        this.expires = requireNonNull(expires, "expires");
        this.expiresAtLast = requireNonNull(expiresAtLast, "expiresAtLast");
    }

    /**
     * The token to use from now on.
     *
     * @return the token, for the client
     */
    public Token token() {
        return token;
    }

    /**
     * Whose it is.
     *
     * @return the subject
     */
    public Subject subject() {
        return subject;
    }

    /**
     * The session it is bound to, for the claim {@code sid}.
     *
     * @return the session, if it is bound to one
     */
    public Optional<SessionId> session() {
        return Optional.ofNullable(session);
    }

    /**
     * A stamp for the access token that is issued with it.
     *
     * @return the stamp
     */
    public Stamp stamp() {
        return stamp;
    }

    /**
     * When the family, or the session it is bound to, ends unless it is used.
     *
     * @return the time
     */
    public Instant expires() {
        return expires;
    }

    /**
     * When the family, or the session it is bound to, ends even if it is used.
     *
     * @return the time
     */
    public Instant expiresAtLast() {
        return expiresAtLast;
    }

    @Override
    public String toString() {
        return "Refreshed[***]";
    }
}
