package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Replay;
import dev.redport.driver.Verb;
import dev.redport.driver.VirtualThreads;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers that come at the same time share round trips, and none of them can tell.
 *
 * @since 0.1.0
 */
public abstract class MergingContract extends FaultContract {
    private static final int CALLERS = 32;
    private static final int CALLS = 50;
    private static final Verb LPUSH = new Verb("LPUSH", Replay.NEVER, 0);

    private EmbeddedRedis redis;
    private FaultProxy proxy;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected MergingContract() {}

    /** What one caller does, by its number; false or an exception is a failure. */
    private interface Body {
        boolean call(int caller) throws Exception;
    }

    @BeforeAll
    void startTheServer() {
        redis = EmbeddedRedis.start();
        proxy = FaultProxy.to(redis);
        warmUp();
    }

    @AfterAll
    void closeTheServer() {
        proxy.close();
        redis.close();
    }

    @BeforeEach
    void emptyTheServer() {
        proxy.pass();
        redis.flushAll();
    }

    @Override
    RedisConfigBuilder config() {
        return at(proxy.host(), proxy.port())
                .mergeMaxTrips(2)
                .readTimeout(PATIENCE)
                .writeTimeout(PATIENCE)
                .poolTimeout(PATIENCE)
                .operationDeadline(PATIENCE);
    }

    private static ThreadFactory threads(boolean virtual) {
        return virtual && VirtualThreads.areThere()
                ? VirtualThreads.factory("caller-")
                : task -> new Thread(task, "caller");
    }

