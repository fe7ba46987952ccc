package dev.redport.testkit;

import java.time.Duration;
import java.util.Locale;

/** What a {@link FaultProxy} is to do at the moment; each connection asks before it forwards. Safe for several threads. */
final class Faults {
    private boolean hold;
    private Duration delay = Duration.ZERO;
    private int slice = Integer.MAX_VALUE;
    private String cutCommand = "";
    private int cutsLeft;

    synchronized void clear() {
        hold = false;
        delay = Duration.ZERO;
        slice = Integer.MAX_VALUE;
        cutsLeft = 0;
        notifyAll();
    }

    synchronized void hold() {
        hold = true;
    }

    synchronized void delay(Duration duration) {
        delay = duration;
    }

    synchronized void slice(int bytes) {
        slice = bytes;
    }

    synchronized void cut(String command, int times) {
        cutCommand = command.toUpperCase(Locale.ROOT);
        cutsLeft = times;
    }

    /** Whether the reply to this request is to be cut; one cut is used up then. */
    synchronized boolean claimCut(String command) {
        if (cutsLeft == 0 || !cutCommand.equals(command)) {
            return false;
        }
        cutsLeft--;
        return true;
    }

    synchronized int cutsLeft() {
        return cutsLeft;
    }

    synchronized void awaitRelease() throws InterruptedException {
        while (hold) {
            wait();
        }
    }

    synchronized Duration delay() {
        return delay;
    }

    synchronized int slice() {
        return slice;
    }
}
