package dev.redport.driver;

import dev.redport.config.Endpoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topology that changes. One thread looks every now and then, and soon after a call failed in a way that may mean a
 * change; never more often than the gap allows, however many calls fail.
 */
final class WatchedDirectory implements Directory {
    private static final Logger log = LoggerFactory.getLogger(RedisDriver.class);
    private static final long GAP = TimeUnit.MILLISECONDS.toNanos(100);

    private final long period;
    private final Discovery discovery;
    private final Servers servers;
    private final Collection<Endpoint> seeds;
    private final Thread thread = new Thread(this::watch, "redport-topology");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable Layout layout;
    private @Nullable RedisException failure;
    private long asked = 1;
    private long answered;
    private boolean closed;

    WatchedDirectory(Discovery discovery, Servers servers, Collection<Endpoint> seeds) {
        this.period = discovery.period().toNanos();
        this.discovery = discovery;
        this.servers = servers;
        this.seeds = seeds;
        thread.setDaemon(true);
    }

    WatchedDirectory start() {
        thread.start();
        return this;
    }

    @Override
    public Layout layout(Call call) {
        Layout now = layout;
        return now != null ? now : refreshed(call);
    }

    @Override
    public Layout refreshed(Call call) {
        lock.lock();
        try {
            // the look that is under way may have been too early, except for the very first one
            long wanted = answered == 0 ? 1 : ask();
            while (answered < wanted && !closed) {
                if (changed.awaitNanos(call.remainingNanos()) <= 0) {
                    throw failure != null ? failure.here() : Failures.notConnected(null);
                }
            }
            if (closed) {
                throw Failures.closed();
            }
            Layout now = layout;
            if (failure != null || now == null) {
                throw failure != null ? failure.here() : Failures.notConnected(null);
            }
            return now;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(false);
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a look that has not begun yet. */
    private long ask() {
        asked++;
        changed.signalAll();
        return asked;
    }

    @Override
    public @Nullable SentinelView sentinels() {
        return discovery.sentinels();
    }

    @Override
    public void suspect(Server server) {
        server.failed();
        lookAgain();
    }

    @Override
    public void lookAgain() {
        lock.lock();
        try {
            ask();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void moved(int slot, Server to) {
        lock.lock();
        try {
            Layout now = layout;
            if (now != null) {
                layout = now.with(slot, to);
            }
            ask();
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        long last = System.nanoTime() - period;
        while (true) {
            long round = next(last);
            if (round < 0) {
                return;
            }
            last = System.nanoTime();
            Layout found = null;
            RedisException problem = null;
            try {
                found = discovery.discover(layout);
            } catch (RedisException e) {
                problem = e;
            } catch (IllegalStateException e) {
                problem = Failures.notConnected(e); // a client in a state it should not be in
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("exception", e.getClass().getName())
                        .log("Finding out the topology failed by a fault of Redport");
                problem = Failures.notConnected(e);
            }
            if (servers.isClosed()) {
                return;
            }
            publish(round, found, problem);
            if (found != null) {
                keep(found);
            }
        }
    }

    /** Waits until there is something to do; the number of the question to answer, or -1 at the end. */
    private long next(long last) {
        long gap = GAP + ThreadLocalRandom.current().nextLong(GAP);
        lock.lock();
        try {
            while (!closed) {
                long now = System.nanoTime();
                long wait = last + (asked > answered ? gap : period) - now;
                if (wait <= 0) {
                    return asked;
                }
                long unused = changed.awaitNanos(wait);
            }
            return -1;
        } catch (InterruptedException e) {
            return -1; // nobody interrupts this thread but whoever wants it to end
        } finally {
            lock.unlock();
        }
    }

    private void publish(long round, @Nullable Layout found, @Nullable RedisException problem) {
        boolean lost;
        boolean news;
        lock.lock();
        try {
            lost = problem != null && failure == null;
            news = found != null && (failure != null || !found.sameAs(layout));
            if (found != null && !found.sameAs(layout)) {
                layout = found;
            }
            failure = problem;
            answered = round;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (lost && problem != null) {
            log.atWarn()
                    .addKeyValue("client", servers.clientName())
                    .addKeyValue("error", problem.kind().tag())
                    .addKeyValue("reason", problem.getMessage())
                    .log("The topology of Redis cannot be found out");
        }
        if (news) {
            log.atInfo()
                    .addKeyValue("client", servers.clientName())
                    .addKeyValue("topology", found)
                    .log("The topology of Redis is known or has changed");
        }
    }

    /** Opens the first connections to what is new, and in time closes those to what is gone. */
    private void keep(Layout found) {
        Set<Endpoint> used = new HashSet<>(found.known());
        used.addAll(seeds);
        for (Shard shard : found.shards()) {
            used.add(shard.master().endpoint());
            shard.replicas().forEach(replica -> used.add(replica.endpoint()));
        }
        servers.retain(used);
        try {
            for (Shard shard : found.shards()) {
                var unused = shard.master().node();
            }
        } catch (IllegalStateException e) {
            log.atDebug().log("Connections are not opened, because the driver is being closed");
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
