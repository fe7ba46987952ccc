package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolCounts;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Verb;
import dev.redport.health.HealthCheck;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What listeners are told and connections are counted as: metrics mean the same with every client.
 *
 * @since 0.1.0
 */
public abstract class ObservabilityContract extends ServerContract {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** More than any driver lets into one connection. */
    private static final int CROWD = 40;

    /** For subclasses. */
    protected ObservabilityContract() {}

    private static PoolCounts counts(RedisDriver driver) {
        return driver.pool().counts();
    }

    private void hangUp() {
        redis.execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    private static boolean answers(RedisDriver driver) {
        try {
            return run(driver, Verb.PING).text().equals("PONG");
        } catch (RedisException e) {
            return false;
        }
    }

    @Test
    void theFirstCallMissesAndWaitsForAConnectionTheNextOnesHit() {
        RedisDriver driver = connect();
        run(driver, Verb.PING);
        PoolCounts first = counts(driver);
        assertThat(first.misses()).isEqualTo(1);
        assertThat(first.hits()).isZero();
        assertThat(first.waitNanos()).isBetween(1L, PATIENCE.toNanos());
        assertThat(first.opened()).isEqualTo(1);
        assertThat(first.openNanos()).isBetween(1L, PATIENCE.toNanos());

        for (int i = 0; i < 5; i++) {
            assertThat(eventually(PATIENCE, () -> driver.pool().idle() == 1)).isTrue();
            run(driver, Verb.PING);
        }
        assertThat(counts(driver).hits()).isEqualTo(5);
        assertThat(counts(driver).misses()).isEqualTo(1);
        assertThat(counts(driver).waitNanos()).isEqualTo(first.waitNanos());
    }

    @Test
    void aConnectionThatWasKilledIsLostAndItsSuccessorAReconnect() {
        RedisDriver driver = connect();
        run(driver, Verb.PING);
        assertThat(counts(driver).lost()).isZero();
        assertThat(counts(driver).reconnects()).isZero();

        hangUp();

        assertThat(eventually(PATIENCE, () -> answers(driver))).isTrue();
        assertThat(eventually(
                        PATIENCE,
                        () -> counts(driver).lost() == 1 && counts(driver).reconnects() == 1))
                .as("%s", driver.pool())
                .isTrue();
        assertThat(counts(driver).retired()).isZero();
    }

    @Test
    void whatIsClosedAtTheEndIsRetiredAndNotLost() {
        RedisDriver driver = connect(config().minIdle(2));
        assertThat(eventually(PATIENCE, () -> driver.pool().total() == 2)).isTrue();

        driver.close();

        assertThat(counts(driver).retired()).isEqualTo(2);
        assertThat(counts(driver).lost()).isZero();
        assertThat(driver.pool().total()).isZero();
    }

    @Test
    void aFullPoolShowsAsWaiting() throws InterruptedException {
        RedisDriver driver = connect(config().poolSize(1)
                .mergeCallers(false)
                .readTimeout(Duration.ofSeconds(5))
                .poolTimeout(Duration.ofSeconds(5))
                .operationDeadline(Duration.ofSeconds(5)));
        run(driver, Verb.PING);
        PoolCounts before = counts(driver);
        redis.execute("CLIENT", "PAUSE", "300");
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            callers.add(LifecycleContract.start(
                    () -> driver.execute(command(Verb.GET, "a"), Call.start(Operation.OTHER, Duration.ofSeconds(5))),
                    failures));
        }
        LifecycleContract.join(callers);

        assertThat(failures).isEmpty();
        assertThat(counts(driver).misses()).isGreaterThan(before.misses());
        assertThat(counts(driver).waitNanos() - before.waitNanos()).isGreaterThan(50_000_000L);
        assertThat(counts(driver).hits() + counts(driver).misses()).isEqualTo(CROWD + 1);
        assertThat(counts(driver).timeouts()).isZero();
    }

    @Test
    void everyCallIsToldFromItsStartToItsEndOnItsThread() {
        Told told = new Told();
        PortContext context = stack(config().maxRetries(3), told);
        RedisDriver driver = context.driver();
        run(driver, Verb.PING);
        driver.executeAll(List.of(command(Verb.PING), command(Verb.GET, "a")), call());
        assertThatThrownBy(() -> run(driver, Verb.INCR, "a", "b")).isInstanceOf(RedisException.class);
        driver.close();
        assertThatThrownBy(() -> run(driver, Verb.PING)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> driver.executeAll(List.of(command(Verb.PING)), call()))
                .isInstanceOf(IllegalStateException.class);

        assertThat(told.events)
                .containsExactly(
                        "start",
                        "end 1 null",
                        "start",
                        "end 1 null",
                        "start",
                        "end 1 OTHER",
                        "start",
                        "end 1 OTHER",
                        "start",
                        "end 1 OTHER");
        assertThat(told.threads).containsOnly(Thread.currentThread());
    }

    @Test
    void aCallThatIsRepeatedTellsHowOftenItWasTried() {
        Told told = new Told();
        EmbeddedRedis gone = closedAtTheEnd(EmbeddedRedis.start());
        gone.stop();
        RedisDriver driver = stack(config(gone).maxRetries(2), told).driver();
        assertThatThrownBy(() -> run(driver, Verb.PING)).isInstanceOf(RedisException.class);

        assertThat(told.events).containsExactly("start", "end 3 NOT_CONNECTED");
    }

    @Test
    void aHealthCheckTellsWhatItFoundAndHowLongItTook() {
        Told told = new Told();
        PortContext context = stack(config(), told);
        HealthCheck health = HealthCheck.over(context);
        assertThat(health.check().isUp()).isTrue();
        var unused = health.check(); // shares the answer
        assertThat(told.health).containsExactly(true);
        assertThat(told.healthNanos.get(0)).isBetween(1L, PATIENCE.toNanos());

        EmbeddedRedis gone = closedAtTheEnd(EmbeddedRedis.start());
        gone.stop();
        assertThat(HealthCheck.over(stack(config(gone), told)).check().isUp()).isFalse();
        assertThat(told.health).containsExactly(true, false);
    }

    private static final class Told implements RedisListener {
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final List<Boolean> health = new CopyOnWriteArrayList<>();
        final List<Long> healthNanos = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(Operation operation) {
            events.add("start");
            threads.add(Thread.currentThread());
        }

        @Override
        public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
            events.add("end " + attempts + " " + error);
            threads.add(Thread.currentThread());
        }

        @Override
        public void onHealth(boolean up, long nanos) {
            health.add(up);
            healthNanos.add(nanos);
        }
    }
}
