package dev.redport.examples.demo;

import dev.redport.driver.CircuitBreaker;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisListener;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes what happens for the request of the calling thread, and passes everything on to the next listener. It relies on
 * listeners being called on the caller's thread.
 */
final class TracingListener implements RedisListener {
    private final RedisListener next;
    private final ThreadLocal<Trace> current = ThreadLocal.withInitial(Trace::new);

    TracingListener(RedisListener next) {
        this.next = next;
    }

    /** The notes of this thread's request. */
    Trace current() {
        return current.get();
    }

    /** Forgets the notes; to be called at the end of each request. */
    void end() {
        current.remove();
    }

    @Override
    public void onCall(Operation operation, long nanos, @Nullable ErrorKind error) {
        current().redisCall(nanos);
        next.onCall(operation, nanos, error);
    }

    @Override
    public void onLookup(String cache, LookupOutcome outcome, int count) {
        current().lookups(outcome, count);
        next.onLookup(cache, outcome, count);
    }

    @Override
    public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
        next.onConnect(info, pool);
    }

    @Override
    public void onRetry(Operation operation, ErrorKind error) {
        next.onRetry(operation, error);
    }

    @Override
    public void onRetryBudgetExhausted(Operation operation) {
        next.onRetryBudgetExhausted(operation);
    }

    @Override
    public void onCircuit(CircuitBreaker.State from, CircuitBreaker.State to) {
        next.onCircuit(from, to);
    }

    @Override
    public void onCircuitRejected(Operation operation) {
        next.onCircuitRejected(operation);
    }

    @Override
    public void onCache(String cache) {
        next.onCache(cache);
    }

    @Override
    public void onStore(String cache, int bytes) {
        next.onStore(cache, bytes);
    }

    @Override
    public void onLimiter(String limiter) {
        next.onLimiter(limiter);
    }

    @Override
    public void onLimit(String limiter, LimitOutcome outcome) {
        next.onLimit(limiter, outcome);
    }

    @Override
    public void onTokenStore(String store) {
        next.onTokenStore(store);
    }

    @Override
    public void onToken(String store, TokenOutcome outcome, int count) {
        next.onToken(store, outcome, count);
    }

    @Override
    public void onTlsReload(boolean ok) {
        next.onTlsReload(ok);
    }
}
