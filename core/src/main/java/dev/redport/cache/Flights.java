package dev.redport.cache;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The loads under way in this process: at most one for a key, whose outcome all callers of that key share. */
final class Flights<V> {
    private final ConcurrentMap<String, Flight<V>> flights = new ConcurrentHashMap<>();

    /** One load. Whoever started it completes it; everybody else waits. */
    static final class Flight<V> extends CompletableFuture<Optional<V>> {
        private final String key;
        private final Thread owner = Thread.currentThread();
        private volatile boolean stale;

        private Flight(String key) {
            this.key = key;
        }

        /** The key was written or invalidated since the load began: its value must not be stored. */
        boolean isStale() {
            return stale;
        }
    }

    /** A new flight for the key, or empty if there is one already. */
    Optional<Flight<V>> start(String key) {
        Flight<V> mine = new Flight<>(key);
        return flights.putIfAbsent(key, mine) == null ? Optional.of(mine) : Optional.empty();
    }

    /** The flight under way, or a completed one if it just ended. */
    Optional<Flight<V>> current(String key) {
        return Optional.ofNullable(flights.get(key));
    }

    void land(Flight<V> flight, Optional<V> value) {
        flights.remove(flight.key, flight);
        flight.complete(value);
    }

    void crash(Flight<V> flight, Throwable failure) {
        flights.remove(flight.key, flight);
        flight.completeExceptionally(failure);
    }

    /** The value in flight is out of date: nobody joins it any more, and it will not be stored. */
    void divert(String key) {
        Flight<V> flight = flights.remove(key);
        if (flight != null) {
            flight.stale = true;
        }
    }

    void divertAll() {
        flights.keySet().forEach(this::divert);
    }

    /** Waits for somebody else's load. */
    Optional<V> await(Flight<V> flight, Duration loadTimeout, long deadlineNanos) {
        if (flight.owner == Thread.currentThread() && !flight.isDone()) {
            throw new IllegalStateException("The loader asked the cache for the key it is loading");
        }
        try {
            return flight.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailableException(
                    ErrorKind.INTERRUPTED, "The thread was interrupted while it waited for another thread's load");
        } catch (TimeoutException e) {
            throw new LoadException("Another thread's load took longer than loadTimeout (" + loadTimeout + ")", null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException shared) {
                throw shared;
            }
            if (e.getCause() instanceof Error shared) {
                throw shared;
            }
            throw new LoadException("The loader failed", e.getCause());
        }
    }
}
