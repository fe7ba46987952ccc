package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.CircuitBreaker.Permit;
import dev.redport.driver.CircuitBreaker.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one client, whichever it is: words its refusals, and tells log and listener of each change of its
 * state, once and in order. Changes are noticed by looking at it around every call, so a breaker need not tell of them.
 */
final class Circuit {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);

    private final CircuitBreaker breaker;
    private final String client;
    private final RedisListener listener;
    private final LongSupplier nanoTime;
    /** Held while a change is told, never while a call is under way. */
    private final ReentrantLock telling = new ReentrantLock();

    private volatile Told told;

    /** The state that was told last, and when the breaker last left the closed one. */
    private record Told(State state, long opened) {}

    Circuit(CircuitBreaker breaker, String client, RedisListener listener, LongSupplier nanoTime) {
        this.breaker = requireNonNull(breaker, "breaker");
        this.client = client;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.told = new Told(State.CLOSED, nanoTime.getAsLong());
    }

    /** The right to send a call, or null. */
    @Nullable
    Permit enter() {
        Permit permit = breaker.tryEnter();
        tellChange();
        return permit;
    }

    void end(Permit permit, Verdict verdict) {
        switch (verdict) {
            case ANSWERED -> permit.succeeded();
            case FAILED -> permit.failed();
            case SILENT -> permit.ignored();
        }
        tellChange();
    }

    /** What a caller learns who did not get the right. */
    RedisUnavailableException refusal(Operation operation) {
        listener.onCircuitRejected(operation);
        return new RedisUnavailableException(
                ErrorKind.REJECTED,
                "The circuit breaker opened " + sinceOpened()
                        + " ms ago, because calls to Redis kept failing, and the call"
                        + " was not sent; check Redis: the breaker closes by itself within seconds of its return");
    }

    /** Tells if the state changed, by a call or by the time that passed. */
    void tellChange() {
        if (breaker.state() == told.state) {
            return;
        }
        telling.lock();
        try {
            State from = told.state;
            State to = breaker.state();
            if (from != to) {
                told = new Told(to, from == State.CLOSED ? nanoTime.getAsLong() : told.opened);
                log(from, to);
                listener.onCircuit(from, to);
            }
        } finally {
            telling.unlock();
        }
    }

    private void log(State from, State to) {
        if (from == State.CLOSED) {
            log.atWarn()
                    .addKeyValue("client", client)
                    .log("Calls to Redis keep failing; the circuit breaker turns them away");
        } else if (to == State.CLOSED) {
            log.atInfo()
                    .addKeyValue("client", client)
                    .addKeyValue("afterMs", sinceOpened())
                    .log("Redis answers; the circuit breaker closed");
        } else {
            log.atDebug()
                    .addKeyValue("client", client)
                    .addKeyValue("state", to.tag())
                    .addKeyValue("afterMs", sinceOpened())
                    .log("The circuit breaker tries Redis");
        }
    }

    private long sinceOpened() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - told.opened);
    }
}
