package dev.redport.driver;

import static dev.redport.driver.FakeDriver.failure;
import static dev.redport.driver.FakeDriver.get;
import static dev.redport.driver.FakeDriver.set;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.redport.config.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class RetryingDriverTest {
    private static final RetryPolicy POLICY = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(3));
    private static final Set<ErrorKind> NEVER_RAN =
            EnumSet.of(ErrorKind.NOT_CONNECTED, ErrorKind.POOL_TIMEOUT, ErrorKind.SERVER_BUSY, ErrorKind.READ_ONLY);
    private static final Set<ErrorKind> MAY_HAVE_RUN = EnumSet.of(ErrorKind.CONNECTION_LOST, ErrorKind.TIMEOUT);

    private final FakeDriver fake = new FakeDriver();
    private final RecordingListener listener = new RecordingListener();
    private final RetryBudget budget = new RetryBudget(() -> 0);
    private final List<Long> slept = new ArrayList<>();
    private final RetryingDriver driver = new RetryingDriver(fake, POLICY, listener, budget, slept::add);

    private static Call call() {
        return Call.start(Operation.CACHE_GET, Duration.ofHours(1));
    }

    private static Command incr() {
        return Command.of(Verb.INCR, "n".getBytes(UTF_8));
    }

    @Nested
    class WhatIsRepeated {
        @ParameterizedTest
        @EnumSource(ErrorKind.class)
        void isDecidedByTheErrorAndTheReplayClass(ErrorKind kind) {
            for (Replay replay : Replay.values()) {
                FakeDriver failing = new FakeDriver().otherwise(failure(kind));
                boolean repeated = NEVER_RAN.contains(kind) || (MAY_HAVE_RUN.contains(kind) && replay != Replay.NEVER);
                RetryingDriver retrying =
                        new RetryingDriver(failing, POLICY, RedisListener.NONE, new RetryBudget(() -> 0), slept::add);

                assertThatThrownBy(() -> retrying.execute(get("k").withReplay(replay), call()))
                        .isInstanceOfSatisfying(
                                RedisException.class, e -> assertThat(e.kind()).isEqualTo(kind));

                assertThat(failing.trips).as("%s %s", kind, replay).hasSize(repeated ? 4 : 1);
            }
        }

        @Test
        void endsWithTheFirstSuccess() {
            fake.then(failure(ErrorKind.NOT_CONNECTED))
                    .then(failure(ErrorKind.SERVER_BUSY))
                    .then("value");
            Call call = call();

            assertThat(driver.execute(get("k"), call).text()).isEqualTo("value");

            assertThat(fake.trips)
                    .hasSize(3)
                    .allSatisfy(trip -> assertThat(trip.call()).isSameAs(call));
            assertThat(listener.told).containsExactly("retry cache.get not_connected", "retry cache.get server_busy");
        }

        @Test
        void isNothingWithoutRetries() {
            fake.otherwise(failure(ErrorKind.NOT_CONNECTED));
            RetryPolicy none = new RetryPolicy(0, Duration.ofMillis(1), Duration.ofMillis(1));

            assertThatThrownBy(() ->
                            new RetryingDriver(fake, none, listener, budget, slept::add).execute(get("k"), call()))
                    .isInstanceOf(RedisUnavailableException.class);

            assertThat(fake.trips).hasSize(1);
            assertThat(listener.told).isEmpty();
        }

        @Test
        void isNothingWhenTheDriverIsClosed() {
            RedisDriver closed = new ForwardingDriver(fake) {
                @Override
                RedisDriver around(RedisDriver other) {
                    return other;
                }

                @Override
                public Reply execute(Command command, Call call) {
                    super.execute(command, call);
                    throw Failures.closed();
                }
            };
            fake.otherwise("value");

            assertThatThrownBy(() ->
                            new RetryingDriver(closed, POLICY, listener, budget, slept::add).execute(get("k"), call()))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(fake.trips).hasSize(1);
        }
    }

    @Nested
    class WhatIsTold {
        @Test
        void isThatAWriteMayHaveRunIfAnyAttemptMayHave() {
            fake.then(failure(ErrorKind.CONNECTION_LOST)).otherwise(failure(ErrorKind.NOT_CONNECTED));

            assertThatThrownBy(() -> driver.execute(set("k"), call()))
                    .isInstanceOfSatisfying(
                            RedisOutcomeUnknownException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION_LOST));
            assertThat(fake.trips).hasSize(4);
        }

        @Test
        void isTheLastFailureOfARead() {
            fake.then(failure(ErrorKind.CONNECTION_LOST)).otherwise(failure(ErrorKind.NOT_CONNECTED));

            assertThatThrownBy(() -> driver.execute(get("k"), call())).isInstanceOf(RedisUnavailableException.class);
        }

        @Test
        void isThatAWriteOfABatchMayHaveRunIfAnyAttemptMayHave() {
            fake.then(failure(ErrorKind.TIMEOUT), failure(ErrorKind.TIMEOUT), failure(ErrorKind.NOT_CONNECTED))
                    .otherwise(failure(ErrorKind.REJECTED));

            List<Reply> replies = driver.executeAll(List.of(set("a"), get("b"), set("c")), call());

            assertThat(replies.get(0).error()).isInstanceOf(RedisOutcomeUnknownException.class);
            assertThat(replies.get(1).error()).isInstanceOf(RedisUnavailableException.class);
            assertThat(replies.get(2).error()).isInstanceOf(RedisUnavailableException.class);
            assertThat(fake.trips).as("a rejection is not repeated").hasSize(2);
        }
    }

    @Nested
    class Batches {
        @Test
        void repeatOnlyWhatFailedAndMayBeRepeatedInTheGivenOrder() {
            Command a = get("a");
            Command b = get("b");
            Command d = set("d");
            fake.then(
                            "A",
                            failure(ErrorKind.NOT_CONNECTED),
                            failure(ErrorKind.CONNECTION_LOST),
                            failure(ErrorKind.TIMEOUT),
                            failure(ErrorKind.PERMISSION))
                    .then("B", failure(ErrorKind.NOT_CONNECTED))
                    .then("D");

            List<Reply> replies = driver.executeAll(List.of(a, b, incr(), d, get("e")), call());

            assertThat(fake.trips.get(1).commands()).containsExactly(b, d);
            assertThat(fake.trips.get(2).commands()).containsExactly(d);
            assertThat(fake.trips).hasSize(3);
            assertThat(replies.get(0).text()).isEqualTo("A");
            assertThat(replies.get(1).text()).isEqualTo("B");
            assertThat(kind(replies.get(2))).isEqualTo(ErrorKind.CONNECTION_LOST);
            assertThat(replies.get(3).text()).isEqualTo("D");
            assertThat(kind(replies.get(4))).isEqualTo(ErrorKind.PERMISSION);
            assertThat(listener.told).containsExactly("retry cache.get not_connected", "retry cache.get not_connected");
        }

        @Test
        void endAfterTheLastRetry() {
            fake.otherwise(failure(ErrorKind.NOT_CONNECTED));

            List<Reply> replies = driver.executeAll(List.of(get("a"), get("b")), call());

            assertThat(replies).hasSize(2).allMatch(Reply::isError);
            assertThat(fake.trips).hasSize(4);
            assertThat(slept).hasSize(3);
        }

        @Test
        void mayBeEmpty() {
            fake.then();

            assertThat(driver.executeAll(List.of(), call())).isEmpty();
            assertThat(fake.trips).hasSize(1);
        }
    }

    @Nested
    class Masters {
        @Test
        void areLookedForAgainWhenNobodyKnewThem() {
            fake.then(failure(ErrorKind.NOT_CONNECTED)).then("found");

            assertThat(driver.masters(call()).drivers()).hasSize(1);
            assertThat(fake.trips).hasSize(2);
            assertThat(listener.told).containsExactly("retry cache.get not_connected");
        }

        @Test
        void haveTheirCommandsRepeatedOneByOne() {
            fake.then("found").then(failure(ErrorKind.SERVER_BUSY)).then("PONG");
            RedisDriver master = driver.masters(call()).drivers().get(0);

            assertThat(master.execute(Command.of(Verb.PING), call()).text()).isEqualTo("PONG");
            assertThat(fake.trips).hasSize(3);
        }

        @Test
        void areNotLookedForAgainWhenThatIsForbidden() {
            fake.otherwise("never").then(failure(ErrorKind.PERMISSION));

            assertThatThrownBy(() -> driver.masters(call())).isInstanceOf(RedisRejectedException.class);
            assertThat(fake.trips).hasSize(1);
        }
    }

    @Nested
    class TheBudget {
        @Test
        void endsRetriesWhenItIsSpent() {
            fake.otherwise(failure(ErrorKind.SERVER_BUSY));
            while (budget.tryWithdraw()) {
                // spends it
            }

            assertThatThrownBy(() -> driver.execute(get("k"), call())).isInstanceOf(RedisUnavailableException.class);
            driver.executeAll(List.of(get("k")), call());
            assertThatThrownBy(() -> driver.masters(call())).isInstanceOf(RedisUnavailableException.class);

            assertThat(fake.trips).hasSize(3);
            assertThat(slept).isEmpty();
            assertThat(listener.told)
                    .containsExactly("exhausted cache.get", "exhausted cache.get", "exhausted cache.get");
        }

        @Test
        void isNotTouchedWhereThereWasNoConnection() {
            fake.then(failure(ErrorKind.NOT_CONNECTED)).then("value");
            while (budget.tryWithdraw()) {
                // spends it
            }

            assertThat(driver.execute(get("k"), call()).text()).isEqualTo("value");
        }

        @Test
        void isFedByEveryCallOnceWhateverItsSize() {
            fake.otherwise("value");
            while (budget.tryWithdraw()) {
                // spends it
            }

            driver.execute(get("k"), call());
            driver.executeAll(List.of(get("a"), get("b"), get("c")), call());
            driver.masters(call());
            driver.execute(get("k"), call());
            assertThat(budget.tryWithdraw()).as("after four calls").isFalse();
            driver.execute(get("k"), call());
            assertThat(budget.tryWithdraw()).as("after five calls").isTrue();
        }
    }

    @Nested
    class TheDeadline {
        @Test
        void isNeverPassedByAWait() {
            RetryPolicy slow = new RetryPolicy(1, Duration.ofMillis(200), Duration.ofSeconds(3));
            long time = Duration.ofMillis(100).toNanos();
            int runs = 200;
            for (int i = 0; i < runs; i++) {
                FakeDriver failing = new FakeDriver().otherwise(failure(ErrorKind.NOT_CONNECTED));
                RetryingDriver retrying =
                        new RetryingDriver(failing, slow, listener, new RetryBudget(() -> 0), slept::add);

                var unused = catchThrowable(() -> retrying.execute(get("k"), Call.startNanos(Operation.OTHER, time)));
            }

            assertThat(slept).as("delays").allMatch(delay -> delay < time);
            assertThat(slept.size()).as("about half of the delays fit").isBetween(1, runs - 20);
        }

        @Test
        void endsRetriesOncePassed() {
            fake.otherwise(failure(ErrorKind.TIMEOUT));

            assertThatThrownBy(() -> driver.execute(get("k"), Call.startNanos(Operation.OTHER, 0)))
                    .isInstanceOf(RedisOutcomeUnknownException.class);

            assertThat(fake.trips).hasSize(1);
            assertThat(listener.told).isEmpty();
        }
    }

    @Nested
    class AnInterrupt {
        @Test
        void endsTheWaitWithTheFailureThatCausedIt() {
            RetryingDriver interrupted = new RetryingDriver(fake, POLICY, listener, budget, nanos -> {
                throw new InterruptedException();
            });
            fake.otherwise(failure(ErrorKind.NOT_CONNECTED));

            assertThatThrownBy(() -> interrupted.execute(get("k"), call()))
                    .isInstanceOf(RedisUnavailableException.class);

            assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
            assertThat(fake.trips).hasSize(1);
        }

        @Test
        void endsARealWaitAtOnce() throws InterruptedException {
            RetryPolicy hours = new RetryPolicy(1, Duration.ofHours(24), Duration.ofHours(24));
            fake.otherwise(failure(ErrorKind.NOT_CONNECTED));
            RedisDriver real = new RetryingDriver(fake, hours, listener);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicBoolean flag = new AtomicBoolean();
            Thread caller = new Thread(
                    () -> {
                        thrown.set(catchThrowable(
                                () -> real.execute(get("k"), Call.start(Operation.OTHER, Duration.ofDays(2)))));
                        flag.set(Thread.currentThread().isInterrupted());
                    },
                    "retrying");
            caller.setDaemon(true);
            caller.start();
            long start = System.nanoTime();
            while (caller.getState() != Thread.State.TIMED_WAITING && System.nanoTime() - start < 10_000_000_000L) {
                Thread.onSpinWait();
            }

            caller.interrupt();
            caller.join(5_000);

            assertThat(caller.isAlive()).isFalse();
            assertThat(thrown.get()).isInstanceOf(RedisUnavailableException.class);
            assertThat(flag).isTrue();
            assertThat(fake.trips).hasSize(1);
        }
    }

    private static ErrorKind kind(Reply reply) {
        return requireNonNull(reply.error(), "error").kind();
    }
}
