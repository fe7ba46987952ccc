package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when a server that could not be reached may be tried again: after a random time below a bound, which doubles from
 * 50 milliseconds to one second, so that a server that is away is not stormed. One success opens the gate. The log has a line for the
 * first failure and one for the success after it. For drivers; thread-safe.
 *
 * @since 0.1.0
 */
public final class ConnectGate {
    private static final long MIN_BACKOFF = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MAX_BACKOFF = TimeUnit.SECONDS.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(ConnectGate.class);

    private final String client;
    private final AtomicReference<@Nullable Closed> closed = new AtomicReference<>();

    /**
     * Creates an open gate.
     *
     * @param client the name of the client, for the log
     */
    public ConnectGate(String client) {
        this.client = requireNonNull(client, "client");
    }

    /**
     * Tells whether an attempt may be made now.
     *
     * @return the last failure while no attempt may be made, else null
     */
    public @Nullable RedisException refusal() {
        Closed now = closed.get();
        return now != null && System.nanoTime() - now.until < 0 ? now.failure : null;
    }

    /**
     * Tells whether the last attempt failed: then one attempt at a time is enough.
     *
     * @return true from a failure to the next success
     */
    public boolean isFailing() {
        return closed.get() != null;
    }

    /** An attempt succeeded. */
    public void succeeded() {
        Closed before = closed.getAndSet(null);
        if (before != null) {
            log.atInfo().addKeyValue("client", client).log("A server of Redis can be connected to again");
        }
    }

    /**
     * An attempt failed. Attempts that fail at the same time count once.
     *
     * @param failure why
     */
    public void failed(RedisException failure) {
        Closed before = closed.get();
        long now = System.nanoTime();
        if (before == null || now - before.until >= 0) {
            int failures = before == null ? 0 : before.failures + 1;
            long bound = Math.min(MAX_BACKOFF, MIN_BACKOFF << Math.min(failures, 5));
            long until = now + ThreadLocalRandom.current().nextLong(bound + 1);
            boolean taken = closed.compareAndSet(before, new Closed(failure, failures, until));
            if (taken && before == null) {
                log.atWarn()
                        .addKeyValue("client", client)
                        .addKeyValue("error", failure.kind().tag())
                        .addKeyValue("reason", failure.getMessage())
                        .log("A server of Redis cannot be connected to");
            }
        }
    }

    private record Closed(RedisException failure, int failures, long until) {}
}
