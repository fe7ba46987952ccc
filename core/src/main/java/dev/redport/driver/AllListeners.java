package dev.redport.driver;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells several listeners, each of which may throw without harm to the others. */
final class AllListeners implements RedisListener {
    private final List<SafeListener> listeners;

    AllListeners(RedisListener... listeners) {
        this.listeners = Arrays.stream(listeners).map(SafeListener::new).toList();
    }

    @Override
    public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
        tell(each -> each.onConnect(info, pool));
    }

    @Override
    public void onStart(Operation operation) {
        tell(each -> each.onStart(operation));
    }

    /** The other way round: who was told first of its start is told last of its end. */
    @Override
    public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
        for (int i = listeners.size() - 1; i >= 0; i--) {
            listeners.get(i).onCall(operation, nanos, attempts, error);
        }
    }

    @Override
    public void onRetry(Operation operation, ErrorKind error) {
        tell(each -> each.onRetry(operation, error));
    }

    @Override
    public void onRetryBudgetExhausted(Operation operation) {
        tell(each -> each.onRetryBudgetExhausted(operation));
    }

    @Override
    public void onTlsReload(boolean ok) {
        tell(each -> each.onTlsReload(ok));
    }

    @Override
    public void onCertificates(CertificateFile file, Instant expiry) {
        tell(each -> each.onCertificates(file, expiry));
    }

    @Override
    public void onHealth(boolean up, long nanos) {
        tell(each -> each.onHealth(up, nanos));
    }

    @Override
    public void onCircuit(CircuitBreaker.State from, CircuitBreaker.State to) {
        tell(each -> each.onCircuit(from, to));
    }

    @Override
    public void onCircuitRejected(Operation operation) {
        tell(each -> each.onCircuitRejected(operation));
    }

    @Override
    public void onCache(String cache) {
        tell(each -> each.onCache(cache));
    }

    @Override
    public void onLookup(String cache, LookupOutcome outcome, int count) {
        tell(each -> each.onLookup(cache, outcome, count));
    }

    @Override
    public void onStore(String cache, int bytes) {
        tell(each -> each.onStore(cache, bytes));
    }

    @Override
    public void onLimiter(String limiter) {
        tell(each -> each.onLimiter(limiter));
    }

    @Override
    public void onLimit(String limiter, LimitOutcome outcome) {
        tell(each -> each.onLimit(limiter, outcome));
    }

    @Override
    public void onTokenStore(String store) {
        tell(each -> each.onTokenStore(store));
    }

    @Override
    public void onToken(String store, TokenOutcome outcome, int count) {
        tell(each -> each.onToken(store, outcome, count));
    }

    private void tell(Consumer<RedisListener> event) {
        for (int i = 0; i < listeners.size(); i++) {
            event.accept(listeners.get(i));
        }
    }
}
