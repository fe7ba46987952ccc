package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import dev.redport.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The settings of the configuration are in force in the client: what the other suites do not show by the way.
 *
 * @since 0.1.0
 */
public abstract class SettingsContract extends ServerContract {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int CALLERS = 110;

    /** For subclasses. */
    protected SettingsContract() {}

    @Test
    void theDialTimeoutBoundsTheWaitForAConnection() {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(redis));
        proxy.hold();
        RedisDriver driver = connect(patient(proxy).dialTimeout(Duration.ofMillis(300)));

        long start = System.nanoTime();
        RedisException thrown = catchThrowableOfType(RedisException.class, () -> ping(driver));

        assertThat(thrown).extracting(RedisException::kind).isEqualTo(ErrorKind.NOT_CONNECTED);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(250), Duration.ofMillis(1_500));
    }

    @Test
    void theReadTimeoutBoundsTheWaitForAReply() {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(redis));
        RedisDriver driver = connect(patient(proxy).readTimeout(Duration.ofMillis(300)));
        ping(driver);
        proxy.hold();

        long start = System.nanoTime();
        RedisException thrown = catchThrowableOfType(RedisException.class, () -> ping(driver));

        assertThat(thrown).extracting(RedisException::kind).isEqualTo(ErrorKind.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(250), Duration.ofMillis(1_500));
    }

    @Test
    void thePoolSizeBoundsTheConnectionsAndIsUsed() throws InterruptedException {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(redis));
        RedisDriver driver =
                connect(patient(proxy).poolSize(3).poolTimeout(LONG).readTimeout(LONG));
        ping(driver);
        proxy.delay(Duration.ofMillis(80));
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(LifecycleContract.start(
                    () -> {
                        go.await();
                        ping(driver);
                    },
                    failures));
        }
        go.countDown();
        LifecycleContract.join(callers);

        assertThat(failures).isEmpty();
        assertThat(proxy.liveConnections()).isEqualTo(3);
        assertThat(driver.pool().size()).isEqualTo(3);
        assertThat(driver.pool().total()).isEqualTo(3);
    }

    @Test
    void thePoolTimeoutBoundsTheWaitForAFreePlaceAndIsCounted() throws InterruptedException {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(redis));
        RedisDriver driver = connect(
                patient(proxy).poolSize(1).poolTimeout(Duration.ofMillis(100)).readTimeout(Duration.ofSeconds(2)));
        ping(driver);
        proxy.hold();
        AtomicInteger turnedAway = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(LifecycleContract.start(
                    () -> {
                        RedisException thrown = catchThrowableOfType(RedisException.class, () -> ping(driver));
                        if (thrown.kind() == ErrorKind.POOL_TIMEOUT) {
                            turnedAway.incrementAndGet();
                        }
                    },
                    failures));
        }
        LifecycleContract.join(callers);

        assertThat(failures).isEmpty();
        assertThat(turnedAway).hasPositiveValue();
        assertThat(driver.pool().timeouts()).isEqualTo(turnedAway.get());
    }

    private static void ping(RedisDriver driver) {
        var unused = driver.execute(command(Verb.PING), Call.start(Operation.OTHER, LONG));
    }

    private static RedisConfigBuilder patient(FaultProxy proxy) {
        return at(proxy.host(), proxy.port()).operationDeadline(LONG);
    }
}
