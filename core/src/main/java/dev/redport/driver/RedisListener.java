package dev.redport.driver;

import java.time.Instant;
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
     * Several listeners as one. They are told in the order given, of the end of a call in the opposite order, so that what
     * they do around a call nests. One that throws does not keep the others from being told.
     *
     * @param listeners who is told
     * @return the listener for all
     */
    static RedisListener all(RedisListener... listeners) {
        return new AllListeners(listeners);
    }

    /**
     * A driver was connected.
     *
     * @param info what it is
     * @param pool reads the state of its connections; cheap, callable until the driver is closed and after
     */
    default void onConnect(DriverInfo info, Supplier<PoolStats> pool) {}

    /**
     * A call begins. Its end is told by {@link #onCall} on the same thread, whatever ends it.
     *
     * @param operation what it is for
     */
    default void onStart(Operation operation) {}

    /**
     * A call ended: all its attempts and waits are behind it.
     *
     * @param operation what it was for
     * @param nanos how long it took
     * @param attempts how often it was tried; 0 if the circuit breaker turned it away
     * @param error why it failed, or null if it succeeded; {@link ErrorKind#OTHER} after the driver was closed
     */
    default void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {}

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
     * A certificate file is in use. Told of each file when a driver was connected, and again after the files changed.
     *
     * @param file which one
     * @param expiry when the first of its certificates expires
     */
    default void onCertificates(CertificateFile file, Instant expiry) {}

    /**
     * A health check asked Redis; those that share its answer are not told.
     *
     * @param up whether Redis answered
     * @param nanos how long it took
     */
    default void onHealth(boolean up, long nanos) {}

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

    /**
     * A rate limiter was created.
     *
     * @param limiter its name
     */
    default void onLimiter(String limiter) {}

    /**
     * A rate limiter decided.
     *
     * @param limiter its name
     * @param outcome what it decided, or more about a decision that is told as well
     */
    default void onLimit(String limiter, LimitOutcome outcome) {}

    /**
     * A token store was created.
     *
     * @param store its name
     */
    default void onTokenStore(String store) {}

    /**
     * A token store did something, and Redis has it.
     *
     * @param store its name
     * @param outcome what came of it
     * @param count how many times; at least 1
     */
    default void onToken(String store, TokenOutcome outcome, int count) {}

    /** A file with certificates. */
    enum CertificateFile {
        /** Ours, with its chain, which is shown to servers that ask for it. */
        CLIENT,
        /** The authorities that servers are judged by. */
        CA
    }

    /** What came of a call to a token store. */
    enum TokenOutcome {
        /** A token was denied by its id. */
        DENIED,
        /** A token was checked and is good. */
        CHECK_ACTIVE,
        /** A token was checked and is not good any more. */
        CHECK_REFUSED,
        /** Counted beside a refusal: known in this process, without asking Redis. */
        CHECK_REMEMBERED,
        /** A cut-off was raised: all that is older is revoked. */
        CUTOFF_RAISED,
        /** A session was created. */
        SESSION_CREATED,
        /** A session was not created, because the subject has too many. */
        SESSION_REJECTED,
        /** A session was ended to make room for another. */
        SESSION_EVICTED,
        /** A session got a new token. */
        SESSION_RENEWED,
        /** A session was ended. */
        SESSION_ENDED,
        /** A family of refresh tokens began. */
        REFRESH_ISSUED,
        /** A refresh token was exchanged for the next. */
        REFRESH_ROTATED,
        /** A refresh token was exchanged once more within its grace, for the same next one. */
        REFRESH_REPLAYED,
        /** A refresh token was used again after its grace: theft. Its family is revoked. */
        REFRESH_REUSED,
        /** A refresh token was refused for any other reason. */
        REFRESH_REFUSED,
        /** A family of refresh tokens was revoked. */
        REFRESH_REVOKED,
        /** A one-time token was issued. */
        ONE_TIME_ISSUED,
        /** A one-time token was claimed, to be used or released. */
        ONE_TIME_CLAIMED,
        /** A one-time token was used. */
        ONE_TIME_USED,
        /** A one-time token was refused. */
        ONE_TIME_REFUSED,
        /** Counted beside a change: fewer replicas had it in time than the spec wants. */
        UNREPLICATED
    }

    /** What a rate limiter decided, and how it came to that. */
    enum LimitOutcome {
        /** The call passed. */
        ALLOWED,
        /** The call was denied, or would have been in shadow mode. */
        DENIED,
        /** Counted beside a denial: it passed, because the policy only watches. */
        SHADOW_DENIED,
        /** Counted beside a denial: known in this process, without asking Redis. */
        DENY_CACHE,
        /** Counted beside a decision: another caller of this process asked for this one. */
        COALESCED,
        /** Counted beside a decision: Redis failed, and the policy let the call pass. */
        FAIL_OPEN,
        /** Counted beside a decision: Redis failed, and the policy denied the call. */
        FAIL_CLOSED,
        /** Counted beside a decision: Redis failed, and the process counted alone. */
        LOCAL
    }

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
