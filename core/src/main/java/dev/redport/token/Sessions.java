package dev.redport.token;

import java.util.List;
import java.util.Optional;

/**
 * Sessions of users, found by a secret token, listed by their subject.
 *
 * <p>A session exists until it has not been used for its idle time, its longest life is over, it is ended or evicted, or a
 * cut-off revokes it. {@link #find}, {@link #list} and {@link #count} always agree on that. Nothing brings an ended session
 * back. Each method is atomic and makes one trip to Redis unless it says otherwise, and one more to free the memory of other
 * sessions it ended; outages throw {@link dev.redport.driver.RedisException}. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Sessions {
    /**
     * Creates a session. A subject with as many sessions as it may have costs a second trip.
     *
     * @param session whose, where, what and for how long
     * @return the session and its token, or that there are too many
     * @throws IllegalArgumentException if it would live longer than the spec's sessions
     */
    Creation create(NewSession session);

    /**
     * Looks up a session without counting that as use.
     *
     * @param token what the client presented
     * @return the session, or empty if there is none
     */
    Optional<Session> find(Token token);

    /**
     * Looks up a session that is in use: it will expire later, if the last use was a touch interval ago or more.
     *
     * @param token what the client presented
     * @return the session, or empty if there is none
     */
    Optional<Session> findAndTouch(Token token);

    /**
     * Looks up a session by the id in a verified JWT, without counting that as use.
     *
     * @param id claim {@code sid}
     * @return the session, or empty if there is none
     */
    Optional<Session> find(SessionId id);

    /**
     * Looks up a session that is in use, by the id in a verified JWT.
     *
     * @param id claim {@code sid}
     * @return the session, or empty if there is none
     */
    Optional<Session> findAndTouch(SessionId id);

    /**
     * Changes some attributes and leaves the others. That does not count as use.
     *
     * @param token what the client presented
     * @param patch the changes
     * @return what came of it
     * @throws IllegalArgumentException if there would be more than 64 attributes; nothing was changed
     */
    Update update(Token token, Patch patch);

    /**
     * Changes some attributes if nobody else changed the session.
     *
     * @param token what the client presented
     * @param patch the changes
     * @param expectedVersion {@link Session#version} as it was read
     * @return what came of it
     * @throws IllegalArgumentException if there would be more than 64 attributes; nothing was changed
     */
    Update update(Token token, Patch patch, long expectedVersion);

    /**
     * Gives a session a new token; the old one is worthless from then on, to requests under way as well. To be called on every login and change of
     * privileges, against session fixation. The id stays, so tokens bound to the session stay good. That
     * does not count as use.
     *
     * @param token what the client presented
     * @return the new token, or empty if there is no such session
     */
    Optional<Token> renew(Token token);

    /**
     * Ends a session, and with it what is bound to it.
     *
     * @param token what the client presented
     * @return whether there was one
     */
    boolean end(Token token);

    /**
     * Ends a session, and with it what is bound to it.
     *
     * @param id from a verified JWT, or where it is known otherwise that the caller may end it
     * @return whether there was one
     */
    boolean end(SessionId id);

    /**
     * Ends a session if it is that subject's: for device lists, where a client names the session.
     *
     * @param owner who wants it ended
     * @param id what the client named
     * @return whether there was one of that subject
     */
    boolean end(Subject owner, SessionId id);

    /**
     * Ends all other sessions of the same subject. Two trips.
     *
     * @param current of the session that stays
     * @return how many ended; 0 if there is no current session
     */
    int endOthers(Token current);

    /**
     * Ends all other sessions of the same subject, by the id in a verified JWT. Two trips.
     *
     * @param current of the session that stays
     * @return how many ended; 0 if there is no current session
     */
    int endOthers(SessionId current);

    /**
     * Ends all sessions of a subject.
     *
     * @param subject whose
     * @return how many ended
     */
    int endAll(Subject subject);

    /**
     * The sessions of a subject. Two trips.
     *
     * @param subject whose
     * @return the sessions, the most recently used first
     */
    List<Session> list(Subject subject);

    /**
     * How many sessions a subject has.
     *
     * @param subject whose
     * @return the number
     */
    int count(Subject subject);
}
