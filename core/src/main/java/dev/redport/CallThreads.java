package dev.redport;

import dev.redport.driver.Failures;
import dev.redport.driver.VirtualThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Where asynchronous calls run: a virtual thread each, or a bounded pool of daemon threads before JDK 21. */
final class CallThreads implements Executor {
    private static final int POOL = 64;
    private static final int QUEUE = 10_000;

    private final ExecutorService executor = VirtualThreads.areThere() ? virtualThreads() : pool();

    @Override
    public void execute(Runnable call) {
        if (executor.isShutdown()) {
            throw Failures.closed();
        }
        executor.execute(call);
    }

    void close() {
        executor.shutdown();
    }

    /** By reflection, because the code is compiled for Java 17. */
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, VirtualThreads.factory("redport-call-"));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JVM should have virtual threads", e);
        }
    }

    private static ExecutorService pool() {
        AtomicLong count = new AtomicLong();
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "redport-call-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(POOL, POOL, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), daemons);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
