package dev.redport.token;

import static java.util.Objects.requireNonNull;

/**
 * Whose tokens a cut-off revokes.
 *
 * @since 0.1.0
 */
public sealed interface Scope {
    /**
     * Everything of one subject: access tokens, sessions, refresh tokens and one-time tokens.
     *
     * @param subject whose
     */
    record OfSubject(Subject subject) implements Scope {
        /** Checks the part. */
        public OfSubject {
            requireNonNull(subject, "subject");
        }
    }

    /**
     * What one client has of one subject: access tokens and refresh tokens.
     *
     * @param subject whose
     * @param client issued to which
     */
    record OfSubjectAtClient(Subject subject, ClientId client) implements Scope {
        /** Checks the parts. */
        public OfSubjectAtClient {
            requireNonNull(subject, "subject");
            requireNonNull(client, "client");
        }
    }

    /**
     * What one client has of all subjects: access tokens and refresh tokens.
     *
     * @param client issued to which
     */
    record OfClient(ClientId client) implements Scope {
        /** Checks the part. */
        public OfClient {
            requireNonNull(client, "client");
        }
    }

    /**
     * Everything of all subjects of a tenant.
     *
     * @param tenant which, as in {@link Subject#tenant}
     */
    record OfTenant(String tenant) implements Scope {
        /**
         * Checks the part.
         *
         * @throws IllegalArgumentException if the tenant is empty, too long or not well-formed
         */
        public OfTenant {
            Subject.check("tenant", tenant, 1);
        }
    }

    /** Everything of everyone. */
    record OfEveryone() implements Scope {}

    /**
     * Everything of one subject.
     *
     * @param subject whose
     * @return the scope
     */
    static Scope of(Subject subject) {
        return new OfSubject(subject);
    }

    /**
     * What one client has of one subject.
     *
     * @param subject whose
     * @param client issued to which
     * @return the scope
     */
    static Scope of(Subject subject, ClientId client) {
        return new OfSubjectAtClient(subject, client);
    }

    /**
     * What one client has.
     *
     * @param client issued to which
     * @return the scope
     */
    static Scope of(ClientId client) {
        return new OfClient(client);
    }

    /**
     * Everything of a tenant.
     *
     * @param tenant which
     * @return the scope
     * @throws IllegalArgumentException if the tenant is empty, too long or not well-formed
     */
    static Scope ofTenant(String tenant) {
        return new OfTenant(tenant);
    }

    /**
     * Everything of everyone.
     *
     * @return the scope
     */
    static Scope everyone() {
        return new OfEveryone();
    }
}
