package dev.redport.driver.jedis;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * One thread that closes the socket of every call that is overdue. Closing is the only thing that ends a blocking write, a
 * TLS handshake or a reply that drips in byte by byte; socket timeouts do not.
 *
 * <p>It sleeps until the earliest end it has seen. A new call wakes it only if it ends earlier than that, so the usual cost
 * of being watched is one volatile read.
 */
final class Watchdog implements Runnable {
    private static final long FAR = TimeUnit.HOURS.toNanos(1);

    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    /** Each with the time it wants to run next. */
    private final Map<LongSupplier, Long> chores = new ConcurrentHashMap<>();

    private final Thread thread;
    private volatile long wake = System.nanoTime();
    private volatile boolean stopped;

    Watchdog() {
        thread = new Thread(this, "redport-jedis-watchdog");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The chore is quick, runs on the watchdog's thread, and returns in how many nanoseconds it wants to run again. */
    void addChore(LongSupplier chore) {
        chores.put(chore, System.nanoTime());
        LockSupport.unpark(thread);
    }

    void removeChore(LongSupplier chore) {
        chores.remove(chore);
    }

    void add(Link link) {
        links.add(link);
        if (stopped) {
            link.abandon();
        }
    }

    void remove(Link link) {
        links.remove(link);
    }

    /** To be called after the end became visible in the link. */
    void expect(long end) {
        if (end - wake < 0) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            long now = System.nanoTime();
            // Far away while the links are looked at: a call that starts after its link was passed wakes us again.
            wake = now + FAR;
            long next = doChores(now);
            for (Link link : links) {
                long end = link.closeIfOverdue(now, next);
                next = end - next < 0 ? end : next;
            }
            wake = next;
            LockSupport.parkNanos(this, next - System.nanoTime());
        }
    }

    private long doChores(long now) {
        long next = now + FAR;
        for (LongSupplier chore : chores.keySet()) {
            Long at = chores.computeIfPresent(chore, (same, due) -> now - due >= 0 ? now + same.getAsLong() : due);
            next = at != null && at - next < 0 ? at : next;
        }
        return next;
    }

    /** Closes every socket and ends the thread. */
    void stop() {
        stopped = true;
        links.forEach(Link::abandon);
        LockSupport.unpark(thread);
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
