package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Failures;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.ratelimit.Coalescing.Share;
import dev.redport.ratelimit.Coalescing.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CoalescingTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Limit LIMIT = Limit.tokenBucket(100).per(Duration.ofMinutes(1));
    private static final Plan PLAN = new Plan(List.of(LIMIT));
    private static final Want ADA = new Want("ada", PLAN, 2);

    private final Coalescing coalescing = new Coalescing();
    private final List<Caller> callers = new ArrayList<>();
    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch open = new CountDownLatch(1);

    /** A thread that asks, and what became of it. */
    private final class Caller {
        final CompletableFuture<Share> result = new CompletableFuture<>();
        final CompletableFuture<Boolean> flagged = new CompletableFuture<>();
        final Thread thread;

        Caller(Want want, Duration time, IntFunction<Answer> ask) {
            Call call = Call.start(Operation.RATELIMIT_TRY_ACQUIRE, time);
            thread = new Thread(() -> run(want, call, ask), "caller-" + callers.size());
            thread.setDaemon(true);
            thread.start();
            callers.add(this);
        }

        private void run(Want want, Call call, IntFunction<Answer> ask) {
            try {
                result.complete(coalescing.ask(want, call, ask));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
            flagged.complete(Thread.currentThread().isInterrupted());
        }

        Caller waits() {
            until(() -> LockSupport.getBlocker(thread) == coalescing);
            return this;
        }

        Share share() {
            return result.orTimeout(20, TimeUnit.SECONDS).join();
        }

        Throwable failure() {
            Throwable thrown = catchThrowable(this::share);
            return requireNonNull(requireNonNull(thrown).getCause());
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(Condition condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static Answer answer(long taken, long remaining) {
        return new Answer(taken, LIMIT, remaining, Duration.ofSeconds(3), Duration.ofSeconds(9));
    }

    /** Notes the size of the batch and answers once the gate is open. */
    private Answer gated(int count, long taken) {
        batches.add(count);
        try {
            assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(true);
        }
        return answer(taken, 50);
    }

    private Answer at(int count, long taken) {
        batches.add(count);
        return answer(taken, 50);
    }

    /** Holds the key until the gate opens, and everybody else waits for it. */
    private Caller holder() {
        Caller holder = new Caller(ADA, LONG, count -> gated(count, count));
        until(() -> batches.size() == 1);
        return holder;
    }

    private Caller follower(IntFunction<Answer> ask) {
        return new Caller(ADA, LONG, ask).waits();
    }

    @AfterEach
    void leavesNothingBehind() {
        open.countDown();
        callers.forEach(caller -> until(() -> caller.flagged.isDone()));
        assertThat(coalescing.size()).isZero();
    }

    @Nested
    class Together {
        @Test
        void whoIsAloneAsksAlone() {
            open.countDown();
            Share share = coalescing.ask(ADA, Call.start(Operation.OTHER, LONG), count -> gated(count, 1));
            assertThat(share.decision())
                    .isEqualTo(new Decision(
                            Decision.Outcome.ALLOWED,
                            100,
                            50,
                            Duration.ZERO,
                            Duration.ofSeconds(9),
                            "100-per-PT1M",
                            Decision.Source.REDIS));
            assertThat(share.place()).isZero();
            assertThat(batches).containsExactly(1);
        }

        @Test
        void whoComesMeanwhileSharesTheNextCallInTheOrderOfArrival() {
            Caller holder = holder();
            IntFunction<Answer> two = count -> at(count, 2);
            List<Caller> next = List.of(follower(two), follower(two), follower(two));
            open.countDown();

            assertThat(holder.share().allowed()).isTrue();
            assertThat(next).extracting(caller -> caller.share().place()).containsExactly(0, 1, 2);
            assertThat(next)
                    .extracting(caller -> caller.share().decision().outcome())
                    .containsExactly(Decision.Outcome.ALLOWED, Decision.Outcome.ALLOWED, Decision.Outcome.DENIED);
            assertThat(next)
                    .as("as if each had asked by itself, for two tokens")
                    .extracting(caller -> caller.share().decision().remaining())
                    .containsExactly(52L, 50L, 50L);
            assertThat(next)
                    .as("only who was denied has to wait")
                    .extracting(caller -> caller.share().decision().retryAfter())
                    .containsExactly(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(3));
            assertThat(batches).containsExactly(1, 3);
        }

        @Test
        void whoWantsSomethingElseDoesNotWait() {
            holder();
            Plan other = new Plan(List.of(LIMIT.named("other")));
            for (Want want : List.of(new Want("bob", PLAN, 2), new Want("ada", other, 2), new Want("ada", PLAN, 3))) {
                assertThat(new Caller(want, LONG, count -> at(count, 1)).share().place())
                        .isZero();
            }
            assertThat(batches).containsExactly(1, 1, 1, 1);
        }
    }

    @Nested
    class Failing {
        @Test
        void aFailureIsSharedWithTheStackOfEach() {
            holder();
            RedisException lost = Failures.connectionLost(null);
            IntFunction<Answer> fails = count -> {
                batches.add(count);
                throw lost;
            };
            Caller first = follower(fails);
            Caller second = follower(fails);
            open.countDown();
            assertThat(first.failure()).isSameAs(lost);
            assertThat(second.failure())
                    .isInstanceOf(RedisOutcomeUnknownException.class)
                    .hasCause(lost);
            assertThat(batches).containsExactly(1, 2);
        }

        @Test
        void soIsAClosedDriver() {
            holder();
            IllegalStateException closed = Failures.closed();
            IntFunction<Answer> fails = count -> {
                throw closed;
            };
            Caller first = follower(fails);
            Caller second = follower(fails);
            open.countDown();
            assertThat(first.failure()).isSameAs(closed);
            assertThat(second.failure()).isSameAs(closed);
        }

        @Test
        void aFailureHoldsNobodyUpWhoComesLater() {
            Caller fails = new Caller(ADA, LONG, count -> {
                gated(count, 0);
                throw Failures.timeout();
            });
            until(() -> batches.size() == 1);
            Caller next = follower(count -> at(count, 1));
            open.countDown();
            assertThat(fails.failure()).isInstanceOf(RedisOutcomeUnknownException.class);
            assertThat(next.share().allowed()).isTrue();
        }
    }

    @Nested
    class Interrupted {
        @Test
        void whoLeadsTakesNobodyWithHim() {
            holder();
            Caller leader = follower(count -> {
                batches.add(count);
                Thread.currentThread().interrupt();
                throw Failures.interrupted(true);
            });
            Caller second = follower(count -> at(count, count));
            Caller third = follower(count -> at(count, count));
            open.countDown();
            assertThat(leader.failure())
                    .isInstanceOfSatisfying(
                            RedisException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED));
            assertThat(second.share().allowed()).isTrue();
            assertThat(third.share().allowed()).isTrue();
            assertThat(batches.subList(0, 2)).containsExactly(1, 3);
            assertThat(leader.flagged.join()).isTrue();
        }

        @Test
        void whoWaitsLeavesTheQueueAndNothingWasSentForHim() {
            holder();
            Caller gone = follower(count -> at(count, count));
            Caller stays = follower(count -> at(count, count));
            gone.thread.interrupt();
            assertThat(gone.failure())
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED));
            assertThat(gone.flagged.join()).as("the flag is kept").isTrue();
            open.countDown();
            assertThat(stays.share().allowed()).isTrue();
            assertThat(batches).containsExactly(1, 1);
        }

        @Test
        void whoIsAskedForAtTheMomentCannotKnow() {
            holder();
            CountDownLatch answered = new CountDownLatch(1);
            Caller leader = follower(count -> {
                batches.add(count);
                try {
                    assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return answer(count, 50);
            });
            Caller asked = follower(count -> at(count, count));
            open.countDown();
            until(() -> batches.size() == 2);
            asked.thread.interrupt();
            assertThat(asked.failure())
                    .isInstanceOfSatisfying(
                            RedisOutcomeUnknownException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED));
            answered.countDown();
            assertThat(leader.share().answer().taken()).isEqualTo(2);
        }
    }

    @Nested
    class TooLate {
        @Test
        void whoWaitsLeavesAtHisDeadlineAndNothingWasSentForHim() {
            holder();
            Caller late = new Caller(ADA, Duration.ofMillis(50), count -> at(count, count));
            assertThat(late.failure())
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.TIMEOUT));
            open.countDown();
            assertThat(batches).containsExactly(1);
        }

        @Test
        void whoIsAskedForLeavesAtHisDeadlineAndCannotKnow() {
            holder();
            CountDownLatch left = new CountDownLatch(1);
            follower(count -> {
                batches.add(count);
                try {
                    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return answer(count, 50);
            });
            Caller asked = new Caller(ADA, Duration.ofSeconds(1), count -> at(count, count)).waits();
            open.countDown();
            assertThat(asked.failure())
                    .isInstanceOfSatisfying(
                            RedisOutcomeUnknownException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.TIMEOUT));
            left.countDown();
            assertThat(batches).containsExactly(1, 2);
        }

        @Test
        void whoComesTooLateToAskHandsOver() {
            Call over = Call.startNanos(Operation.OTHER, -1);
            assertThatThrownBy(() -> coalescing.ask(ADA, over, count -> at(count, count)))
                    .isInstanceOf(RedisUnavailableException.class);
            assertThat(batches).isEmpty();
            open.countDown();
            assertThat(new Caller(ADA, LONG, count -> at(count, count)).share().allowed())
                    .isTrue();
        }
    }

    /** Whoever leads, leaves, is interrupted or fails: everybody is told something, and no token is handed out twice. */
    @Test
    void survivesEverythingAtOnce() {
        open.countDown();
        AtomicLong given = new AtomicLong();
        AtomicLong received = new AtomicLong();
        AtomicInteger ends = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        int rounds = 400;
        for (int i = 0; i < 16; i++) {
            int id = i;
            Thread thread = new Thread(() -> {
                for (int round = 0; round < rounds; round++) {
                    int roll = (id * 31 + round * 17) % 23;
                    Call call = Call.startNanos(Operation.OTHER, roll == 0 ? 20_000 : 5_000_000_000L);
                    if (roll == 1) {
                        Thread.currentThread().interrupt();
                    }
                    try {
                        Share share = coalescing.ask(ADA, call, count -> {
                            if (Thread.currentThread().isInterrupted()) {
                                throw Failures.interrupted(false);
                            }
                            if (roll == 2) {
                                throw Failures.notConnected(null);
                            }
                            long taken = Math.max(1, count / 2);
                            given.addAndGet(taken);
                            return answer(taken, 0);
                        });
                        received.addAndGet(share.allowed() ? 1 : 0);
                    } catch (RedisException e) {
                        assertThat(e.kind()).isIn(ErrorKind.TIMEOUT, ErrorKind.INTERRUPTED, ErrorKind.NOT_CONNECTED);
                    } finally {
                        Thread.interrupted();
                        ends.incrementAndGet();
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        until(() -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(ends).hasValue(16 * rounds);
        assertThat(received.get()).isPositive().isLessThanOrEqualTo(given.get());
    }
}
