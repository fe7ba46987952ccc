package dev.redport.testkit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waiting for servers to reach a state, with a bound. */
final class Await {
    private static final long POLL = Duration.ofMillis(10).toNanos();

    private Await() {}

    /**
     * Waits until nothing is missing. A server that cannot be asked, or answers with an error, is asked again.
     *
     * @param missing what is still missing, in words; empty when all is well
     * @throws IllegalStateException after the limit, with the last of these words, or when interrupted
     */
    static void nothingMissing(Duration limit, Supplier<String> missing) {
        long deadline = System.nanoTime() + limit.toNanos();
        String words;
        RuntimeException error;
        do {
            error = null;
            try {
                words = missing.get();
            } catch (RedisServerError | UncheckedIOException e) {
                words = "a server to ask";
                error = e;
            }
            if (words.isEmpty()) {
                return;
            }
            LockSupport.parkNanos(POLL);
        } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
        throw failure(limit, words, error);
    }

    private static IllegalStateException failure(Duration limit, String words, @Nullable RuntimeException error) {
        String when = Thread.currentThread().isInterrupted() ? "when interrupted" : "after " + limit;
        return new IllegalStateException("still missing " + when + ": " + words, error);
    }
}
