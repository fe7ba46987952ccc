package dev.redport.benchmarks;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Threads that make the same call again and again for a while. */
final class Crowd {
    /** What they did. */
    record Done(long calls, double seconds) {
        double perSecond() {
            return calls / seconds;
        }
    }

    private Crowd() {}

    /**
     * Runs them.
     *
     * @param name for the message if a call fails
     * @param call is told the number of the thread, from 0
     */
    static Done run(String name, int threads, long nanos, IntConsumer call) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Long>> counts = IntStream.range(0, threads)
                    .mapToObj(thread -> pool.submit(() -> {
                        ready.countDown();
                        start.await();
                        return calls(call, thread, System.nanoTime() + nanos);
                    }))
                    .toList();
            ready.await();
            long begin = System.nanoTime();
            start.countDown();
            long calls = 0;
            for (Future<Long> count : counts) {
                calls += count.get();
            }
            return new Done(calls, (System.nanoTime() - begin) / 1e9);
        } catch (ExecutionException e) {
            throw new IllegalStateException(name, e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static long calls(IntConsumer call, int thread, long end) {
        long calls = 0;
        do {
            call.accept(thread);
            calls++;
        } while (System.nanoTime() - end < 0);
        return calls;
    }
}
