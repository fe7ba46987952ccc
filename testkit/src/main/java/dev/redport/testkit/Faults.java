package dev.redport.testkit;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
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

    /** Ends when it is due, or when the faults are cleared. */
    static final class Delay {
        private final long due;
        private final CountDownLatch cleared;

        private Delay(long nanos, CountDownLatch cleared) {
            due = System.nanoTime() + nanos;
            this.cleared = cleared;
        }

        void await() throws InterruptedException {
            // not Object.wait, which knows whole milliseconds only
            var unused = cleared.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
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
    private CountDownLatch cleared = new CountDownLatch(0);

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
        cleared.countDown();
        cleared = new CountDownLatch(1);
        notifyAll();
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

    /** A new one for each burst. */
    synchronized Delay nextDelay() {
        return delay(
                longestDelay > shortestDelay
                        ? ThreadLocalRandom.current().nextLong(shortestDelay, longestDelay + 1)
                        : shortestDelay);
    }

    synchronized Delay delay(long nanos) {
        return new Delay(nanos, cleared);
    }

    synchronized int slice() {
        return slice;
    }

    synchronized long bytesPerSecond() {
        return bytesPerSecond;
    }
}