    /** Callers that all begin at once; they have ended when this returns. */
    private static List<FutureTask<Boolean>> together(boolean virtual, int callers, Body body) {
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            tasks.add(new FutureTask<>(() -> body.call(caller)));
            started.add(threads(virtual).newThread(tasks.get(i)));
        }
        started.forEach(Thread::start);
        for (Thread each : started) {
            try {
                each.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return tasks;
    }

    private static void assertAllTrue(List<FutureTask<Boolean>> tasks) throws Exception {
        for (FutureTask<Boolean> each : tasks) {
            assertThat(each).isDone();
            assertThat(each.get()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyoneGetsItsOwnRepliesInFewerTripsThanCommands(boolean virtual) throws Exception {
        RedisDriver driver = connect();
        proxy.delay(Duration.ofMillis(2));
        long before = reads();

        assertAllTrue(together(virtual, CALLERS, caller -> {
            boolean right = true;
            for (int i = 0; i < CALLS; i++) {
                String value = caller + "-" + i;
                driver.execute(command(Verb.SET, "k" + caller, value), patience());
                right &= driver.execute(command(Verb.GET, "k" + caller), patience())
                        .text()
                        .equals(value);
            }
            return right;
        }));

        assertThat(reads() - before).isLessThan(CALLERS * CALLS); // half of the commands
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tripsDoNotWaitForConnectionsOfASmallPool(boolean virtual) throws Exception {
        RedisDriver driver = connect(config().poolSize(4).mergeMaxTrips(100));
        proxy.delay(Duration.ofMillis(5));

        assertAllTrue(together(virtual, CALLERS, caller -> {
            for (int i = 0; i < CALLS; i++) {
                driver.execute(command(Verb.GET, "k" + caller), patience());
            }
            return true;
        }));

        assertThat(driver.pool().counts().misses()).isLessThan(CALLERS); // while connections are opened
    }

    /** How often the server has read from its clients. */
    private long reads() {
        return redis.info("stats").entrySet().stream()
                .filter(each -> each.getKey().equals("total_reads_processed"))
                .mapToLong(each -> Long.parseLong(each.getValue()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anErrorIsThatOfItsCommandAlone() throws Exception {
        RedisDriver driver = connect();
        driver.execute(command(LPUSH, "list", "x"), patience());
        driver.execute(command(Verb.SET, "text", "v"), patience());

        assertAllTrue(together(false, CALLERS, caller -> {
            boolean right = true;
            for (int i = 0; i < CALLS; i++) {
                try {
                    String text = driver.execute(command(Verb.GET, caller % 2 == 0 ? "list" : "text"), patience())
                            .text();
                    right &= caller % 2 == 1 && text.equals("v");
                } catch (RedisException e) {
                    right &= caller % 2 == 0 && e.kind() == ErrorKind.WRONG_TYPE;
                }
            }
            return right;
        }));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsInterruptedHarmsNobodyAndNothingRunsTwice(boolean virtual) throws Exception {
        RedisDriver driver = connect();
        AtomicInteger succeeded = new AtomicInteger();
        AtomicInteger unknown = new AtomicInteger();
        AtomicInteger kept = new AtomicInteger();
        Queue<Thread> nervous = new ConcurrentLinkedQueue<>();

        FutureTask<Boolean> alarm = new FutureTask<>(() -> {
            for (int i = 0; i < 10_000 && !Thread.currentThread().isInterrupted(); i++) {
                nervous.forEach(Thread::interrupt);
                LockSupport.parkNanos(1_000_000);
            }
            return true;
        });
        Thread ringing = new Thread(alarm, "alarm");
        ringing.start();
        List<FutureTask<Boolean>> callers = together(virtual, CALLERS, caller -> {
            boolean isNervous = caller % 4 == 0;
            if (isNervous) {
                nervous.add(Thread.currentThread());
            }
            for (int i = 0; i < CALLS; i++) {
                try {
                    driver.execute(command(Verb.INCR, "n"), patience());
                    succeeded.incrementAndGet();
                } catch (RedisOutcomeUnknownException e) {
                    unknown.incrementAndGet();
                    assertThat(isNervous).as("of " + e).isTrue();
                } catch (RedisUnavailableException e) {
                    assertThat(isNervous).as("of " + e).isTrue();
                }
                if (Thread.interrupted()) {
                    kept.incrementAndGet();
                }
            }
            return true;
        });
        ringing.interrupt();

        assertAllTrue(callers);
        long ran = Long.parseLong(
                driver.execute(command(Verb.GET, "n"), patience()).text());
        assertThat(ran).isBetween((long) succeeded.get(), (long) succeeded.get() + unknown.get());
        assertThat(succeeded).hasValueGreaterThanOrEqualTo(CALLERS * CALLS * 3 / 4);
        assertThat(kept).as("interrupts").hasPositiveValue();
        assertThat(alarm.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void everyoneLeavesAtItsOwnDeadline() throws Exception {
        RedisDriver driver = connect();
        driver.execute(command(Verb.SET, "a", "v"), patience());
        proxy.hold();

        assertAllTrue(together(false, CALLERS, caller -> {
            Duration limit = Duration.ofMillis(100 + 20L * caller);
            long start = System.nanoTime();
            try {
                driver.execute(command(Verb.GET, "a"), Call.start(Operation.OTHER, limit));
                return false;
            } catch (RedisException e) {
                assertThat(e.kind()).isIn(ErrorKind.TIMEOUT, ErrorKind.POOL_TIMEOUT, ErrorKind.NOT_CONNECTED);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(limit.minusMillis(1), limit.plus(grace()));
                return true;
            }
        }));
        proxy.pass();

        assertThat(eventually(PATIENCE, () -> isThere(driver))).isTrue();
    }

    private static boolean isThere(RedisDriver driver) {
        try {
            return driver.execute(command(Verb.GET, "a"), call()).text().equals("v");
        } catch (RedisException e) {
            return false;
        }
    }

    @Test
    void aHugeReplyHoldsUpNobodyForLong() throws Exception {
        RedisDriver driver = connect();
        driver.execute(command(Verb.SET, "huge", "x".repeat(8 << 20)), patience());
        driver.execute(command(Verb.SET, "a", "v"), patience());

        assertAllTrue(together(false, CALLERS, caller -> {
            boolean right = true;
            for (int i = 0; i < (caller == 0 ? 3 : CALLS); i++) {
                int length = driver.execute(command(Verb.GET, caller == 0 ? "huge" : "a"), patience())
                        .text()
                        .length();
                right &= length == (caller == 0 ? 8 << 20 : 1);
            }
            return right;
        }));
    }

    @Test
    void theEndComesToAllAndSoon() throws Exception {
        RedisDriver driver = connect();
        driver.execute(command(Verb.SET, "a", "v"), patience());
        proxy.holdReplies();
        FutureTask<Void> end = new FutureTask<>(
                () -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                    driver.close();
                },
                null);
        new Thread(end, "end").start();

        assertAllTrue(together(false, CALLERS, caller -> {
            try {
                driver.execute(command(Verb.GET, "a"), patience());
                return false;
            } catch (IllegalStateException | RedisException e) {
                return true;
            }
        }));
        proxy.pass();
        end.get(20, TimeUnit.SECONDS);
    }

    @Test
    void afterTheConnectionsAreLostEveryoneGoesOn() throws Exception {
        RedisDriver driver = patient(config());
        FutureTask<Void> cuts = new FutureTask<>(
                () -> {
                    for (int i = 0; i < 5; i++) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                        proxy.cutAll();
                    }
                },
                null);
        new Thread(cuts, "cuts").start();

        assertAllTrue(together(false, CALLERS, caller -> {
            boolean right = true;
            for (int i = 0; i < CALLS; i++) {
                String value = caller + "-" + i;
                driver.execute(command(Verb.SET, "k" + caller, value), patience());
                right &= driver.executeAll(
                                List.of(command(Verb.GET, "k" + caller), command(Verb.EXISTS, "k" + caller)),
                                patience())
                        .get(0)
                        .text()
                        .equals(value);
            }
            return right;
        }));
        cuts.get(20, TimeUnit.SECONDS);
    }
}
