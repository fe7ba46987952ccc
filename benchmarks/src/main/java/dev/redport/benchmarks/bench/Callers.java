package dev.redport.benchmarks.bench;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Threads that make the same call again and again for a while. One turn at a time. */
final class Callers {
    private static final long GRACE_NANOS = 60_000_000_000L;

    private final Histogram[] latencies = new Histogram[Site.CALLERS];
    private final Allocation allocation = new Allocation();

    Callers() {
        for (int i = 0; i < latencies.length; i++) {
            latencies[i] = Turn.histogram();
        }
    }

    /** Whether this JVM has virtual threads. */
    static boolean haveVirtual() {
        return virtual() != null;
    }

    /**
     * Runs a task.
     *
     * @throws IllegalStateException if a call failed, with what it threw as cause
     */
    Turn run(Task task, int threads, boolean virtual, long nanos, long seed) throws InterruptedException {
        ThreadFactory factory = virtual ? virtual() : Callers::platform;
        if (factory == null) {
            throw new IllegalStateException("virtual threads: not in this JVM (expected: Java 21 or newer)");
        }
        List<Caller> callers = new ArrayList<>();
        Run run = new Run(task, nanos, threads);
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            latencies[i].reset();
            Caller caller = new Caller(run, i, seed, latencies[i]);
            callers.add(caller);
            started.add(factory.newThread(caller));
        }
        started.forEach(Thread::start);
        run.ready.await();
        Allocation.Mark before = allocation.mark();
        long cpu = allocation.cpuNanos();
        run.begin = System.nanoTime();
        run.start.countDown();
        run.done.await();
        long end = System.nanoTime();
        long cpuNanos = allocation.cpuNanos() - cpu;
        long allocated = allocation.between(before, allocation.mark(), virtual);
        run.leave.countDown();
        for (Thread thread : started) {
            thread.join(GRACE_NANOS / 1_000_000);
        }
        Throwable failure = run.failure.get();
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return sum(callers, end - run.begin, allocated, cpuNanos);
    }

    private static Turn sum(List<Caller> callers, long nanos, long allocated, long cpuNanos) {
        Histogram all = Turn.histogram();
        callers.forEach(caller -> all.add(caller.latency));
        return new Turn(all.getTotalCount(), nanos, allocated, cpuNanos, all);
    }

    private static Thread platform(Runnable caller) {
        Thread thread = new Thread(caller, "caller");
        thread.setDaemon(true);
        return thread;
    }

    /** By reflection, because the code is compiled for Java 17: {@code Thread.ofVirtual().factory()}. */
    private static @Nullable ThreadFactory virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
            return (ThreadFactory) factory.invoke(builder);
        } catch (ReflectiveOperationException notThere) {
            return null;
        }
    }

    private static final class Run {
        final Task task;
        final long nanos;
        final CountDownLatch ready;
        final CountDownLatch start = new CountDownLatch(1);
        final CountDownLatch done;
        /** Callers live until what they allocated has been read. */
        final CountDownLatch leave = new CountDownLatch(1);

        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        volatile long begin;

        Run(Task task, long nanos, int threads) {
            this.task = task;
            this.nanos = nanos;
            ready = new CountDownLatch(threads);
            done = new CountDownLatch(threads);
        }
    }

    private static final class Caller implements Runnable {
        private final Run run;
        private final int number;
        private final Histogram latency;
        private long random;

        Caller(Run run, int number, long seed, Histogram latency) {
            this.run = run;
            this.number = number;
            this.latency = latency;
            random = seed * 31 + number;
        }

        @Override
        public void run() {
            try {
                run.ready.countDown();
                run.start.await();
                calls();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception | AssertionError | LinkageError e) {
                run.failure.compareAndSet(null, e);
            } finally {
                run.done.countDown();
            }
            try {
                run.leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void calls() throws Exception {
            long end = run.begin + run.nanos;
            long before = System.nanoTime();
            do {
                run.task.call(number, next());
                long now = System.nanoTime();
                latency.recordValue(Math.min(now - before, latency.getHighestTrackableValue()));
                before = now;
            } while (before - end < 0 && run.failure.get() == null);
        }

        /** SplitMix64, see Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014. */
        private int next() {
            random += 0x9e3779b97f4a7c15L;
            long mixed = (random ^ (random >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            return (int) (mixed ^ (mixed >>> 31)) & Integer.MAX_VALUE;
        }
    }
}
