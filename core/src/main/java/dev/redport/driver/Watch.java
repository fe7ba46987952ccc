package dev.redport.driver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes those who wait without a limit when their time is over: one thread for each client, which looks every few milliseconds
 * while anybody waits, and sleeps otherwise. Why: a timed wait of a virtual thread starts a timer, and wakes the JVM's timer
 * thread for it; of a shared trip that was more than half of the work.
 */
final class Watch implements Runnable {
    /** Between two looks. */
    static final long TICK = TimeUnit.MILLISECONDS.toNanos(5);
    /** It goes to sleep after so many looks without anybody. */
    private static final int QUIET = 200;

    private static final int NEW = 0;
    private static final int LOOKING = 1;
    private static final int ASLEEP = 2;
    private static final int ENDED = 3;

    private final Set<Watched> all = ConcurrentHashMap.newKeySet();
    private final AtomicInteger state = new AtomicInteger(NEW);
    private final Thread thread = new Thread(this, "redport-watch");
    private volatile boolean closed;

    /** Whose callers wait. */
    interface Watched {
        /** Wakes those whose time is over. */
        void wakeDue(long now);

        /** Whether anybody may be waiting. */
        boolean isBusy();
    }

    void add(Watched one) {
        all.add(one);
    }

    void remove(Watched one) {
        all.remove(one);
    }

    /** To be asked by everyone who is about to wait and can be seen to; false if nobody will wake him. */
    boolean isKept() {
        int now = state.get();
        return now == LOOKING || (now != ENDED && rouse());
    }

    private boolean rouse() {
        if (state.compareAndSet(ASLEEP, LOOKING)) {
            LockSupport.unpark(thread);
        } else if (state.compareAndSet(NEW, LOOKING)) {
            start();
        }
        return state.get() == LOOKING;
    }

    private void start() {
        boolean started = false;
        try {
            thread.setDaemon(true);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                state.set(ENDED);
            }
        }
    }

    @Override
    public void run() {
        try {
            int quiet = 0;
            while (!closed) {
                quiet = look() ? 0 : quiet + 1;
                if (quiet > QUIET) {
                    sleep();
                    quiet = 0;
                } else {
                    LockSupport.parkNanos(this, TICK);
                }
            }
        } finally {
            state.set(ENDED); // from now on they mind the time themselves
            all.forEach(each -> each.wakeDue(System.nanoTime() + Long.MAX_VALUE / 2));
        }
    }

    private boolean look() {
        boolean busy = false;
        long now = System.nanoTime();
        for (Watched each : all) {
            if (each.isBusy()) {
                busy = true;
                each.wakeDue(now);
            }
        }
        return busy;
    }

    /** Whoever comes after the state has changed sees it, and whoever came before is seen by one more look. */
    private void sleep() {
        state.set(ASLEEP);
        if (look()) {
            boolean unused = state.compareAndSet(ASLEEP, LOOKING);
        }
        while (state.get() == ASLEEP && !closed) {
            LockSupport.park(this);
        }
    }

    /** Ends the thread. */
    void close() {
        closed = true;
        if (!state.compareAndSet(NEW, ENDED)) {
            LockSupport.unpark(thread);
            try {
                thread.join(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
