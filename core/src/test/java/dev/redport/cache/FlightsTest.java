package dev.redport.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.redport.cache.Flights.Flight;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FlightsTest {
    private static final Duration LIMIT = Duration.ofSeconds(7);
    private static final Executor OTHER = task -> {
        Thread thread = new Thread(task, "other");
        thread.setDaemon(true);
        thread.start();
    };

    private final Flights<String> flights = new Flights<>();

    private Flight<String> started(String key) {
        return flights.start(key).orElseThrow();
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    /** The same wait on another thread. */
    private CompletableFuture<Optional<String>> awaited(Flight<String> flight) {
        return CompletableFuture.supplyAsync(() -> flights.await(flight, LIMIT, in(Duration.ofSeconds(10))), OTHER);
    }

    private static Throwable causeOf(CompletableFuture<?> waiting) {
        Throwable thrown = catchThrowable(waiting::join);
        return requireNonNull(thrown.getCause(), "cause");
    }

    @Test
    void hasOneFlightForAKey() {
        Flight<String> flight = started("a");

        assertThat(flights.start("a")).isEmpty();
        assertThat(flights.current("a")).containsSame(flight);
        assertThat(flights.start("b")).isPresent();
        assertThat(flights.current("c")).isEmpty();
    }

    @Nested
    class Awaiting {
        @Test
        void givesWhatLanded() {
            Flight<String> flight = started("a");
            CompletableFuture<Optional<String>> value = awaited(flight);
            flights.land(flight, Optional.of("value"));

            assertThat(value).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(Optional.of("value"));
            assertThat(flights.current("a")).isEmpty();
            assertThat(flights.start("a")).as("the next load").isPresent();
        }

        @Test
        void givesTheAbsenceThatLanded() {
            Flight<String> flight = started("a");
            flights.land(flight, Optional.empty());

            assertThat(flights.await(flight, LIMIT, in(LIMIT))).isEmpty();
        }

        @Test
        void throwsTheVeryExceptionOfACrash() {
            Flight<String> flight = started("a");
            IllegalStateException failure = new IllegalStateException("boom");
            CompletableFuture<Optional<String>> value = awaited(flight);
            flights.crash(flight, failure);

            assertThat(causeOf(value)).isSameAs(failure);
            assertThat(flights.current("a")).isEmpty();
        }

        @Test
        void throwsTheVeryErrorOfACrash() {
            Flight<String> flight = started("a");
            AssertionError failure = new AssertionError("boom");
            flights.crash(flight, failure);

            assertThatThrownBy(() -> flights.await(flight, LIMIT, in(LIMIT))).isSameAs(failure);
        }

        @Test
        void wrapsACheckedExceptionOfACrash() {
            Flight<String> flight = started("a");
            IOException failure = new IOException("boom");
            flights.crash(flight, failure);

            assertThatThrownBy(() -> flights.await(flight, LIMIT, in(LIMIT)))
                    .isInstanceOf(LoadException.class)
                    .hasMessage("The loader failed")
                    .hasCause(failure);
        }

        @Test
        void endsAtTheDeadline() {
            Flight<String> flight = started("a");
            CompletableFuture<Optional<String>> value =
                    CompletableFuture.supplyAsync(() -> flights.await(flight, LIMIT, in(Duration.ofMillis(-1))), OTHER);

            assertThat(causeOf(value))
                    .isInstanceOf(LoadException.class)
                    .hasMessage("Another thread's load took longer than loadTimeout (PT7S)");
            assertThat(flights.current("a")).as("the flight goes on").containsSame(flight);
        }

        @Test
        void endsWithAnInterrupt() {
            Flight<String> flight = started("a");
            CompletableFuture<Boolean> flag = CompletableFuture.supplyAsync(
                    () -> {
                        Thread.currentThread().interrupt();
                        assertThatThrownBy(() -> flights.await(flight, LIMIT, in(Duration.ofSeconds(10))))
                                .isInstanceOfSatisfying(
                                        RedisUnavailableException.class,
                                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED));
                        return Thread.currentThread().isInterrupted();
                    },
                    OTHER);

            assertThat(flag).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
        }

        @Test
        void isRefusedToTheOneWhoLoads() {
            Flight<String> flight = started("a");

            assertThatThrownBy(() -> flights.await(flight, LIMIT, in(LIMIT)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The loader asked the cache for the key it is loading");
        }
    }

    @Nested
    class Diverting {
        @Test
        void letsNobodyJoinAndLetsTheNextOneLoad() {
            Flight<String> old = started("a");
            assertThat(old.isStale()).isFalse();

            flights.divert("a");

            assertThat(old.isStale()).isTrue();
            assertThat(flights.current("a")).isEmpty();
            Flight<String> next = started("a");
            flights.land(old, Optional.of("old"));
            assertThat(flights.current("a")).as("not landed with the old one").containsSame(next);
            assertThat(next.isStale()).isFalse();
        }

        @Test
        void leavesThoseWhoWaitTheirValue() {
            Flight<String> flight = started("a");
            CompletableFuture<Optional<String>> value = awaited(flight);
            flights.divert("a");
            flights.land(flight, Optional.of("value"));

            assertThat(value).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(Optional.of("value"));
        }

        @Test
        void doesNotCrashAnotherFlight() {
            Flight<String> old = started("a");
            flights.divert("a");
            Flight<String> next = started("a");
            flights.crash(old, new IllegalStateException());

            assertThat(flights.current("a")).containsSame(next);
            assertThat(next).isNotDone();
        }

        @Test
        void reachesEveryKey() {
            Flight<String> a = started("a");
            Flight<String> b = started("b");

            flights.divertAll();
            flights.divert("unknown");

            assertThat(a.isStale() && b.isStale()).isTrue();
            assertThat(flights.start("a")).isPresent();
            assertThat(flights.start("b")).isPresent();
        }
    }
}
