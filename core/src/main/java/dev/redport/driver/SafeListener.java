package dev.redport.driver;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener's exceptions away from callers: a broken metric must not break a request. */
final class SafeListener implements RedisListener {
    private static final Logger log = LoggerFactory.getLogger(RedisListener.class);

    private final RedisListener delegate;
    private final OncePerMinute failing = new OncePerMinute();

    SafeListener(RedisListener delegate) {
        this.delegate = delegate;
    }

    @Override
    public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
        safely(() -> delegate.onConnect(info, pool));
    }

    @Override
    public void onStart(Operation operation) {
        try {
            delegate.onStart(operation);
        } catch (RuntimeException e) {
            ignored(e);
        }
    }

    @Override
    public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
        try {
            delegate.onCall(operation, nanos, attempts, error);
        } catch (RuntimeException e) {
            ignored(e);
        }
    }

    @Override
    public void onRetry(Operation operation, ErrorKind error) {
        safely(() -> delegate.onRetry(operation, error));
    }

    @Override
    public void onRetryBudgetExhausted(Operation operation) {
        safely(() -> delegate.onRetryBudgetExhausted(operation));
    }

    @Override
    public void onTlsReload(boolean ok) {
        safely(() -> delegate.onTlsReload(ok));
    }

    @Override
    public void onCertificates(CertificateFile file, Instant expiry) {
        safely(() -> delegate.onCertificates(file, expiry));
    }

    @Override
    public void onHealth(boolean up, long nanos) {
        safely(() -> delegate.onHealth(up, nanos));
    }

    @Override
    public void onCircuit(CircuitBreaker.State from, CircuitBreaker.State to) {
        safely(() -> delegate.onCircuit(from, to));
    }

    @Override
    public void onCircuitRejected(Operation operation) {
        safely(() -> delegate.onCircuitRejected(operation));
    }

    @Override
    public void onCache(String cache) {
        safely(() -> delegate.onCache(cache));
    }

    @Override
    public void onLookup(String cache, LookupOutcome outcome, int count) {
        try {
            delegate.onLookup(cache, outcome, count);
        } catch (RuntimeException e) {
            ignored(e);
        }
    }

    @Override
    public void onStore(String cache, int bytes) {
        safely(() -> delegate.onStore(cache, bytes));
    }

    @Override
    public void onLimiter(String limiter) {
        safely(() -> delegate.onLimiter(limiter));
    }

    @Override
    public void onLimit(String limiter, LimitOutcome outcome) {
        safely(() -> delegate.onLimit(limiter, outcome));
    }

    @Override
    public void onTokenStore(String store) {
        safely(() -> delegate.onTokenStore(store));
    }

    @Override
    public void onToken(String store, TokenOutcome outcome, int count) {
        safely(() -> delegate.onToken(store, outcome, count));
    }

    /** For what does not happen with every call. */
    private void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            ignored(e);
        }
    }

    private void ignored(RuntimeException e) {
        (failing.isDue() ? log.atWarn() : log.atDebug())
                .addKeyValue("exception", e.getClass().getName())
                .log("A RedisListener failed and was ignored");
    }
}
