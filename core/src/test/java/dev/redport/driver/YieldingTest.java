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
    void restsAfterOneThatWasSlow() {
        takes = Duration.ofMillis(3);
        yielding.now();
        for (int i = 0; i < 10; i++) {
            yielding.now();
        }
        assertThat(yields).hasValue(1);

        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(296));
        yielding.now();
        assertThat(yields).hasValue(1);

        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        yielding.now();
        assertThat(yields).hasValue(2);
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
