package dev.redport.driver.jedis;

import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Opens connections on a few threads of its own, which end when there is nothing to do, and closes them. */
final class Opener {
    /** The most connections that are opened at the same time. */
    static final int AT_ONCE = 4;

    private final JedisOptions options;
    private final Watchdog watchdog;
    private final LongSupplier chore;
    private final ThreadPoolExecutor threads;
    /** Every connection that is open or being opened. */
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    Opener(JedisOptions options, Watchdog watchdog, LongSupplier chore) {
        this.options = options;
        this.watchdog = watchdog;
        this.chore = chore;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "redport-jedis-opener-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    void start() {
        watchdog.addChore(chore);
    }

    /** Opens a connection in the background and says how it went, exactly once. */
    void open(Outcome outcome) {
        execute(() -> {
            Link link = new Link(options, watchdog);
            watchdog.add(link);
            links.add(link);
            if (closed) {
                link.abandon();
            }
            RedisException failure = Failures.notConnected(null);
            long start = System.nanoTime();
            try {
                link.open();
                failure = link.isBroken() ? failure : null;
            } catch (RedisException e) {
                failure = e;
            } catch (RuntimeException e) {
                failure = Failures.notConnected(e);
            } finally {
                outcome.settle(link, System.nanoTime() - start, failure);
            }
        });
    }

    void execute(Runnable task) {
        threads.execute(task);
    }

    void retire(Link link) {
        watchdog.remove(link);
        links.remove(link);
        link.abandon();
    }

    /** Closes every connection, those in use and in the making too, and ends the threads. */
    void close() {
        closed = true;
        watchdog.removeChore(chore);
        threads.shutdownNow();
        links.forEach(this::retire);
    }

    /** How opening a connection went, and how long it took. */
    interface Outcome {
        void settle(Link link, long nanos, @Nullable RedisException failure);
    }
}
