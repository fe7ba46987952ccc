package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a family of refresh tokens is for. Every method returns a changed copy.
 *
 * @since 0.1.0
 */
public final class RefreshGrant {
    private final Subject subject;
    private final ClientId client;
    private final @Nullable SessionId session;
    private final @Nullable Lifetime lifetime;
    private final boolean reusable;

    private RefreshGrant(
            Subject subject,
            ClientId client,
            @Nullable SessionId session,
            @Nullable Lifetime lifetime,
            boolean reusable) {
        this.subject = requireNonNull(subject, "subject");
        this.client = requireNonNull(client, "client");
        this.session = session;
        this.lifetime = lifetime;
        this.reusable = reusable;
    }

    /**
     * A family of tokens that are good for one use each.
     *
     * @param subject whose
     * @param client which client may use them
     * @return the grant
     */
    public static RefreshGrant of(Subject subject, ClientId client) {
        return new RefreshGrant(subject, client, null, null, false);
    }

    /**
     * Binds the family to a session: it ends with the session, and its use keeps the session alive.
     *
     * @param bound a session of the same subject
     * @return a copy
     */
    public RefreshGrant session(SessionId bound) {
        return new RefreshGrant(subject, client, requireNonNull(bound, "session"), lifetime, reusable);
    }

    /**
     * Another lifetime than the spec's.
     *
     * @param idle it ends when not used for so long
     * @param longest it ends so long after it began
     * @return a copy
     * @throws IllegalArgumentException if a time is below 1 ms, or the first is longer than the second
     */
    public RefreshGrant lifetime(Duration idle, Duration longest) {
        return new RefreshGrant(subject, client, session, new Lifetime(idle, longest), reusable);
    }

    /**
     * Makes one token that is good again and again: for clients that authenticate themselves or whose tokens are bound to a
     * key of theirs (RFC 9700, section 4.14.2). Reuse by a thief is not noticed.
     *
     * @return a copy
     */
    public RefreshGrant reusable() {
        return new RefreshGrant(subject, client, session, lifetime, true);
    }

    Subject subject() {
        return subject;
    }

    ClientId client() {
        return client;
    }

    Optional<SessionId> session() {
        return Optional.ofNullable(session);
    }

    Optional<Lifetime> lifetime() {
        return Optional.ofNullable(lifetime);
    }

    boolean isReusable() {
        return reusable;
    }

    @Override
    public String toString() {
        return "RefreshGrant[***]";
    }
}
