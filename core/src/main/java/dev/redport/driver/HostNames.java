package dev.redport.driver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Finds the addresses of host names as this JVM does, so that every driver finds the same ones: by the machine's name
 * service, and cached for as long as {@code networkaddress.cache.ttl} says, which is 30 seconds unless set. Looking up may
 * take long, so it happens on threads of its own, which end when there is nothing to do. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HostNames implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING = 100;

    private final ExecutorService threads;

    /** Names without a thread yet. */
    public HostNames() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "redport-names");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    /**
     * Finds the addresses of a host, now if it is an address already.
     *
     * @param host a name or an address
     * @return at least one address; or {@link UnknownHostException}, or {@link RejectedExecutionException} if too many are
     *     looked up already or this is closed
     */
    public CompletableFuture<List<InetAddress>> addresses(String host) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        if (isAddress(host)) {
            find(host, found);
            return found;
        }
        try {
            threads.execute(() -> find(host, found));
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(e);
        }
        return found;
    }

    /** No name has a colon, or only digits and dots. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(each -> each == '.' || (each >= '0' && each <= '9'));
    }

    private static void find(String host, CompletableFuture<List<InetAddress>> found) {
        try {
            found.complete(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException | RuntimeException e) {
            found.completeExceptionally(e);
        }
    }

    /** Ends the threads; who waits for a name goes on waiting until its own time is over. */
    @Override
    public void close() {
        var unused = threads.shutdownNow();
    }
}
