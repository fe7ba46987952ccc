package dev.redport.driver;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether calls are sent at all: after many failures it turns them away at once, so that callers do not wait for
 * a Redis that does not answer, and Redis is not pressed while it recovers (Nygard, "Release It!", 2007, ch. 5).
 *
 * <p>Whoever asks gets a {@link Permit} and must end it exactly once. Which failures count is decided by the caller, so
 * an implementation only counts. Another library's breaker fits behind it: {@code tryEnter} asks it for a permission, the
 * three ends of a permit are its success, its error, and giving the permission back unused. Implementations are
 * thread-safe, quick, and never block or throw.
 *
 * @since 0.1.0
 */
public interface CircuitBreaker {
    /**
     * The usual breaker. It opens when there were at least 20 calls in the last 10 seconds and half of them or more
     * failed. It stays open for a quarter of a second to a second, by chance, so that the instances of a service do not return together.
     * Then up to 3 calls at once are let through as trials: 3 successes close it, one failure opens it again.
     *
     * @return a new breaker, closed; one is for one client
     */
    static CircuitBreaker standard() {
        return new StandardBreaker(System::nanoTime);
    }

    /**
     * A breaker that lets every call through.
     *
     * @return a breaker that is always closed
     */
    static CircuitBreaker none() {
        return AlwaysClosed.BREAKER;
    }

    /**
     * Asks for the right to send a call.
     *
     * @return the right, which must be ended exactly once; or null, and the call must not be sent
     */
    @Nullable
    Permit tryEnter();

    /**
     * What the breaker would do now.
     *
     * @return the state; {@link State#HALF_OPEN} as soon as a trial would be let through
     */
    State state();

    /** The right to send one call. Ended exactly once, by one of the three, on any thread. */
    interface Permit {
        /** Redis answered; an answer that says no is one. */
        void succeeded();

        /** Redis failed. */
        void failed();

        /** The call ended in a way that says nothing about Redis. */
        void ignored();
    }

    /** What a breaker does with calls. */
    enum State {
        /** All are let through. */
        CLOSED,
        /** None is let through. */
        OPEN,
        /** A few are let through, as trials. */
        HALF_OPEN;

        private final String tag = name().toLowerCase(Locale.ROOT);

        /**
         * The name in lower case, for metric tags.
         *
         * @return for example {@code half_open}
         */
        public String tag() {
            return tag;
        }
    }
}
