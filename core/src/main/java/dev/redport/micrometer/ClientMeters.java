package dev.redport.micrometer;

import dev.redport.driver.CircuitBreaker.State;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of one connection, all registered when it is made, so that a call only looks them up. */
final class ClientMeters {
    private final Meters meters;
    /** Held here, because the registry holds it weakly. */
    private final Supplier<PoolStats> pool;

    private final Map<Operation, OperationMeters> operations = new EnumMap<>(Operation.class);
    private final Named<CacheMeters> caches;
    private final Named<LimiterMeters> limiters;
    private final Named<TokenMeters> tokenStores;
    private final Counter retryBudgetExhausted;
    private final Counter circuitRejected;
    private final Counter tlsReloads;
    private final Counter tlsReloadsRefused;
    private final AtomicReference<State> circuit = new AtomicReference<>(State.CLOSED);
    private final HealthUp healthUp = new HealthUp(System::nanoTime);

    ClientMeters(Meters meters, Supplier<PoolStats> pool) {
        this.meters = meters;
        this.pool = pool;
        caches = new Named<>(name -> new CacheMeters(meters.with("cache", name)));
        limiters = new Named<>(name -> new LimiterMeters(meters.with("limiter", name)));
        tokenStores = new Named<>(name -> new TokenMeters(meters.with("store", name)));
        for (Operation operation : Operation.values()) {
            operations.put(operation, new OperationMeters(meters.with("operation", operation.tag())));
        }
        retryBudgetExhausted = meters.counter(
                "redis.retry.budget.exhausted", "Attempts that were not repeated because the retry budget was spent");
        circuitRejected = meters.counter("redis.circuit.rejected", "Calls that the circuit breaker turned away");
        tlsReloads = tlsReloads("ok");
        tlsReloadsRefused = tlsReloads("failed");
        registerCircuit();
        meters.gauge(
                "redis.health.up",
                "Whether the last health check within a minute was answered",
                healthUp,
                HealthUp::value);
        registerPool();
    }

    private Counter tlsReloads(String outcome) {
        return meters.with("outcome", outcome)
                .counter("redis.tls.reloads", "Changes of the certificate files, by whether they could be used");
    }

    private void registerCircuit() {
        for (State state : State.values()) {
            meters.with("state", state.tag())
                    .gauge(
                            "redis.circuit.state",
                            "1 for the state the circuit breaker is in, 0 for the others",
                            circuit,
                            current -> current.get() == state ? 1 : 0);
        }
    }

    private void registerPool() {
        poolGauge("redis.pool.size", "The most connections there may be", PoolStats::size);
        poolGauge("redis.pool.total.connections", "Open connections", PoolStats::total);
        poolGauge("redis.pool.active.connections", "Connections, or commands in flight, in use", PoolStats::active);
        poolGauge("redis.pool.idle.connections", "Open connections that wait for work", PoolStats::idle);
        poolGauge("redis.pool.pending.requests", "Callers that wait for a connection", PoolStats::pending);
        poolCounter("redis.pool.timeouts", "Calls that found no free connection in time", PoolStats::timeouts);
        poolCounter("redis.connections.opened", "Connections opened", PoolStats::opened);
        poolCounter("redis.connections.closed", "Connections closed or lost", PoolStats::closed);
    }

    private void poolGauge(String name, String description, ToDoubleFunction<PoolStats> value) {
        meters.with("pool", "default").gauge(name, description, pool, read(value));
    }

    private void poolCounter(String name, String description, ToDoubleFunction<PoolStats> value) {
        meters.with("pool", "default").counter(name, description, pool, read(value));
    }

    /** A driver that throws must not end the scrape of everything else. */
    private static ToDoubleFunction<Supplier<PoolStats>> read(ToDoubleFunction<PoolStats> value) {
        return pool -> {
            try {
                return value.applyAsDouble(pool.get());
            } catch (RuntimeException e) {
                return Double.NaN;
            }
        };
    }

    void call(Operation operation, long nanos, @Nullable ErrorKind error) {
        of(operation).call(nanos, error);
        if (operation == Operation.HEALTH_PING && error != ErrorKind.INTERRUPTED) {
            healthUp.checked(error == null);
        }
    }

    void retry(Operation operation, ErrorKind error) {
        of(operation).retry(error);
    }

    void retryBudgetExhausted() {
        retryBudgetExhausted.increment();
    }

    void circuit(State to) {
        circuit.set(to);
    }

    void circuitRejected() {
        circuitRejected.increment();
    }

    void tlsReload(boolean ok) {
        (ok ? tlsReloads : tlsReloadsRefused).increment();
    }

    private OperationMeters of(Operation operation) {
        OperationMeters found = operations.get(operation);
        if (found == null) {
            throw new IllegalStateException("operation: " + operation + " (expected: registered)");
        }
        return found;
    }

    CacheMeters cache(String name) {
        return caches.of(name);
    }

    LimiterMeters limiter(String name) {
        return limiters.of(name);
    }

    TokenMeters tokenStore(String name) {
        return tokenStores.of(name);
    }
}
