package dev.redport.driver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.CircuitBreaker.Permit;
import dev.redport.driver.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StandardBreakerTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long QUARTER = SECOND / 4;

    /** Starts near the end of the range, as System.nanoTime may, so that it overflows on the way. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    /** What chance gives next: the shortest time, unless a test says otherwise. */
    private final AtomicLong chance = new AtomicLong();

    private final AtomicLong bound = new AtomicLong();
    private final CircuitBreaker breaker = new StandardBreaker(clock::get, below -> {
        bound.set(below);
        return chance.get();
    });

    private static Permit enter(CircuitBreaker breaker) {
        return requireNonNull(breaker.tryEnter(), "permit");
    }

    private static void succeed(CircuitBreaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            enter(breaker).succeeded();
        }
    }

    private static void fail(CircuitBreaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            enter(breaker).failed();
        }
    }

    private void open() {
        fail(breaker, 20);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    private void halfOpen() {
        open();
        clock.addAndGet(QUARTER);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    @Nested
    class Closed {
        @Test
        void isTheFirstState() {
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
            assertThat(breaker.tryEnter()).isNotNull();
        }

        @Test
        void opensWithTheTwentiethCallIfHalfOfThemFailed() {
            succeed(breaker, 10);
            fail(breaker, 9);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
            fail(breaker, 1);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }

        @Test
        void staysBelowTheLeastNumberOfCalls() {
            for (int i = 0; i < 20; i++) {
                fail(breaker, 19);
                clock.addAndGet(10 * SECOND);
            }
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void staysBelowOneHalf() {
            succeed(breaker, 1_000);
            fail(breaker, 999);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
            fail(breaker, 1);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }

        @Test
        void forgetsFailuresThatAreTenSecondsOld() {
            fail(breaker, 19);
            clock.addAndGet(10 * SECOND);
            fail(breaker, 1);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void remembersFailuresThatAreYounger() {
            fail(breaker, 19);
            clock.addAndGet(10 * SECOND - 1);
            fail(breaker, 1);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }

        @Test
        void countsNeitherWayWhatSaysNothing() {
            for (int i = 0; i < 100; i++) {
                enter(breaker).ignored();
            }
            fail(breaker, 19);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
            fail(breaker, 1);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }

        @Test
        void holdsBackNobodyHoweverManyCallsRun() {
            for (int i = 0; i < 10_000; i++) {
                assertThat(breaker.tryEnter()).isNotNull();
            }
        }
    }

    @Nested
    class Open {
        @Test
        void letsNobodyThrough() {
            open();
            clock.addAndGet(QUARTER - 1);
            assertThat(breaker.tryEnter()).isNull();
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }

        @Test
        void lastsAQuarterOfASecondAtLeast() {
            open();
            clock.addAndGet(QUARTER);
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            assertThat(breaker.tryEnter()).isNotNull();
        }

        @Test
        void lastsOneSecondAtMost() {
            chance.set(3 * QUARTER);
            open();
            assertThat(bound.get()).isEqualTo(3 * QUARTER + 1);
            clock.addAndGet(4 * QUARTER - 1);
            assertThat(breaker.tryEnter()).isNull();
            clock.addAndGet(1);
            assertThat(breaker.tryEnter()).isNotNull();
        }

        @Test
        void lastsAsLongAsChanceWill() {
            AtomicLong now = new AtomicLong();
            List<CircuitBreaker> many = IntStream.range(0, 200)
                    .<CircuitBreaker>mapToObj(i -> new StandardBreaker(now::get))
                    .toList();
            many.forEach(each -> fail(each, 20));

            now.set(QUARTER - 1);
            assertThat(many).allMatch(each -> each.state() == State.OPEN);
            now.set(7 * QUARTER / 4);
            long early =
                    many.stream().filter(each -> each.state() != State.OPEN).count();
            now.set(13 * QUARTER / 4);
            long late = many.stream().filter(each -> each.state() == State.OPEN).count();
            now.set(4 * QUARTER);
            assertThat(many).allMatch(each -> each.state() == State.HALF_OPEN);
            assertThat(early).as("a quarter of 200").isBetween(15L, 90L);
            assertThat(late).as("a quarter of 200").isBetween(15L, 90L);
        }

        @Test
        void isNotProlongedByCallsThatEndMeanwhile() {
            List<Permit> slow = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                slow.add(enter(breaker));
            }
            open();
            clock.addAndGet(QUARTER - 1);
            slow.forEach(Permit::failed);
            clock.addAndGet(1);
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        }
    }

    @Nested
    class HalfOpen {
        @Test
        void letsThreeThroughAtOnce() {
            halfOpen();
            List<Permit> trials = List.of(enter(breaker), enter(breaker), enter(breaker));
            assertThat(breaker.tryEnter()).isNull();
            trials.get(0).succeeded();
            assertThat(breaker.tryEnter()).as("the place of the one that ended").isNotNull();
            assertThat(breaker.tryEnter()).isNull();
        }

        @Test
        void closesWithTheThirdSuccess() {
            halfOpen();
            succeed(breaker, 2);
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            succeed(breaker, 1);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void opensAgainWithTheFirstFailure() {
            halfOpen();
            succeed(breaker, 2);
            chance.set(2 * QUARTER);
            fail(breaker, 1);
            clock.addAndGet(3 * QUARTER - 1);
            assertThat(breaker.state()).as("for a new time").isEqualTo(State.OPEN);
            clock.addAndGet(1);
            succeed(breaker, 2);
            assertThat(breaker.state()).as("and with new trials").isEqualTo(State.HALF_OPEN);
        }

        @Test
        void givesThePlaceBackOfATrialThatSaysNothing() {
            halfOpen();
            for (int i = 0; i < 100; i++) {
                enter(breaker).ignored();
            }
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            succeed(breaker, 3);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void startsWithAnEmptyWindowOnceItIsClosed() {
            halfOpen();
            succeed(breaker, 3);
            fail(breaker, 19);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
            fail(breaker, 1);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }

        @Test
        void isNotDecidedByCallsFromBefore() {
            List<Permit> slow = List.of(enter(breaker), enter(breaker), enter(breaker), enter(breaker));
            halfOpen();
            Permit trial = enter(breaker);
            slow.subList(0, 3).forEach(Permit::succeeded);
            slow.get(3).failed();
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            trial.succeeded();
            succeed(breaker, 2);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void isNotDecidedByTrialsOfTheTimeBefore() {
            halfOpen();
            Permit slow = enter(breaker);
            Permit other = enter(breaker);
            enter(breaker).failed();
            clock.addAndGet(QUARTER);
            List<Permit> trials = List.of(enter(breaker), enter(breaker), enter(breaker));
            slow.succeeded();
            assertThat(breaker.tryEnter()).as("its place is not one of these").isNull();
            other.failed();
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            trials.forEach(Permit::succeeded);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void isNotClosedByTrialsOfTheTimeBefore() {
            halfOpen();
            Permit slow = enter(breaker);
            succeed(breaker, 2);
            fail(breaker, 1);
            slow.succeeded();
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }

        @Test
        void letsThreeThroughHoweverManyThreadsAsk() throws Exception {
            int threads = 8;
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                for (int round = 0; round < 200; round++) {
                    CircuitBreaker asked = new StandardBreaker(clock::get, below -> 0);
                    fail(asked, 20);
                    clock.addAndGet(QUARTER);
                    AtomicInteger through = new AtomicInteger();
                    CyclicBarrier start = new CyclicBarrier(threads);
                    List<Future<?>> running = new ArrayList<>();
                    for (int i = 0; i < threads; i++) {
                        running.add(pool.submit(() -> {
                            start.await(20, TimeUnit.SECONDS);
                            return asked.tryEnter() == null ? 0 : through.incrementAndGet();
                        }));
                    }
                    for (Future<?> each : running) {
                        each.get(20, TimeUnit.SECONDS);
                    }
                    assertThat(through.get()).isEqualTo(3);
                }
            } finally {
                pool.shutdownNow();
            }
        }
    }

    @Nested
    class SwitchedOff {
        @Test
        void isAlwaysClosed() {
            CircuitBreaker none = CircuitBreaker.none();
            fail(none, 1_000);
            enter(none).ignored();
            succeed(none, 1);
            assertThat(none.state()).isEqualTo(State.CLOSED);
            assertThat(none.tryEnter()).isNotNull();
        }
    }

    @Test
    void theUsualOneOpens() {
        CircuitBreaker usual = CircuitBreaker.standard();
        fail(usual, 20);
        assertThat(usual.state()).isEqualTo(State.OPEN);
        assertThat(usual.tryEnter()).isNull();
        assertThat(CircuitBreaker.standard().state()).as("another one").isEqualTo(State.CLOSED);
    }
}
