package dev.redport.testkit;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What a {@link FaultProxy} is to do at the moment; each connection asks before it forwards. Safe for several threads. */
final class Faults {
    /** What becomes of the reply to a request. */
    enum Reply {
        FORWARDED,
        WITHHELD,
        BROKEN_OFF
    }

    private boolean holdRequests;
    private boolean holdReplies;
    private long shortestDelay;
    private long longestDelay;
    private int slice;
    private long bytesPerSecond;
    private String cutCommand;
    private Reply cut;
    private int cutsLeft;
    private int clearings;

    Faults() {
        clear();
    }

    synchronized void clear() {
        holdRequests = false;
        holdReplies = false;
        shortestDelay = 0;
        longestDelay = 0;
        slice = Integer.MAX_VALUE;
        bytesPerSecond = Long.MAX_VALUE;
        cutCommand = "";
        cut = Reply.FORWARDED;
        cutsLeft = 0;
        clearings++;
        notifyAll();
    }

    /** Waits so long, or until the faults are cleared. */
    synchronized void pause(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        int before = clearings;
        for (long left = nanos; left > 0 && clearings == before; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized void holdRequests() {
        holdRequests = true;
    }

    synchronized void holdReplies() {
        holdReplies = true;
    }

    synchronized void delay(Duration min, Duration max) {
        shortestDelay = min.toNanos();
        longestDelay = max.toNanos();
    }

    synchronized void slice(int bytes) {
        slice = bytes;
    }

    synchronized void throttle(long limit) {
        bytesPerSecond = limit;
    }

    synchronized void cut(String command, int times, Reply how) {
        cutCommand = command.toUpperCase(Locale.ROOT);
        cutsLeft = times;
        cut = how;
    }

    /** What is to become of the reply to this request; one cut is used up if it is not forwarded. */
    synchronized Reply claim(String command) {
        if (cutsLeft == 0 || !cutCommand.equals(command)) {
            return Reply.FORWARDED;
        }
        cutsLeft--;
        return cut;
    }

    synchronized int cutsLeft() {
        return cutsLeft;
    }

    synchronized void awaitRequestsReleased() throws InterruptedException {
        while (holdRequests) {
            wait();
        }
    }

    synchronized void awaitRepliesReleased() throws InterruptedException {
        while (holdReplies) {
            wait();
        }
    }

    /** In nanoseconds, a new one for each burst. */
    synchronized long nextDelay() {
        return longestDelay > shortestDelay
                ? ThreadLocalRandom.current().nextLong(shortestDelay, longestDelay + 1)
                : shortestDelay;
    }

    synchronized int slice() {
        return slice;
    }

    synchronized long bytesPerSecond() {
        return bytesPerSecond;
    }
}
