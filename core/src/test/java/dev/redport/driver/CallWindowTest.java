package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallWindowTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int THREADS = 4;

    /** Starts near the end of the range, as System.nanoTime may, so that it overflows on the way. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    private final CallWindow window = new CallWindow(clock::get);

    private void count(int successes, int failures) {
        for (int i = 0; i < successes; i++) {
            window.succeeded();
        }
        for (int i = 0; i < failures; i++) {
            window.failed();
        }
    }

    @Test
    void doesNotJudgeByNineteenCalls() {
        count(0, 19);
        assertThat(window.isFailing()).isFalse();
        count(0, 1);
        assertThat(window.isFailing()).isTrue();
    }

    @Test
    void failsFromOneHalfOn() {
        count(11, 10);
        assertThat(window.isFailing()).isFalse();
        count(0, 1);
        assertThat(window.isFailing()).isTrue();
        count(1, 0);
        assertThat(window.isFailing()).isFalse();
    }

    @Test
    void seesTheSecondThatRunsAndTheNineBefore() {
        count(0, 20);
        clock.addAndGet(10 * SECOND - 1);
        assertThat(window.isFailing()).isTrue();
        clock.addAndGet(1);
        assertThat(window.isFailing()).isFalse();
    }

    @Test
    void addsUpAllItsSeconds() {
        for (int second = 0; second < 10; second++) {
            assertThat(window.isFailing()).isFalse();
            count(0, 2);
            clock.addAndGet(SECOND);
        }
        clock.addAndGet(-1);
        assertThat(window.isFailing()).isTrue();
    }

    @Test
    void startsABucketAnewWithEachTurn() {
        for (int turn = 0; turn < 5; turn++) {
            count(0, 19);
            assertThat(window.isFailing()).isFalse();
            clock.addAndGet(10 * SECOND);
        }
    }

    @Test
    void isEmptyAfterALongSilence() {
        count(0, 20);
        clock.addAndGet(TimeUnit.DAYS.toNanos(3));
        assertThat(window.isFailing()).isFalse();
        count(0, 20);
        assertThat(window.isFailing()).isTrue();
    }

    /** Two threads that start each turn of the ring together: no call may be lost when a bucket starts anew. */
    @Test
    void losesNoCallWhileABucketStartsAnew() throws Exception {
        int turns = 20_000;
        AtomicInteger done = new AtomicInteger();
        int lost = 0;
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            AtomicInteger turn = new AtomicInteger();
            Future<?> running = other.submit(() -> {
                for (int i = 1; i <= turns; i++) {
                    await(turn, i);
                    count(0, 10);
                    done.set(i);
                }
            });
            for (int i = 1; i <= turns; i++) {
                clock.addAndGet(10 * SECOND);
                turn.set(i);
                count(0, 10);
                await(done, i);
                lost += window.isFailing() ? 0 : 1;
            }
            running.get(20, TimeUnit.SECONDS);
        } finally {
            other.shutdownNow();
        }
        assertThat(lost).isZero();
    }

    private static void await(AtomicInteger count, int value) {
        long end = System.nanoTime() + 20 * SECOND;
        while (count.get() < value && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(count.get()).isEqualTo(value);
    }

    /** Exactly as many failures as successes, whoever counts them: one more success is not half any more. */
    @Test
    void countsExactlyAcrossThreads() throws Exception {
        int each = 50_000;
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                boolean failing = thread % 2 == 0;
                running.add(threads.submit(() -> {
                    start.await(20, TimeUnit.SECONDS);
                    count(failing ? 0 : each, failing ? each : 0);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(40, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(window.isFailing()).isTrue();
        window.succeeded();
        assertThat(window.isFailing()).isFalse();
    }
}
