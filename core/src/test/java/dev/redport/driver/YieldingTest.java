package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class YieldingTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger yields = new AtomicInteger();
    private Duration takes = Duration.ofNanos(100_000);
    private final Yielding yielding = new Yielding(now::get, () -> {
        yields.incrementAndGet();
        now.addAndGet(takes.toNanos());
    });

    @Test
    void yieldsAsLongAsThatIsQuick() {
        for (int i = 0; i < 10; i++) {
            yielding.now();
        }

        assertThat(yields).hasValue(10);
    }

    @Test
    void restsWhileMostAreSlow() {
        takes = Duration.ofMillis(3);
        for (int i = 0; i < 20; i++) {
            yielding.now();
        }
        assertThat(yields).as("as many as it takes to be sure").hasValue(9);

        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(296));
        yielding.now();
        assertThat(yields).hasValue(9);

        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        yielding.now();
        yielding.now();
        assertThat(yields).hasValue(10);

        takes = Duration.ofNanos(100_000);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
        for (int i = 0; i < 10; i++) {
            yielding.now();
        }
        assertThat(yields).hasValue(20);
    }

    @Test
    void aSlowOneNowAndThenDoesNoHarm() {
        for (int i = 0; i < 100; i++) {
            takes = i % 10 == 0 ? Duration.ofMillis(3) : Duration.ofNanos(100_000);
            yielding.now();
        }

        assertThat(yields).hasValue(100);
    }

    @Test
    void virtualThreadsDoNot() throws Exception {
        FutureTask<Void> task = new FutureTask<>(yielding::now, null);
        Thread thread = VirtualThreads.areThere()
                ? VirtualThreads.factory("yields-").newThread(task)
                : new Thread(task, "yields");
        thread.start();
        var unused = task.get(10, TimeUnit.SECONDS);

        assertThat(yields).hasValue(VirtualThreads.areThere() ? 0 : 1);
    }
}
