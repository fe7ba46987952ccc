package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.MergePolicy;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchTest {
    private final Watch watch = new Watch();
    private final Crowd crowd = new Crowd();

    private static final class Crowd implements Watch.Watched {
        final AtomicInteger looks = new AtomicInteger();
        volatile long lastNow;
        volatile boolean busy;

        @Override
        public void wakeDue(long now) {
            lastNow = now;
            looks.incrementAndGet();
        }

        @Override
        public boolean isBusy() {
            return busy;
        }
    }

    @AfterEach
    void end() {
        watch.close();
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(100_000);
        }
    }

    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("redport-watch"))
                .filter(each -> each.getState() != Thread.State.TERMINATED)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void looksWhileSomebodyWaitsAndSleepsOtherwise() {
        watch.add(crowd);
        crowd.busy = true;
        assertThat(watch.isKept()).isTrue();
        Thread looking = thread();
        eventually(() -> crowd.looks.get() > 3);

        crowd.busy = false;
        eventually(() -> looking.getState() == Thread.State.WAITING); // no more timed

        int before = crowd.looks.get();
        crowd.busy = true;
        assertThat(watch.isKept()).isTrue();
        eventually(() -> crowd.looks.get() > before + 3);
    }

    @Test
    void hasNoThreadBeforeAnybodyWaits() {
        watch.add(crowd);
        watch.close();

        assertThat(watch.isKept()).isFalse();
        assertThat(crowd.looks).hasValue(0);
    }

    @Test
    void whoWaitsWhenItEndsIsWokenToMindTheTimeItself() {
        watch.add(crowd);
        assertThat(watch.isKept()).isTrue();
        Thread looking = thread();

        watch.close();

        assertThat(looking.getState()).isEqualTo(Thread.State.TERMINATED);
        assertThat(watch.isKept()).isFalse();
        assertThat(crowd.lastNow - System.nanoTime()).as("everybody is due").isGreaterThan(Long.MAX_VALUE / 4);
    }

    @Test
    void whoIsNotWatchedLeavesAtItsDeadlineAllTheSame() throws Exception {
        watch.close();
        GatedNode node = new GatedNode();
        MergingNode merging = new MergingNode(
                node, new MergePolicy(true, 5, 4096, 1), Duration.ofSeconds(30), watch, TimeUnit.MINUTES.toNanos(1));
        FutureTask<Reply> first = new FutureTask<>(
                () -> merging.execute(GatedNode.get("a"), Call.start(Operation.OTHER, Duration.ofSeconds(20))));
        new Thread(first, "caller").start();
        eventually(() -> node.trips.size() == 1);
        FutureTask<Reply> second = new FutureTask<>(
                () -> merging.execute(GatedNode.get("b"), Call.start(Operation.OTHER, Duration.ofMillis(50))));
        new Thread(second, "caller").start();

        assertThat(second)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .asInstanceOf(InstanceOfAssertFactories.type(RedisUnavailableException.class))
                .returns(ErrorKind.TIMEOUT, RedisException::kind);
        node.opens();
        assertThat(first.get(20, TimeUnit.SECONDS).text()).isEqualTo("GET a");
    }
}
