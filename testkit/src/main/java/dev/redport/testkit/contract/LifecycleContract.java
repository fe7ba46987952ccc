package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Many callers, interrupts, pool figures, and leaving nothing behind.
 *
 * @since 0.1.0
 */
public abstract class LifecycleContract extends TopologyContract {
    /** For subclasses. */
    protected LifecycleContract() {}

    @Test
    void aThousandCallersEachGetTheirOwnReply() throws InterruptedException {
        RedisDriver driver = connect(config().operationDeadline(Duration.ofSeconds(20))
                .readTimeout(Duration.ofSeconds(20))
                .poolTimeout(Duration.ofSeconds(20)));
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String mine = "caller-" + i;
            callers.add(start(
                    () -> {
                        go.await();
                        var call = Call.start(Operation.OTHER, Duration.ofSeconds(20));
                        driver.execute(command(Verb.SET, mine, mine), call);
                        String seen =
                                driver.execute(command(Verb.GET, mine), call).text();
                        if (!seen.equals(mine)) {
                            wrong.add(mine + " saw " + seen);
                        }
                    },
                    wrong));
        }
        go.countDown();
        join(callers);

        assertThat(wrong).isEmpty();
        assertThat(redis.clients("redport")).isBetween(1L, connectionsAtMost());
    }

    /** Four to each primary, and in a topology that is watched one to each of the nodes that are asked. */
    private long connectionsAtMost() {
        return 4L * redis.primaries().size() + (redis.isClustered() ? 5 : 0);
    }

    /** What a thread of a test does. */
    interface Task {
        void run() throws Exception;
    }

    static Thread start(Task task, Queue<String> failures) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception | AssertionError e) {
                failures.add(e.toString());
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(30_000);
            assertThat(thread.isAlive()).as("a caller is still waiting").isFalse();
        }
    }

    @Test
    void anInterruptEndsTheWaitOrTheCallCompletesAndTheFlagStays() throws InterruptedException {
        RedisDriver driver =
                connect(config().readTimeout(Duration.ofSeconds(3)).operationDeadline(Duration.ofSeconds(4)));
        run(driver, Verb.PING);
        redis.onPrimaries("CLIENT", "PAUSE", "400");
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch started = new CountDownLatch(1);
        Thread caller = start(
                () -> {
                    started.countDown();
                    try {
                        driver.execute(command(Verb.GET, "a"), Call.start(Operation.OTHER, Duration.ofSeconds(4)));
                    } catch (RedisException e) {
                        assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED);
                    }
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                },
                failures);
        started.await();
        eventually(Duration.ofMillis(100), () -> false);
        caller.interrupt();
        join(List.of(caller));

        assertThat(failures).isEmpty();
        assertThat(eventually(
                        Duration.ofSeconds(2),
                        () -> run(driver, Verb.PING).text().equals("PONG")))
                .isTrue();
    }

    @Test
    void afterCloseEveryCallSaysSo() {
        RedisDriver driver = connect();
        run(driver, Verb.PING);
        driver.close();
        driver.close();

        assertThatThrownBy(() -> run(driver, Verb.PING)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> driver.executeAll(List.of(command(Verb.PING)), call()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> driver.executeAll(List.of(), call())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> driver.masters(call())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closeEndsEveryThreadAndSocket() {
        Set<Long> before = threads();
        RedisDriver driver = connect(config().minIdle(2));
        for (int i = 0; i < 20; i++) {
            run(driver, Verb.PING);
        }
        assertThat(redis.clients("redport")).isPositive();

        driver.close();

        assertThat(eventually(Duration.ofSeconds(5), () -> redis.clients("redport") == 0))
                .as("connections left: %s", redis.clientList("redport"))
                .isTrue();
        assertThat(eventually(Duration.ofSeconds(5), () -> left(before).isEmpty()))
                .as("threads left: %s", left(before))
                .isTrue();
    }

    @Test
    void closeEndsConnectionsThatAreBeingOpenedToo() {
        for (int i = 0; i < 40; i++) {
            RedisDriver driver = connect(config().poolSize(8).minIdle(8));
            LockSupport.parkNanos(i * 250_000L);
            driver.close();
        }

        assertThat(eventually(Duration.ofSeconds(5), () -> redis.clients("redport") == 0))
                .as("connections left: %s", redis.clientList("redport"))
                .isTrue();
    }

    @Test
    void closeEndsThreadsAlsoWhenTheServerNeverCame() {
        Set<Long> before = threads();
        EmbeddedRedis gone = closedAtTheEnd(EmbeddedRedis.start());
        gone.stop();
        RedisDriver driver = connect(config(gone).minIdle(2));
        assertThatThrownBy(() -> run(driver, Verb.PING)).isInstanceOf(RedisException.class);

        driver.close();

        assertThat(eventually(Duration.ofSeconds(5), () -> left(before).isEmpty()))
                .as("threads left: %s", left(before))
                .isTrue();
    }

    private static Set<Long> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getId).collect(Collectors.toSet());
    }

    /** New threads, but for those the class path's libraries keep for the whole JVM. */
    private static List<String> left(Set<Long> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread.getId()))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("globalEventExecutor")
                        && !name.startsWith("junit")
                        && !name.startsWith("embedded-redis")
                        && !name.startsWith("redport-testkit")
                        && !name.startsWith("process reaper")
                        && !name.startsWith("ForkJoinPool")
                        && !name.startsWith("Keep-Alive-Timer")
                        && !name.startsWith("VirtualThread"))
                .toList();
    }

    @Test
    void everyThreadIsADaemon() {
        Set<Long> before = threads();
        RedisDriver driver = connect(config().minIdle(1));
        run(driver, Verb.PING);

        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread.getId()) && !thread.isDaemon())
                        .map(Thread::getName))
                .isEmpty();
    }

    @Test
    void thePoolCountsItsConnections() {
        RedisDriver driver = connect();
        run(driver, Verb.PING);

        int size = 4 * redis.primaries().size();
        assertThat(eventually(Duration.ofSeconds(2), () -> driver.pool().size() == size))
                .isTrue();
        PoolStats pool = driver.pool();
        assertThat(pool.size()).isEqualTo(size);
        assertThat(pool.total()).isBetween(1, pool.size());
        assertThat(pool.opened()).isPositive();
        assertThat(eventually(Duration.ofSeconds(1), () -> driver.pool().active() == 0))
                .isTrue();
        assertThat(driver.pool().idle()).isPositive();
        assertThat(pool.timeouts()).isZero();
    }

    @Test
    void minIdleConnectionsAreOpenedAtTheStart() {
        connect(config().minIdle(2));

        assertThat(eventually(
                        Duration.ofSeconds(3),
                        () -> redis.clients("redport") >= 2L * redis.primaries().size()))
                .isTrue();
    }

    @Test
    void theClientNameIsShownByTheServer() {
        RedisDriver driver = connect(config().clientName("billing"));
        run(driver, Verb.PING);

        assertThat(redis.clients("billing")).isPositive();
    }

    @Test
    void theDatabaseIsTheConfiguredOne() {
        assumeFalse(redis.isClustered(), "a cluster has one database");
        RedisDriver driver = connect(config().database(3));
        run(driver, Verb.SET, "where", "here");

        assertThat(redis.owner("where").info("keyspace")).containsKey("db3").doesNotContainKey("db0");
    }
}
