package dev.redport.cache;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisUnavailableException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What reads do while Redis fails: fail fast, or go to the loader, a bounded number at once. */
final class Bypass {
    private final String cache;
    private final int maxLoads;
    private final Duration loadTimeout;
    private final @Nullable Semaphore bulkhead;

    Bypass(CacheSpec<?, ?> spec) {
        cache = spec.name();
        maxLoads = spec.bypass();
        loadTimeout = spec.loadTimeout();
        bulkhead = maxLoads == 0 ? null : new Semaphore(maxLoads);
    }

    /** Whether this failure is one of Redis, and the cache is to be bypassed then. */
    boolean covers(RedisException e) {
        boolean redisFailed =
                e.kind() != ErrorKind.INTERRUPTED && e.kind() != ErrorKind.CODEC && e.kind() != ErrorKind.TOO_LARGE;
        return bulkhead != null && redisFailed;
    }

    /** Calls a loader, behind the bulkhead while Redis is down. */
    <T> T call(Callable<T> loader, boolean down) {
        if (!down || bulkhead == null) {
            return unchecked(loader);
        }
        if (!acquired(bulkhead)) {
            throw new RedisUnavailableException(
                    ErrorKind.REJECTED,
                    "Redis is down and " + maxLoads + " loads of cache " + cache + " are under way already");
        }
        try {
            return unchecked(loader);
        } finally {
            bulkhead.release();
        }
    }

    private boolean acquired(Semaphore permits) {
        try {
            return permits.tryAcquire(loadTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T unchecked(Callable<T> loader) {
        try {
            return loader.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new LoadException("The loader failed", e);
        }
    }
}
