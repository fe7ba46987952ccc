package dev.redport.micrometer;

import dev.redport.driver.CircuitBreaker.State;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisListener.CertificateFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of one connection, all registered when it or a port is made, so that a call only looks them up. */
final class ClientMeters {
    private final Naming naming;
    private final Meters meters;
    /** Held here, because the registry holds it weakly. */
    private final Supplier<PoolStats> pool;

    /** Replaced by a larger copy, so that a call need not look up more than an array. */
    private volatile Map<Operation, CallMeters> operations = new EnumMap<>(Operation.class);

    private final Named<CacheMeters> caches = new Named<>(this::newCache);
    private final Named<LimiterMeters> limiters = new Named<>(this::newLimiter);
    private final Named<TokenMeters> tokenStores = new Named<>(this::newTokenStore);
    private final Counter retryBudgetExhausted;
    private final Counter circuitRejected;
    private final Counter tlsReloads;
    private final Counter tlsReloadsRefused;
    private final Map<CertificateFile, Instant> expiries = new ConcurrentHashMap<>();
    private final AtomicReference<State> circuit = new AtomicReference<>(State.CLOSED);
    private final HealthUp healthUp = new HealthUp(System::nanoTime);
    private final Timer healthDuration;

    ClientMeters(Naming naming, Meters meters, DriverInfo info, Supplier<PoolStats> pool) {
        this.naming = naming;
        this.meters = meters;
        this.pool = pool;
        registerCalls("health.");
        registerCalls("other");
        retryBudgetExhausted = meters.counter(
                "redis.retry.budget.exhausted", "Attempts that were not repeated because the retry budget was spent");
        circuitRejected = meters.counter("redis.circuit.rejected", "Calls that the circuit breaker turned away");
        tlsReloads = tlsReloads("ok");
        tlsReloadsRefused = tlsReloads("failed");
        healthDuration = meters.timer("redis.health.check.duration", "The time health checks took", Meters.BUCKETS);
        registerGauges();
        naming.pool(new PoolMeters(meters, this.pool), info.config().clientName());
    }

    private Counter tlsReloads(String outcome) {
        return meters.with("outcome", outcome)
                .counter("redis.tls.reloads", "Changes of the certificate files, by whether they could be used");
    }

    private void registerGauges() {
        meters.gauge(
                "redis.health.up",
                "Whether the last health check within a minute was answered",
                healthUp,
                HealthUp::value);
        for (State state : State.values()) {
            meters.with("state", state.tag())
                    .gauge(
                            "redis.circuit.state",
                            "1 for the state the circuit breaker is in, 0 for the others",
                            circuit,
                            current -> current.get() == state ? 1 : 0);
        }
        for (CertificateFile file : CertificateFile.values()) {
            meters.with("which", file.name().toLowerCase(Locale.ROOT))
                    .seconds(
                            "redis.tls.certificate.expiry",
                            "The time until the first certificate of the file expires",
                            expiries,
                            known -> secondsUntil(known.get(file)));
        }
    }

    private static double secondsUntil(@Nullable Instant moment) {
        return moment == null
                ? Double.NaN
                : Duration.between(Instant.now(), moment).toMillis() / 1_000.0;
    }

    /** Those of a port start with it: a client without rate limiters has no series of their operations. */
    private void registerCalls(String prefix) {
        for (Operation operation : Operation.values()) {
            if (operation.tag().startsWith(prefix)) {
                var unused = of(operation);
            }
        }
    }

    private CallMeters of(Operation operation) {
        CallMeters known = operations.get(operation);
        return known != null ? known : register(operation);
    }

    private synchronized CallMeters register(Operation operation) {
        Map<Operation, CallMeters> larger = new EnumMap<>(operations);
        CallMeters made = larger.computeIfAbsent(operation, missing -> naming.calls(meters, missing));
        operations = larger;
        return made;
    }

    private CacheMeters newCache(String name) {
        registerCalls("cache.");
        return new CacheMeters(meters.with("cache", name));
    }

    private LimiterMeters newLimiter(String name) {
        registerCalls("ratelimit.");
        return new LimiterMeters(meters.with("limiter", name));
    }

    private TokenMeters newTokenStore(String name) {
        registerCalls("token.");
        return new TokenMeters(meters.with("store", name));
    }

    void call(Operation operation, long nanos, @Nullable ErrorKind error) {
        of(operation).call(nanos, error);
    }

    void retry(Operation operation, ErrorKind error) {
        of(operation).retry(error);
    }

    void health(boolean up, long nanos) {
        healthUp.checked(up);
        healthDuration.record(nanos, TimeUnit.NANOSECONDS);
    }

    void certificates(CertificateFile file, Instant expiry) {
        expiries.put(file, expiry);
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
