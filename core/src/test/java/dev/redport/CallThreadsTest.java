package dev.redport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallThreadsTest {
    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    private final CallThreads threads = new CallThreads();
    private final CountDownLatch release = new CountDownLatch(1);
    private final Set<Thread> seen = ConcurrentHashMap.newKeySet();

    @AfterEach
    void closes() {
        release.countDown();
        threads.close();
    }

    private void hold(CountDownLatch started) {
        threads.execute(() -> {
            seen.add(Thread.currentThread());
            started.countDown();
            try {
                assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void giveEveryCallAThreadOfItsOwnWhereThoseAreVirtualAndShareABoundedPoolElsewhere() throws Exception {
        int calls = 200;
        int atOnce = VIRTUAL ? calls : 64;
        CountDownLatch started = new CountDownLatch(atOnce);
        CountDownLatch all = new CountDownLatch(calls);
        for (int i = 0; i < calls; i++) {
            hold(started);
            threads.execute(all::countDown);
        }
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(seen).hasSize(atOnce).allMatch(Thread::isDaemon);
        assertThat(seen).allMatch(thread -> isVirtual(thread) == VIRTUAL);
        if (!VIRTUAL) {
            assertThat(seen).allMatch(thread -> thread.getName().matches("redport-call-[0-9]+"));
        }

        release.countDown();
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(VIRTUAL ? calls : atOnce);
    }

    @Test
    void turnCallsAwayOnlyWhenTheQueueOfThePoolIsFull() {
        CountDownLatch started = new CountDownLatch(1);
        int taken = 0;
        try {
            while (taken < 12_000) {
                hold(started);
                taken++;
            }
        } catch (RejectedExecutionException full) {
            assertThat(VIRTUAL).as("bounded").isFalse();
        }
        assertThat(taken).isEqualTo(VIRTUAL ? 12_000 : 64 + 10_000);
    }

    @Test
    void endCallsUnderWayAndTakeNoneAfterClose() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        hold(started);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch queued = new CountDownLatch(1);
        threads.execute(queued::countDown);

        threads.close();

        assertThatThrownBy(() -> threads.execute(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        release.countDown();
        assertThat(queued.await(10, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : seen) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    /** As Thread.isVirtual, which JDK 17 does not have. */
    private static boolean isVirtual(Thread thread) {
        return thread.getClass().getName().contains("Virtual");
    }
}
