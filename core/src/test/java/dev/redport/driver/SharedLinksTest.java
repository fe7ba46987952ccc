package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.redport.config.RedisConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedLinksTest {
    /** A connection of the client that is not there. */
    private static final class Wire {
        volatile boolean open = true;
    }

    private final AtomicInteger dialled = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<FutureTask<?>> callers = new ArrayList<>();

    @AfterEach
    void endsTheCallers() throws Exception {
        release.countDown();
        for (FutureTask<?> caller : callers) {
            var unused = catchThrowable(() -> caller.get(10, TimeUnit.SECONDS));
            assertThat(caller.isDone()).isTrue();
        }
    }

    private static RedisConfig config(int size, int minIdle, Duration poolTimeout) {
        return RedisConfig.builder()
                .poolSize(size)
                .minIdle(minIdle)
                .poolTimeout(poolTimeout)
                .dialTimeout(Duration.ofSeconds(5))
                .build();
    }

    private static Call call() {
        return Call.start(Operation.OTHER, Duration.ofSeconds(10));
    }

    private SharedLinks<Wire> links(int size, int places, Supplier<CompletableFuture<Wire>> opener) {
        return new SharedLinks<>(
                config(size, 0, Duration.ofSeconds(8)),
                places,
                () -> {
                    dialled.incrementAndGet();
                    return opener.get();
                },
                wire -> wire.open,
                wire -> wire.open = false);
    }

    /** Without what has a test of its own. */
    private static PoolStats figures(SharedLinks<?> links) {
        PoolStats pool = links.pool();
        return new PoolStats(
                pool.size(),
                pool.total(),
                pool.active(),
                pool.idle(),
                pool.pending(),
                pool.timeouts(),
                pool.opened(),
                pool.closed());
    }

    private static CompletableFuture<Wire> wire() {
        return CompletableFuture.completedFuture(new Wire());
    }

    /** A call on a thread of its own, which holds its place until the end of the test. */
    private void hold(SharedLinks<Wire> links) {
        CountDownLatch entered = new CountDownLatch(1);
        FutureTask<Wire> unused = start(() -> links.use(call(), wire -> {
            entered.countDown();
            await(release);
            return wire;
        }));
        await(entered);
    }

    private <T> FutureTask<T> start(Supplier<T> body) {
        FutureTask<T> task = new FutureTask<>(body::get);
        Thread thread = new Thread(task, "caller-" + callers.size());
        thread.setDaemon(true);
        callers.add(task);
        thread.start();
        return task;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void eventually(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("waited").isLessThan(10_000_000_000L);
            Thread.onSpinWait();
        }
    }

    @Nested
    class Connections {
        @Test
        void areOpenedWhenNeededOnly() {
            SharedLinks<Wire> links = links(3, 2, SharedLinksTest::wire);
            assertThat(dialled).hasValue(0);

            Wire first = links.use(call(), wire -> wire);
            Wire second = links.use(call(), wire -> wire);

            assertThat(second).isSameAs(first);
            assertThat(dialled).hasValue(1);
            assertThat(figures(links)).isEqualTo(new PoolStats(3, 1, 0, 1, 0, 0, 1, 0));
        }

        @Test
        void areOpenedBeforehandUpToTheIdleOnes() {
            var links = new SharedLinks<>(
                    config(5, 2, Duration.ofSeconds(1)),
                    1,
                    () -> {
                        dialled.incrementAndGet();
                        return wire();
                    },
                    wire -> wire.open,
                    wire -> wire.open = false);

            assertThat(dialled).hasValue(2);
            assertThat(figures(links)).isEqualTo(new PoolStats(5, 2, 0, 2, 0, 0, 2, 0));
        }

        @Test
        void areOpenedOneByOneAsPlacesFill() {
            SharedLinks<Wire> links = links(2, 2, SharedLinksTest::wire);

            hold(links);
            hold(links);
            assertThat(dialled).hasValue(1);
            hold(links);
            assertThat(dialled).hasValue(2);
            hold(links);

            assertThat(dialled).hasValue(2);
            assertThat(figures(links)).isEqualTo(new PoolStats(2, 2, 4, 0, 0, 0, 2, 0));
        }

        @Test
        void areNotOpenedWhileAnOpenOneHasAPlace() {
            List<Wire> wires = new CopyOnWriteArrayList<>();
            SharedLinks<Wire> links = links(2, 1, () -> {
                wires.add(new Wire());
                return CompletableFuture.completedFuture(wires.get(wires.size() - 1));
            });
            hold(links);
            Wire second = links.use(call(), wire -> wire);
            release.countDown();
            eventually(() -> links.pool().active() == 0);
            wires.get(0).open = false;

            Wire next = links.use(call(), wire -> wire);

            assertThat(next).isSameAs(second);
            assertThat(dialled).hasValue(2);
        }

        @Test
        void areOpenedAgainAfterALoss() {
            SharedLinks<Wire> links = links(1, 2, SharedLinksTest::wire);
            Wire lost = links.use(call(), wire -> wire);
            lost.open = false;
            assertThat(figures(links)).isEqualTo(new PoolStats(1, 0, 0, 0, 0, 0, 1, 1));

            Wire next = links.use(call(), wire -> wire);
            assertThat(next).isNotSameAs(lost);

            assertThat(dialled).hasValue(2);
            assertThat(figures(links)).isEqualTo(new PoolStats(1, 1, 0, 1, 0, 0, 2, 1));
        }

        @Test
        void areOpenedOnceForAllWhoWaitForThem() {
            CompletableFuture<Wire> slow = new CompletableFuture<>();
            SharedLinks<Wire> links = links(1, 3, () -> slow);
            FutureTask<Wire> first = start(() -> links.use(call(), wire -> wire));
            FutureTask<Wire> second = start(() -> links.use(call(), wire -> wire));
            eventually(() -> links.pool().pending() == 2);

            slow.complete(new Wire());

            assertThat(first).succeedsWithin(Duration.ofSeconds(5));
            assertThat(second).succeedsWithin(Duration.ofSeconds(5));
            assertThat(dialled).hasValue(1);
        }

        @Test
        void areNotAwaitedLongerThanTheCallLasts() {
            SharedLinks<Wire> links = links(1, 1, CompletableFuture::new);
            Call brief = Call.start(Operation.OTHER, Duration.ofMillis(30));
            long start = System.nanoTime();

            assertThatThrownBy(() -> links.use(brief, wire -> wire))
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_CONNECTED));

            assertThat(System.nanoTime() - start)
                    .as("less than the dial timeout")
                    .isLessThan(4_000_000_000L);
            assertThat(links.pool().active()).isZero();
        }
    }

    @Nested
    class AFailedAttempt {
        @Test
        void isTranslatedAndNotRepeatedAtOnce() {
            SharedLinks<Wire> links = links(
                    1, 1, () -> CompletableFuture.failedFuture(new java.net.ConnectException("refused by 10.0.0.1")));
            int calls = 1_000;
            for (int i = 0; i < calls; i++) {
                assertThatThrownBy(() -> links.use(call(), wire -> wire))
                        .isInstanceOf(RedisUnavailableException.class)
                        .hasMessageNotContaining("10.0.0.1");
            }

            assertThat(dialled.get()).as("attempts of %d calls", calls).isBetween(1, calls / 4);
            assertThat(figures(links)).isEqualTo(new PoolStats(1, 0, 0, 0, 0, 0, 0, 0));
        }

        @Test
        void isFollowedByASuccessOnceTheServerIsBack() {
            SharedLinks<Wire> links = links(
                    1,
                    1,
                    () -> dialled.get() == 1 ? CompletableFuture.failedFuture(new IllegalStateException()) : wire());
            assertThatThrownBy(() -> links.use(call(), wire -> wire)).isInstanceOf(RedisUnavailableException.class);

            eventually(() -> catchThrowable(() -> links.use(call(), wire -> wire)) == null);

            assertThat(dialled).hasValue(2);
        }

        @Test
        void mayBeThrownByTheOpenerItself() {
            SharedLinks<Wire> links = links(1, 1, () -> {
                throw new IllegalStateException("WRONGPASS invalid username-password pair");
            });

            assertThatThrownBy(() -> links.use(call(), wire -> wire)).isInstanceOf(RedisAuthenticationException.class);
            assertThat(links.pool().active()).isZero();
        }

        @Test
        void doesNotStopLaterOnesEvenIfItIsAnError() {
            SharedLinks<Wire> links = links(1, 1, () -> {
                if (dialled.get() == 1) {
                    throw new NoClassDefFoundError("a class of the client");
                }
                return wire();
            });
            assertThatThrownBy(() -> links.use(call(), wire -> wire)).isInstanceOf(NoClassDefFoundError.class);

            Call brief = Call.start(Operation.OTHER, Duration.ofSeconds(3));
            eventually(() -> catchThrowable(() -> links.use(brief, wire -> wire)) == null);

            assertThat(dialled).hasValue(2);
        }

        @Test
        void keepsAFailureThatIsOursAlready() {
            RedisException ours = Failures.server("NOAUTH Authentication required.");
            SharedLinks<Wire> links = links(1, 1, () -> CompletableFuture.failedFuture(ours));

            assertThatThrownBy(() -> links.use(call(), wire -> wire))
                    .isInstanceOf(RedisAuthenticationException.class)
                    .hasCause(ours);
        }
    }

    @Nested
    class Places {
        @Test
        void areWaitedForUntilOneIsLeft() {
            SharedLinks<Wire> links = links(1, 1, SharedLinksTest::wire);
            hold(links);
            FutureTask<Wire> waiter = start(() -> links.use(call(), wire -> wire));
            eventually(() -> links.pool().pending() == 1);
            assertThat(waiter.isDone()).isFalse();

            release.countDown();

            assertThat(waiter).succeedsWithin(Duration.ofSeconds(5));
            assertThat(links.pool().timeouts()).isZero();
        }

        @Test
        void areWaitedForNoLongerThanThePoolTimeout() {
            var links = new SharedLinks<>(
                    config(1, 0, Duration.ofMillis(20)), 1, SharedLinksTest::wire, w -> w.open, w -> w.open = false);
            hold(links);

            for (int i = 1; i <= 2; i++) {
                assertThatThrownBy(() -> links.use(call(), wire -> wire))
                        .isInstanceOfSatisfying(
                                RedisUnavailableException.class,
                                e -> assertThat(e.kind()).isEqualTo(ErrorKind.POOL_TIMEOUT));
                assertThat(links.pool().timeouts()).isEqualTo(i);
            }
            links.turnedAway();
            assertThat(links.pool().timeouts()).isEqualTo(3);
        }

        @Test
        void areWaitedForNoLongerThanTheCallLasts() {
            SharedLinks<Wire> links = links(1, 1, SharedLinksTest::wire);
            hold(links);
            long start = System.nanoTime();

            assertThatThrownBy(() -> links.use(Call.start(Operation.OTHER, Duration.ofMillis(20)), wire -> wire))
                    .isInstanceOf(RedisUnavailableException.class);

            assertThat(System.nanoTime() - start).isLessThan(6_000_000_000L);
        }

        @Test
        void areLeftByACallThatFails() {
            SharedLinks<Wire> links = links(1, 1, SharedLinksTest::wire);
            for (int i = 0; i < 3; i++) {
                RedisException failure = Failures.timeout();
                assertThatThrownBy(() -> links.use(call(), wire -> {
                            throw failure;
                        }))
                        .isSameAs(failure);
            }

            assertThat(links.pool().active()).isZero();
            String entered = links.use(call(), wire -> "entered");
            assertThat(entered).isEqualTo("entered");
        }

        @Test
        void areNotGivenToACallThatIsOver() {
            SharedLinks<Wire> links = links(1, 1, SharedLinksTest::wire);

            assertThatThrownBy(() -> links.use(Call.startNanos(Operation.OTHER, 0), wire -> wire))
                    .isInstanceOfSatisfying(
                            RedisUnavailableException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.TIMEOUT));
            assertThat(dialled).hasValue(0);
        }

        @Test
        void areGivenUpByAnInterruptedCaller() {
            SharedLinks<Wire> links = links(1, 1, SharedLinksTest::wire);
            hold(links);
            FutureTask<Boolean> waiter = start(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> links.use(call(), wire -> wire))
                        .isInstanceOfSatisfying(
                                RedisUnavailableException.class,
                                e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED));
                return Thread.interrupted();
            });

            assertThat(waiter).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
            assertThat(links.pool().pending()).isZero();
        }

        @Test
        void areNeverExceeded() {
            SharedLinks<Wire> links = links(2, 2, SharedLinksTest::wire);
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<FutureTask<Boolean>> busy = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                busy.add(start(() -> {
                    for (int n = 0; n < 300; n++) {
                        links.use(call(), wire -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            return inside.decrementAndGet();
                        });
                    }
                    return true;
                }));
            }

            busy.forEach(task -> assertThat(task).succeedsWithin(Duration.ofSeconds(20)));
            assertThat(most).hasValueLessThanOrEqualTo(4);
            assertThat(dialled).hasValueLessThanOrEqualTo(2);
            assertThat(links.pool().active()).isZero();
        }
    }

    @Nested
    class Counting {
        private PoolCounts counts(SharedLinks<?> links) {
            return links.pool().counts();
        }

        @Test
        void tellsHitsFromMisses() {
            SharedLinks<Wire> links = links(1, 2, SharedLinksTest::wire);
            for (int i = 0; i < 3; i++) {
                links.use(call(), wire -> wire);
            }
            var unused = links.tryBegin(call(), wire -> List::of);

            assertThat(counts(links).misses()).isEqualTo(1);
            assertThat(counts(links).hits()).isEqualTo(3);
        }

        @Test
        void addsUpHowLongMissesWaitedAndOpeningTook() {
            CompletableFuture<Wire> slow = new CompletableFuture<>();
            SharedLinks<Wire> links = links(1, 3, () -> slow);
            FutureTask<Wire> waiter = start(() -> links.use(call(), wire -> wire));
            eventually(() -> links.pool().pending() == 1);
            long seen = System.nanoTime();
            eventually(() -> System.nanoTime() - seen > 20_000_000);
            slow.complete(new Wire());
            assertThat(waiter).succeedsWithin(Duration.ofSeconds(5));

            assertThat(counts(links).waitNanos()).isBetween(20_000_000L, 10_000_000_000L);
            assertThat(counts(links).openNanos()).isBetween(20_000_000L, 10_000_000_000L);
        }

        @Test
        void countsTheWaitForAPlaceThatNobodyLeft() {
            SharedLinks<Wire> links = new SharedLinks<>(
                    config(1, 0, Duration.ofMillis(20)), 1, SharedLinksTest::wire, w -> true, w -> {});
            hold(links);
            assertThatThrownBy(() -> links.use(call(), wire -> wire)).isInstanceOf(RedisUnavailableException.class);

            assertThat(counts(links).misses()).isEqualTo(2);
            assertThat(counts(links).timeouts()).isEqualTo(1);
            assertThat(counts(links).waitNanos()).isGreaterThanOrEqualTo(20_000_000L);
        }

        @Test
        void tellsLostConnectionsAndTheirSuccessorsFromThoseThatWereClosed() {
            SharedLinks<Wire> links = links(2, 1, SharedLinksTest::wire);
            Wire first = links.use(call(), wire -> wire);
            first.open = false;
            links.use(call(), wire -> wire);
            assertThat(counts(links).lost()).isEqualTo(1);
            assertThat(counts(links).reconnects()).isEqualTo(1);
            assertThat(counts(links).retired()).isZero();

            hold(links);
            hold(links);
            assertThat(counts(links).opened()).isEqualTo(3);
            assertThat(counts(links).reconnects())
                    .as("the last one took nobody's place")
                    .isEqualTo(1);

            links.close();
            assertThat(counts(links).retired()).isEqualTo(2);
            assertThat(counts(links).lost()).isEqualTo(1);
            assertThat(links.pool().total()).isZero();
        }

        @Test
        void countsALossOnce() {
            SharedLinks<Wire> links = links(1, 1, SharedLinksTest::wire);
            links.use(call(), wire -> wire).open = false;

            for (int i = 0; i < 3; i++) {
                assertThat(counts(links).lost()).isEqualTo(1);
            }
            links.close();
            assertThat(counts(links).lost()).isEqualTo(1);
            assertThat(counts(links).retired()).isZero();
        }
    }

    @Nested
    class Closing {
        @Test
        void turnsCallersAway() {
            SharedLinks<Wire> links = links(1, 1, SharedLinksTest::wire);

            assertThat(links.close()).isTrue();
            assertThat(links.close()).isFalse();

            assertThatThrownBy(() -> links.use(call(), wire -> wire))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This driver is closed; connect a new one");
            assertThatThrownBy(links::requireOpen).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void freesThoseWhoWaitForAPlace() {
            SharedLinks<Wire> links = links(1, 1, SharedLinksTest::wire);
            hold(links);
            FutureTask<Throwable> waiter = start(() -> catchThrowable(() -> links.use(call(), wire -> wire)));
            eventually(() -> links.pool().pending() == 1);

            links.close();

            assertThat(waiter)
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isInstanceOfSatisfying(
                            IllegalStateException.class, e -> assertThat(e).hasMessageContaining("closed"));
        }

        @Test
        void freesThoseWhoWaitForAConnection() {
            SharedLinks<Wire> links = links(1, 1, CompletableFuture::new);
            FutureTask<Throwable> waiter = start(() -> catchThrowable(() -> links.use(call(), wire -> wire)));
            eventually(() -> links.pool().pending() == 1 && dialled.get() == 1);

            links.close();

            assertThat(waiter).succeedsWithin(Duration.ofSeconds(4)).isInstanceOf(RedisUnavailableException.class);
        }
    }
}
