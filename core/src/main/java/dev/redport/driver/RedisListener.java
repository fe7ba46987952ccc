package dev.redport.driver;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens, for metrics and logs. Every method does nothing by default. Methods are called on the thread of
 * the caller, so they must be quick, thread-safe, and must not throw; what they throw is logged and dropped.
 *
 * @since 0.1.0
 */
public interface RedisListener {
    /** Listens to nothing. */
    RedisListener NONE = new RedisListener() {};

    /**
     * A driver was connected.
     *
     * @param info what it is
     * @param pool reads the state of its connections; cheap, callable until the driver is closed and after
     */
    default void onConnect(DriverInfo info, Supplier<PoolStats> pool) {}

    /**
     * A call ended: all its attempts and waits are behind it.
     *
     * @param operation what it was for
     * @param nanos how long it took
     * @param error why it failed, or null if it succeeded
     */
    default void onCall(Operation operation, long nanos, @Nullable ErrorKind error) {}

    /**
     * A failed attempt is about to be repeated.
     *
     * @param operation what the call is for
     * @param error why the attempt failed
     */
    default void onRetry(Operation operation, ErrorKind error) {}

    /**
     * A failed attempt would have been repeated, but too many calls already were.
     *
     * @param operation what the call is for
     */
    default void onRetryBudgetExhausted(Operation operation) {}

    /**
     * The certificate files changed and were read again. Told on the thread that opened a connection.
     *
     * @param ok false if they cannot be used, so that the old ones stay in use
     */
    default void onTlsReload(boolean ok) {}

    /**
     * The circuit breaker changed its state. The first change is from closed; changes are told in order, one at a time.
     *
     * @param from the state it left
     * @param to the state it is in now
     */
    default void onCircuit(CircuitBreaker.State from, CircuitBreaker.State to) {}

    /**
     * The circuit breaker turned a call away; the call's end is told as well, with {@link ErrorKind#REJECTED}.
     *
     * @param operation what the call is for
     */
    default void onCircuitRejected(Operation operation) {}

    /**
     * A cache was created.
     *
     * @param cache its name
     */
    default void onCache(String cache) {}

    /**
     * A cache answered lookups.
     *
     * @param cache its name
     * @param outcome what was found
     * @param count how many lookups had that outcome; at least 1
     */
    default void onLookup(String cache, LookupOutcome outcome, int count) {}

    /**
     * A cache wrote a value.
     *
     * @param cache its name
     * @param bytes the size stored in Redis
     */
    default void onStore(String cache, int bytes) {}

    /** What a cache lookup found. */
    enum LookupOutcome {
        /** A value. */
        HIT,
        /** The knowledge that there is no value: a negative entry. */
        ABSENT,
        /** Nothing. */
        MISS,
        /** Bytes that could not be decoded; counted beside the miss they lead to. */
        CORRUPT,
        /** Redis failed and the cache was bypassed; counted beside the miss it leads to. */
        BYPASS
    }
}
