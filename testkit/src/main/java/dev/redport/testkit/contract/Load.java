package dev.redport.testkit.contract;

import dev.redport.driver.RedisException;
import dev.redport.driver.RedisOutcomeUnknownException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Callers that go on calling while something happens to the servers, and what became of their calls. */
final class Load implements AutoCloseable {
    private static final long MOST_CALLS = 1_000_000;
    private static final long BREATH = 2_000_000;

    /** One call of one caller. */
    interface Body {
        void call(int caller, long number);
    }

    private final List<Thread> callers = new ArrayList<>();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long lastSuccess = System.nanoTime();
    private long silence;
    private volatile boolean stopped;

    private Load(int count, Body body) {
        for (int i = 0; i < count; i++) {
            int caller = i;
            Thread thread = new Thread(() -> callOnAndOn(caller, body), "load-" + i);
            thread.setDaemon(true);
            callers.add(thread);
        }
    }

    static Load of(int callers, Body body) {
        Load load = new Load(callers, body);
        load.callers.forEach(Thread::start);
        return load;
    }

    private void callOnAndOn(int caller, Body body) {
        for (long n = 0; !stopped && n < MOST_CALLS; n++) {
            long start = System.nanoTime();
            begun.incrementAndGet();
            try {
                body.call(caller, n);
                done.incrementAndGet();
                succeeded();
            } catch (RedisOutcomeUnknownException e) {
                unknown.incrementAndGet();
                failures.add(e.toString());
            } catch (RedisException | IllegalStateException | AssertionError e) {
                failures.add(e.toString());
            }
            longest.accumulateAndGet(System.nanoTime() - start, Math::max);
            LockSupport.parkNanos(BREATH);
        }
    }

    private void succeeded() {
        lock.lock();
        try {
            long now = System.nanoTime();
            silence = Math.max(silence, now - lastSuccess);
            lastSuccess = now;
        } finally {
            lock.unlock();
        }
    }

    /** From now on, as if nothing had been seen before. */
    void forgetTimes() {
        lock.lock();
        try {
            silence = 0;
            lastSuccess = System.nanoTime();
        } finally {
            lock.unlock();
        }
        longest.set(0);
    }

    /** Waits until so many more calls succeeded. */
    boolean moves(long calls, Duration within) {
        long before = done.get();
        return Contract.eventually(within, () -> done.get() >= before + calls);
    }

    /** Ends all callers, each after its call. */
    Load stop() {
        stopped = true;
        for (Thread caller : callers) {
            try {
                caller.join(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (caller.isAlive()) {
                failures.add(caller.getName() + " is still waiting");
            }
        }
        return this;
    }

    long begun() {
        return begun.get();
    }

    long done() {
        return done.get();
    }

    long unknown() {
        return unknown.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    Duration longestCall() {
        return Duration.ofNanos(longest.get());
    }

    /** The longest time in which no call of any caller succeeded. */
    Duration longestSilence() {
        lock.lock();
        try {
            return Duration.ofNanos(silence);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
