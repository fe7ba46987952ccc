package dev.redport.testkit.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine lets a thread wait that is ready to run, measured by a thread that only wants to run every two
 * milliseconds. A call may end that much later through no fault of the driver.
 */
final class Stalls implements AutoCloseable {
    private static final long TICK = 2_000_000;

    /** The caller, the client's own thread and its timer each wait for their turn. */
    private static final int TURNS = 3;

    private static final Duration PROMISED = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofMillis(400);

    private volatile boolean stopped;
    private volatile long worst;

    private Stalls() {}

    static Stalls watch() {
        Stalls stalls = new Stalls();
        Thread thread = new Thread(stalls::tick, "redport-stalls");
        thread.setDaemon(true);
        thread.start();
        return stalls;
    }

    private void tick() {
        while (!stopped) {
            long start = System.nanoTime();
            LockSupport.parkNanos(TICK);
            worst = Math.max(worst, System.nanoTime() - start - TICK);
        }
    }

    /** How long after its deadline a call may have ended: a tenth of a second, and what the machine stood still. */
    Duration grace() {
        Duration late = PROMISED.plusNanos(TURNS * worst);
        return late.compareTo(MOST) < 0 ? late : MOST;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
