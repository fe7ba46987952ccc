package dev.redport.driver.jedis;

import dev.redport.config.PoolConfig;
import dev.redport.driver.Call;
import dev.redport.driver.ConnectGate;
import dev.redport.driver.Failures;
import dev.redport.driver.PoolCounter;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections. A free one is handed out at once, the last used first; otherwise the caller queues, in the order of
 * arrival, and one more is opened in the background if there may be one.
 *
 * <p>Not commons-pool2, because there the caller itself connects, and a caller cannot be freed from a name lookup or a TLS
 * handshake; its waiters do not learn that the server went away; and the caller whose connection broke opens the next one.
 */
final class LinkPool {
    private static final long TEST_IDLE = TimeUnit.SECONDS.toNanos(30);
    private static final long REFILL = TimeUnit.SECONDS.toNanos(1);

    private final PoolConfig config;
    private final Opener opener;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Link> idle = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<Link>> waiters = new ArrayDeque<>();
    private final ConnectGate gate;
    private final PoolCounter counter = new PoolCounter();
    /** Connections that are open or being opened. */
    private int total;

    private int opening;
    private volatile boolean closed;

    LinkPool(JedisOptions options, Watchdog watchdog) {
        config = options.config().pool();
        gate = new ConnectGate(options.config().clientName());
        opener = new Opener(options, watchdog, this::chore);
    }

    void start() {
        opener.start();
    }

    Link borrow(Call call) {
        CompletableFuture<Link> waiter;
        lock.lock();
        try {
            checkOpen();
            Link free = idle.pollLast();
            if (free != null) {
                counter.hit();
                return free;
            }
            counter.miss();
            RedisException refusal = total == 0 ? gate.refusal() : null;
            if (refusal != null) {
                throw refusal.here();
            }
            waiter = new CompletableFuture<>();
            waiters.add(waiter);
            grow();
        } finally {
            lock.unlock();
        }
        return await(waiter, call);
    }

    /** A free connection, or null; where there is none, one is opened in the background. */
    @Nullable
    Link tryBorrow() {
        lock.lock();
        try {
            checkOpen();
            Link free = idle.pollLast();
            if (free != null) {
                counter.hit();
                return free;
            }
            RedisException refusal = gate.refusal();
            if (refusal == null && opening == 0 && total < config.size()) {
                open();
            }
            if (total == 0 && refusal != null) {
                throw refusal.here();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private Link await(CompletableFuture<Link> waiter, Call call) {
        long start = System.nanoTime();
        try {
            return waiter.get(call.boundedNanos(config.timeout()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Link late = withdraw(waiter);
            if (late != null) {
                release(late);
            }
            throw Failures.interrupted(false);
        } catch (TimeoutException e) {
            Link late = withdraw(waiter);
            if (late != null) {
                return late;
            }
            throw nothingFree();
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            counter.waited(System.nanoTime() - start);
        }
    }

    /** Leaves the queue; or the connection that came at the last moment. */
    private @Nullable Link withdraw(CompletableFuture<Link> waiter) {
        lock.lock();
        try {
            return waiters.removeIf(each -> each == waiter) || waiter.isCompletedExceptionally()
                    ? null
                    : waiter.getNow(null);
        } finally {
            lock.unlock();
        }
    }

    private RedisException nothingFree() {
        lock.lock();
        try {
            if (total == opening) {
                return Failures.notConnected(new SocketTimeoutException());
            }
            counter.timeout();
            return Failures.poolTimeout();
        } finally {
            lock.unlock();
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        RedisException known = Failures.find(e, RedisException.class);
        return known != null ? known.here() : Failures.closed();
    }

    void release(Link link) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (link.isBroken()) {
                discard(link);
            } else {
                give(link);
            }
        } finally {
            lock.unlock();
        }
    }

    private void give(Link link) {
        CompletableFuture<Link> waiter = waiters.poll();
        if (waiter == null) {
            idle.addLast(link);
        } else {
            waiter.complete(link);
        }
    }

    private void discard(Link link) {
        drop(link);
        if (link.isLost()) {
            // What broke this connection, a restart or a failover, broke the idle ones as well.
            idle.forEach(this::drop);
            idle.clear();
        }
        grow();
    }

    /** It broke: nothing else is dropped before the end. */
    private void drop(Link link) {
        opener.retire(link);
        total--;
        counter.lost();
    }

    /** Opens connections for those who wait and up to the idle minimum; one at a time while the server is away. */
    private void grow() {
        int atOnce = gate.isFailing() ? 1 : Opener.AT_ONCE;
        RedisException refusal = gate.refusal();
        while (refusal == null && opening < Math.min(wanted(), atOnce) && total < config.size()) {
            open();
        }
        if (total == 0 && refusal != null) {
            waiters.forEach(waiter -> waiter.completeExceptionally(refusal));
            waiters.clear();
        }
    }

    private void open() {
        total++;
        opening++;
        opener.open(this::settle);
    }

    private int wanted() {
        return waiters.size() + Math.max(0, config.minIdle() - idle.size());
    }

    private void settle(Link link, long nanos, @Nullable RedisException failure) {
        tellGate(failure);
        lock.lock();
        try {
            opening--;
            if (closed || failure != null) {
                total--;
                opener.retire(link);
            }
            if (closed) {
                return;
            }
            if (failure == null) {
                counter.opened(nanos);
                give(link);
            }
            grow();
        } finally {
            lock.unlock();
        }
    }

    /** Not under the lock, because it may log. */
    private void tellGate(@Nullable RedisException failure) {
        if (failure == null) {
            gate.succeeded();
        } else if (!closed) {
            gate.failed(failure);
        }
    }

    /** Runs on the watchdog: has idle connections tested, and missing ones opened. */
    private long chore() {
        lock.lock();
        try {
            if (closed) {
                return TEST_IDLE;
            }
            grow();
            if (!idle.isEmpty()) {
                opener.execute(this::testIdle);
            }
            return idle.size() < config.minIdle() && total < config.size() ? REFILL : TEST_IDLE;
        } finally {
            lock.unlock();
        }
    }

    private void testIdle() {
        boolean answers = true;
        for (Link link : takeUnused()) {
            if (answers) {
                link.probe();
                answers = !link.isBroken();
            } else {
                link.setBroken();
            }
            release(link);
        }
    }

    private List<Link> takeUnused() {
        List<Link> unused = new ArrayList<>();
        lock.lock();
        try {
            for (Link link : idle) {
                if (link.unusedNanos() > TEST_IDLE / 2) {
                    unused.add(link);
                }
            }
            idle.removeAll(unused);
        } finally {
            lock.unlock();
        }
        return unused;
    }

    int size() {
        return config.size();
    }

    PoolStats stats() {
        lock.lock();
        try {
            int open = total - opening;
            return new PoolStats(
                    config.size(), open, open - idle.size(), idle.size(), waiters.size(), counter.counts());
        } finally {
            lock.unlock();
        }
    }

    void checkOpen() {
        lock.lock();
        try {
            if (closed) {
                throw Failures.closed();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            counter.retired((long) total - opening);
            total = opening;
            idle.clear();
            waiters.forEach(waiter -> waiter.completeExceptionally(Failures.closed()));
            waiters.clear();
        } finally {
            lock.unlock();
        }
        opener.close();
    }
}
