package dev.redport.ratelimit;

import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.Yielding;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers of this process ask together who want the same from one key at the same time. The first asks at once. Who
 * comes meanwhile waits, and the first of those asks for all of them next; what is granted goes to them in the order in
 * which they came. So there is at most one call under way for each key, whatever the number of threads.
 */
final class Coalescing {
    private static final int MOST = 1_000;

    private final ConcurrentMap<Want, Queue> queues = new ConcurrentHashMap<>();
    private final Yielding yielding = new Yielding();

    /** What is wanted. Only who wants exactly the same can ask together, else all or nothing would not be exact. */
    record Want(String key, Plan plan, long cost) {}

    /** What one caller of several got. */
    record Share(Answer answer, boolean allowed, long remaining, int place) {
        /** The time until one more could pass is none of the business of those who did. */
        Decision decision() {
            Decision decision = answer.decision(allowed, remaining);
            return allowed ? decision.withRetryAfter(Duration.ZERO) : decision;
        }
    }

    /** Those who wait. Touched only within the map's compute. */
    private static final class Queue {
        private final Deque<Caller> waiting = new ArrayDeque<>();
    }

    private static final class Caller {
        private final Thread thread = Thread.currentThread();
        private volatile boolean leads;
        private volatile @Nullable Share share;
        private volatile @Nullable RuntimeException failure;

        boolean isCalled() {
            return leads || share != null || failure != null;
        }
    }

    /**
     * Asks for this caller, alone or with others.
     *
     * @param ask asks Redis to take the cost up to so many times
     */
    Share ask(Want want, Call call, IntFunction<Answer> ask) {
        Caller me = new Caller();
        queues.compute(want, (key, queue) -> {
            if (queue == null) {
                me.leads = true;
                return new Queue();
            }
            queue.waiting.add(me);
            return queue;
        });
        while (!me.isCalled()) {
            if (Thread.currentThread().isInterrupted() || call.remainingNanos() <= 0) {
                leave(want, me);
            } else {
                yielding.now();
                if (!me.isCalled()) {
                    LockSupport.parkNanos(this, call.remainingNanos());
                }
            }
        }
        if (!me.leads) {
            return outcome(me, want, call, ask);
        }
        if (call.remainingNanos() <= 0) { // too late for this caller, but not for who waits behind
            next(want);
            throw Failures.deadlinePassed();
        }
        return lead(want, me, ask);
    }

    /** Gives up waiting, unless it is too late for that. */
    private void leave(Want want, Caller me) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        boolean[] left = new boolean[1];
        queues.computeIfPresent(want, (key, queue) -> {
            left[0] = queue.waiting.remove(me);
            return queue;
        });
        if (me.leads) {
            next(want);
            left[0] = true;
        }
        if (left[0]) {
            throw interrupted ? Failures.interrupted(false) : Failures.deadlinePassed();
        }
        if (!me.isCalled()) { // somebody is asking for us just now
            throw interrupted ? Failures.interrupted(true) : Failures.timeout();
        }
    }

    private Share outcome(Caller me, Want want, Call call, IntFunction<Answer> ask) {
        RuntimeException failure = me.failure;
        if (failure instanceof RedisException e) {
            if (e.kind() == ErrorKind.INTERRUPTED) { // who led was interrupted, and nobody else
                return ask(want, call, ask);
            }
            throw e.here();
        }
        if (failure != null) {
            throw failure;
        }
        Share share = me.share;
        if (share == null) {
            throw new IllegalStateException("A caller was called without a reason");
        }
        return share;
    }

    private Share lead(Want want, Caller me, IntFunction<Answer> ask) {
        List<Caller> all = new ArrayList<>();
        all.add(me);
        queues.computeIfPresent(want, (key, queue) -> {
            while (!queue.waiting.isEmpty() && all.size() < MOST) {
                all.add(queue.waiting.remove());
            }
            return queue;
        });
        try {
            Answer answer = ask.apply(all.size());
            Share mine = share(answer, 0, want.cost);
            for (int i = 1; i < all.size(); i++) {
                all.get(i).share = share(answer, i, want.cost);
            }
            return mine;
        } catch (RuntimeException e) {
            all.forEach(caller -> caller.failure = e);
            throw e;
        } finally {
            for (int i = 1; i < all.size(); i++) {
                LockSupport.unpark(all.get(i).thread);
            }
            next(want);
        }
    }

    private static Share share(Answer answer, int place, long cost) {
        boolean allowed = place < answer.taken();
        long takenAfter = allowed ? answer.taken() - 1 - place : 0;
        return new Share(answer, allowed, answer.remaining() + takenAfter * cost, place);
    }

    /** The first who waits asks next. */
    private void next(Want want) {
        queues.computeIfPresent(want, (key, queue) -> {
            Caller first = queue.waiting.poll();
            if (first == null) {
                return null;
            }
            first.leads = true;
            LockSupport.unpark(first.thread);
            return queue;
        });
    }

    /** How many keys have a call under way. */
    int size() {
        return queues.size();
    }
}
