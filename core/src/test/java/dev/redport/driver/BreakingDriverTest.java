package dev.redport.driver;

import static dev.redport.driver.FakeDriver.failure;
import static dev.redport.driver.FakeDriver.get;
import static dev.redport.driver.FakeDriver.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.redport.config.CapturedLog;
import dev.redport.driver.CircuitBreaker.Permit;
import dev.redport.driver.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class BreakingDriverTest {
    private static final Set<ErrorKind> FAILED =
            EnumSet.of(ErrorKind.NOT_CONNECTED, ErrorKind.CONNECTION_LOST, ErrorKind.TIMEOUT, ErrorKind.SERVER_BUSY);
    private static final Set<ErrorKind> ANSWERED = EnumSet.of(
            ErrorKind.READ_ONLY,
            ErrorKind.OUT_OF_MEMORY,
            ErrorKind.AUTH,
            ErrorKind.PERMISSION,
            ErrorKind.REDIRECT,
            ErrorKind.SCRIPT,
            ErrorKind.WRONG_TYPE,
            ErrorKind.OTHER);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final FakeDriver fake = new FakeDriver();
    private final RecordingListener listener = new RecordingListener();
    private final Scripted scripted = new Scripted();
    private final RedisDriver driver = new BreakingDriver(fake, circuit(scripted));

    /** Notes what it is told; its state is set by the test. */
    private static final class Scripted implements CircuitBreaker, Permit {
        final List<String> told = new ArrayList<>();
        State state = State.CLOSED;
        boolean full;

        @Override
        public @Nullable Permit tryEnter() {
            if (full) {
                return null;
            }
            told.add("entered");
            return this;
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public void succeeded() {
            told.add("succeeded");
        }

        @Override
        public void failed() {
            told.add("failed");
        }

        @Override
        public void ignored() {
            told.add("ignored");
        }
    }

    private Circuit circuit(CircuitBreaker breaker) {
        return new Circuit(breaker, "shop", listener, clock::get);
    }

    private static Call call() {
        return call(Operation.CACHE_GET);
    }

    private static Call call(Operation operation) {
        return Call.start(operation, Duration.ofHours(1));
    }

    private static String verdict(ErrorKind kind) {
        if (FAILED.contains(kind)) {
            return "failed";
        }
        return ANSWERED.contains(kind) ? "succeeded" : "ignored";
    }

    private static RedisDriver throwing(Supplier<RuntimeException> failure, CircuitBreaker breaker) {
        RedisDriver broken = new ForwardingDriver(new FakeDriver()) {
            @Override
            public Reply execute(Command command, Call call) {
                throw failure.get();
            }

            @Override
            public List<Reply> executeAll(List<Command> commands, Call call) {
                throw failure.get();
            }

            @Override
            public Masters masters(Call call) {
                throw failure.get();
            }

            @Override
            RedisDriver around(RedisDriver other) {
                return other;
            }
        };
        return new BreakingDriver(broken, breaker, RedisListener.NONE);
    }

    @Nested
    class OneCommand {
        @Test
        void thatIsAnsweredIsASuccess() {
            fake.then("value");
            assertThat(driver.execute(get("k"), call()).text()).isEqualTo("value");
            assertThat(scripted.told).containsExactly("entered", "succeeded");
        }

        @ParameterizedTest
        @EnumSource(ErrorKind.class)
        void thatFailsIsJudgedByTheKind(ErrorKind kind) {
            RedisException failure = failure(kind);
            fake.then(failure);
            assertThatThrownBy(() -> driver.execute(get("k"), call())).isSameAs(failure);
            assertThat(scripted.told).containsExactly("entered", verdict(kind));
        }

        @Test
        void ofAClosedDriverSaysNothing() {
            RedisDriver closed = throwing(Failures::closed, scripted);
            assertThatThrownBy(() -> closed.execute(get("k"), call())).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> closed.executeAll(List.of(get("k")), call()))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> closed.masters(call())).isInstanceOf(IllegalStateException.class);
            assertThat(scripted.told).containsExactly("entered", "ignored", "entered", "ignored", "entered", "ignored");
        }
    }

    @Nested
    class Batches {
        private List<String> verdicts(Object... replies) {
            fake.then(replies);
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < replies.length; i++) {
                commands.add(get("k" + i));
            }
            assertThat(driver.executeAll(commands, call())).hasSize(replies.length);
            return List.copyOf(scripted.told);
        }

        @Test
        void thatAreAnsweredAreASuccess() {
            assertThat(verdicts("a", failure(ErrorKind.WRONG_TYPE))).containsExactly("entered", "succeeded");
        }

        @Test
        void failIfHalfOfThemDid() {
            assertThat(verdicts("a", failure(ErrorKind.TIMEOUT), failure(ErrorKind.CONNECTION_LOST), "d"))
                    .containsExactly("entered", "failed");
        }

        @Test
        void succeedIfFewerThanHalfFailed() {
            assertThat(verdicts("a", failure(ErrorKind.TIMEOUT), "c")).containsExactly("entered", "succeeded");
        }

        @Test
        void areJudgedByThoseThatSaySomething() {
            assertThat(verdicts(
                            "a",
                            failure(ErrorKind.TIMEOUT),
                            failure(ErrorKind.POOL_TIMEOUT),
                            failure(ErrorKind.POOL_TIMEOUT)))
                    .containsExactly("entered", "failed");
        }

        @Test
        void sayNothingIfNoneOfThemDoes() {
            assertThat(verdicts(failure(ErrorKind.INTERRUPTED), failure(ErrorKind.TOO_LARGE)))
                    .containsExactly("entered", "ignored");
        }

        @Test
        void ofNothingAreNotAsked() {
            scripted.full = true;
            fake.then();
            assertThat(driver.executeAll(List.of(), call())).isEmpty();
            assertThat(scripted.told).isEmpty();
            assertThat(listener.told).isEmpty();
        }
    }

    @Nested
    class MastersOfACluster {
        @Test
        void areLookedForAndAskedThroughTheSameBreaker() {
            fake.then("found").then(failure(ErrorKind.TIMEOUT));
            RedisDriver master = driver.masters(call()).drivers().get(0);
            assertThatThrownBy(() -> master.execute(get("k"), call())).isInstanceOf(RedisException.class);
            assertThat(scripted.told).containsExactly("entered", "succeeded", "entered", "failed");
        }
    }

    @Nested
    class Refusals {
        private void open(long millis) {
            scripted.full = true;
            scripted.state = State.OPEN;
            driver.execute(Command.of(Verb.PING), call(Operation.HEALTH_PING));
            clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
            fake.trips.clear();
            listener.told.clear();
        }

        @Test
        void areFailuresOfTheirOwnKindAtOnce() {
            fake.then("PONG");
            open(1_234);
            assertThatThrownBy(() -> driver.execute(get("k"), call()))
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.REJECTED))
                    .hasNoCause()
                    .hasMessage("The circuit breaker opened 1234 ms ago, because calls to Redis kept failing, and the"
                            + " call was not sent; check Redis: the breaker closes by itself within seconds of its"
                            + " return");
            assertThat(fake.trips).isEmpty();
            assertThat(listener.told).containsExactly("turned away cache.get");
        }

        @Test
        void areTheReplyOfEveryCommandOfABatch() {
            fake.then("PONG");
            open(1);
            List<Reply> replies = driver.executeAll(List.of(get("a"), set("b"), get("c")), call(Operation.CACHE_PUT));
            assertThat(replies).hasSize(3).allSatisfy(BreakingDriverTest::isRefused);
            assertThat(fake.trips).isEmpty();
            assertThat(listener.told).containsExactly("turned away cache.put");
        }

        @Test
        void areThrownWhereMastersAreLookedFor() {
            fake.then("PONG");
            open(1);
            assertThatThrownBy(() -> driver.masters(call())).isInstanceOf(RedisUnavailableException.class);
            assertThat(fake.trips).isEmpty();
            assertThat(listener.told).containsExactly("turned away cache.get");
        }
    }

    private static void isRefused(Reply reply) {
        assertThat(reply.error())
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.REJECTED));
    }

    @Nested
    class HealthChecks {
        private final Call ping = call(Operation.HEALTH_PING);

        @Test
        void passAnOpenBreaker() {
            scripted.full = true;
            scripted.state = State.OPEN;
            fake.otherwise("PONG");
            assertThat(driver.execute(Command.of(Verb.PING), ping).text()).isEqualTo("PONG");
            assertThat(driver.executeAll(List.of(Command.of(Verb.PING)), ping)).hasSize(1);
            assertThat(driver.masters(ping).drivers()).hasSize(1);
            assertThat(fake.trips).hasSize(3);
        }

        @Test
        void areNotCounted() {
            fake.otherwise(failure(ErrorKind.TIMEOUT));
            assertThatThrownBy(() -> driver.execute(Command.of(Verb.PING), ping))
                    .isInstanceOf(RedisOutcomeUnknownException.class);
            driver.executeAll(List.of(Command.of(Verb.PING)), ping);
            assertThatThrownBy(() -> driver.masters(ping)).isInstanceOf(RedisException.class);
            assertThat(scripted.told).isEmpty();
        }

        @Test
        void tellOfAChangeThatTimeBrought() {
            fake.otherwise("PONG");
            scripted.state = State.HALF_OPEN;
            driver.execute(Command.of(Verb.PING), ping);
            driver.execute(Command.of(Verb.PING), ping);
            assertThat(listener.told).containsExactly("circuit closed half_open");
        }
    }

    @Test
    void tellsNothingOfAChangeThatIsOverBeforeItCanBeTold() {
        Iterator<State> states = List.of(State.OPEN, State.CLOSED).iterator();
        CircuitBreaker quick = new CircuitBreaker() {
            @Override
            public @Nullable Permit tryEnter() {
                return null;
            }

            @Override
            public State state() {
                return states.next();
            }
        };
        circuit(quick).tellChange();
        assertThat(states.hasNext()).isFalse();
        assertThat(listener.told).isEmpty();
    }

    /** With the real breaker, and every trial open time one second. */
    @Nested
    class Outages {
        private final RedisDriver real = new BreakingDriver(fake, circuit(new StandardBreaker(clock::get, bound -> 0)));

        private void passSecond() {
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }

        private void fail(int times) {
            for (int i = 0; i < times; i++) {
                assertThat(catchThrowable(() -> real.execute(get("k"), call()))).isInstanceOf(RedisException.class);
            }
        }

        @Test
        void areToldOnceForEachChange() {
            fake.otherwise(failure(ErrorKind.NOT_CONNECTED));
            fail(25);
            passSecond();
            fail(2);
            passSecond();
            fake.otherwise("value");
            for (int i = 0; i < 5; i++) {
                real.execute(get("k"), call());
            }
            assertThat(fake.trips).hasSize(20 + 1 + 5);
            assertThat(listener.told)
                    .containsExactly(
                            "circuit closed open",
                            "turned away cache.get",
                            "turned away cache.get",
                            "turned away cache.get",
                            "turned away cache.get",
                            "turned away cache.get",
                            "circuit open half_open",
                            "circuit half_open open",
                            "turned away cache.get",
                            "circuit open half_open",
                            "circuit half_open closed");
        }

        @Test
        void areLoggedOnceForEachChangeAndNotForEachCall() {
            String log = CapturedLog.of(this::areToldOnceForEachChange);
            assertThat(log.lines().map(line -> line.replaceFirst(".*(WARN|INFO) \\S+ - ", "$1 ")))
                    .containsExactly(
                            "WARN client=shop Calls to Redis keep failing; the circuit breaker turns them away",
                            "INFO client=shop afterMs=2000 Redis answers; the circuit breaker closed");
        }

        @Test
        void areTimedFromTheFirstOpeningOn() {
            fake.otherwise(failure(ErrorKind.NOT_CONNECTED));
            fail(20);
            for (int i = 0; i < 7; i++) {
                passSecond();
                fail(1);
            }
            assertThatThrownBy(() -> real.execute(get("k"), call())).hasMessageContaining(" 7000 ms ");
        }

        @Test
        void areNotSeenInAnswersThatSayNo() {
            fake.otherwise(failure(ErrorKind.OUT_OF_MEMORY));
            fail(100);
            assertThat(fake.trips).hasSize(100);
            assertThat(listener.told).isEmpty();
        }

        @Test
        void endAlsoIfTrialsAreInterruptedOrBroken() {
            fake.otherwise(failure(ErrorKind.TIMEOUT));
            fail(20);
            passSecond();
            fake.otherwise(failure(ErrorKind.INTERRUPTED));
            fail(10);
            fake.otherwise("value");
            real.executeAll(List.of(get("a"), get("b")), call());
            real.masters(call());
            real.execute(get("k"), call());
            assertThat(listener.told).last().isEqualTo("circuit half_open closed");
        }

        @Test
        void takeNoTrialFromAClosedDriver() {
            CircuitBreaker breaker = new StandardBreaker(clock::get, bound -> 0);
            RedisDriver failing = throwing(() -> failure(ErrorKind.TIMEOUT), breaker);
            for (int i = 0; i < 20; i++) {
                assertThat(catchThrowable(() -> failing.execute(get("k"), call())))
                        .isInstanceOf(RedisException.class);
            }
            passSecond();
            RedisDriver closed = throwing(Failures::closed, breaker);
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> closed.execute(get("k"), call())).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> closed.executeAll(List.of(get("k")), call()))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        }
    }
}
