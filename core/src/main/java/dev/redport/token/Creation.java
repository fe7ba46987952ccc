package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What came of creating a session.
 *
 * @since 0.1.0
 */
public sealed interface Creation {
    /**
     * It was created.
     *
     * @param token for the client
     * @param session what was created
     * @param evicted sessions of the subject that ended to make room
     */
    record Created(Token token, Session session, List<SessionId> evicted) implements Creation {
        /** Checks and copies the parts. */
        public Created {
            requireNonNull(token, "token");
            requireNonNull(session, "session");
            evicted = List.copyOf(evicted);
        }
    }

    /**
     * It was not: the subject has as many sessions as it may, and the spec says {@link SessionLimit#REJECT}.
     *
     * @param sessions how many it has
     */
    record LimitReached(long sessions) implements Creation {}
}
