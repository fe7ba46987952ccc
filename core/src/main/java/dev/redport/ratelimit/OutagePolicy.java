package dev.redport.ratelimit;

import java.util.Locale;

/**
 * What a limiter does when Redis fails or does not answer in time. A denial is an answer, and never leads here. Immutable
 * and thread-safe.
 *
 * @since 0.1.0
 */
public final class OutagePolicy {
    /** Lets everything pass: a limiter that is out must not take the service with it. */
    public static final OutagePolicy OPEN = new OutagePolicy(Kind.OPEN, 1);

    /** Denies everything: what is limited must not be done unwatched. */
    public static final OutagePolicy CLOSED = new OutagePolicy(Kind.CLOSED, 1);

    /** Throws the {@link dev.redport.driver.RedisException}, so that the caller decides. */
    public static final OutagePolicy THROW = new OutagePolicy(Kind.THROW, 1);

    enum Kind {
        OPEN,
        CLOSED,
        THROW,
        LOCAL
    }

    private final Kind kind;
    private final int processes;

    private OutagePolicy(Kind kind, int processes) {
        this.kind = kind;
        this.processes = processes;
    }

    /**
     * Counts in this process alone, up to its share of each limit, rounded down but at least 1. Nothing of that is told to
     * Redis afterwards.
     *
     * @param processes how many share the limits: 1 or more
     * @return the policy
     * @throws IllegalArgumentException if that is below 1
     */
    public static OutagePolicy localShareOf(int processes) {
        return new OutagePolicy(Kind.LOCAL, (int) Rule.positive("processes", processes));
    }

    /**
     * Whether a service with this policy is of no use while Redis is away.
     *
     * @return true for {@link #CLOSED} and {@link #THROW}
     */
    public boolean needsRedis() {
        return kind == Kind.CLOSED || kind == Kind.THROW;
    }

    Kind kind() {
        return kind;
    }

    int processes() {
        return processes;
    }

    @Override
    public String toString() {
        return kind == Kind.LOCAL ? "local share of " + processes : kind.name().toLowerCase(Locale.ROOT);
    }
}
