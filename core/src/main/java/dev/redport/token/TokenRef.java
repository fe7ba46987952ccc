package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What revocation has to know about an access token, taken from its verified claims. Every method returns a changed copy.
 *
 * @since 0.1.0
 */
public final class TokenRef {
    private final String id;
    private final Subject subject;
    private final Stamp stamp;
    private final Instant expires;
    private final @Nullable ClientId client;
    private final @Nullable SessionId session;

    private TokenRef(
            String id,
            Subject subject,
            Stamp stamp,
            Instant expires,
            @Nullable ClientId client,
            @Nullable SessionId session) {
        Subject.check("token id", id, 1);
        this.id = id;
        this.subject = requireNonNull(subject, "subject");
        this.stamp = requireNonNull(stamp, "stamp");
        this.expires = requireNonNull(expires, "expires");
        this.client = client;
        this.session = session;
    }

    /**
     * A token that bears a stamp.
     *
     * @param id claim {@code jti}: 1 to 256 bytes of UTF-8
     * @param subject claim {@code sub}, and the tenant if there are tenants
     * @param stamp the private claim with {@link Revocations#stamp}
     * @param expires claim {@code exp}
     * @return the reference
     * @throws IllegalArgumentException if the id is empty, too long or not well-formed
     */
    public static TokenRef of(String id, Subject subject, Stamp stamp, Instant expires) {
        return new TokenRef(id, subject, stamp, expires, null, null);
    }

    /**
     * A token of which only the second is known. It counts as issued when its second began, so a cut-off revokes all tokens of
     * its own second, even later ones.
     *
     * @param id claim {@code jti}: 1 to 256 bytes of UTF-8
     * @param subject claim {@code sub}, and the tenant if there are tenants
     * @param issuedAt claim {@code iat}
     * @param expires claim {@code exp}
     * @return the reference
     * @throws IllegalArgumentException if the id is empty, too long or not well-formed
     */
    public static TokenRef ofSecond(String id, Subject subject, Instant issuedAt, Instant expires) {
        return of(id, subject, Stamp.ofSecond(issuedAt), expires);
    }

    /**
     * Which application it was issued to; without it, cut-offs of clients are not looked at.
     *
     * @param issuedTo claim {@code azp} or {@code client_id}
     * @return a copy
     */
    public TokenRef client(ClientId issuedTo) {
        return new TokenRef(id, subject, stamp, expires, requireNonNull(issuedTo, "client"), session);
    }

    /**
     * The session it is bound to: once that ends, so does the token.
     *
     * @param bound claim {@code sid}
     * @return a copy
     */
    public TokenRef session(SessionId bound) {
        return new TokenRef(id, subject, stamp, expires, client, requireNonNull(bound, "session"));
    }

    String id() {
        return id;
    }

    Subject subject() {
        return subject;
    }

    Stamp stamp() {
        return stamp;
    }

    Instant expires() {
        return expires;
    }

    Optional<ClientId> client() {
        return Optional.ofNullable(client);
    }

    Optional<SessionId> session() {
        return Optional.ofNullable(session);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenRef ref
                && id.equals(ref.id)
                && subject.equals(ref.subject)
                && stamp.equals(ref.stamp)
                && expires.equals(ref.expires)
                && Objects.equals(client, ref.client)
                && Objects.equals(session, ref.session);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, subject, stamp);
    }

    @Override
    public String toString() {
        return "TokenRef[***]";
    }
}
