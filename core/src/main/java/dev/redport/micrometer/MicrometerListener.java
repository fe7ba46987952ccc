package dev.redport.micrometer;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.CircuitBreaker;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what happens as Micrometer meters. One listener is for one connection:
 *
 * <pre>{@code
 * Redport redport = Redport.connect(config, new MicrometerListener(registry));
 * }</pre>
 *
 * <table>
 * <caption>The meters by their Prometheus names; all have the tags client ({@code REDIS_CLIENT_NAME}) and driver</caption>
 * <tr><th>Name</th><th>Further tags</th><th>What it is</th></tr>
 * <tr><td>redis_operation_duration_seconds</td><td>operation</td><td>histogram of the time calls took, retries and waits
 *     included; buckets from 0.1 ms to 5 s</td></tr>
 * <tr><td>redis_operations_total</td><td>operation</td><td>calls, failed ones included</td></tr>
 * <tr><td>redis_operation_errors_total</td><td>operation, error</td><td>failed calls</td></tr>
 * <tr><td>redis_operation_retries_total</td><td>operation, error</td><td>attempts that were repeated</td></tr>
 * <tr><td>redis_retry_budget_exhausted_total</td><td></td><td>attempts that were not repeated, for lack of budget</td></tr>
 * <tr><td>redis_circuit_state</td><td>state</td><td>1 for the state the circuit breaker is in (closed, open, half_open),
 *     0 for the others; closed also if it is switched off</td></tr>
 * <tr><td>redis_circuit_rejected_total</td><td></td><td>calls the circuit breaker turned away</td></tr>
 * <tr><td>redis_tls_reloads_total</td><td>outcome</td><td>changes of the certificate files that were taken up (ok) or
 *     refused (failed)</td></tr>
 * <tr><td>redis_pool_size</td><td>pool</td><td>the most connections there may be</td></tr>
 * <tr><td>redis_pool_total_connections</td><td>pool</td><td>open connections</td></tr>
 * <tr><td>redis_pool_active_connections</td><td>pool</td><td>connections, or commands in flight, in use</td></tr>
 * <tr><td>redis_pool_idle_connections</td><td>pool</td><td>open connections that wait for work</td></tr>
 * <tr><td>redis_pool_pending_requests</td><td>pool</td><td>callers that wait for a connection</td></tr>
 * <tr><td>redis_pool_timeouts_total</td><td>pool</td><td>calls that found no free connection in time</td></tr>
 * <tr><td>redis_connections_opened_total</td><td>pool</td><td>connections opened</td></tr>
 * <tr><td>redis_connections_closed_total</td><td>pool</td><td>connections closed or lost</td></tr>
 * <tr><td>redis_cache_hits_total</td><td>cache</td><td>lookups that found a value or that there is none: no load
 *     needed</td></tr>
 * <tr><td>redis_cache_absent_total</td><td>cache</td><td>those of the hits that found that there is no value</td></tr>
 * <tr><td>redis_cache_misses_total</td><td>cache</td><td>lookups that found nothing</td></tr>
 * <tr><td>redis_cache_corrupt_total</td><td>cache</td><td>misses because the bytes could not be decoded</td></tr>
 * <tr><td>redis_cache_bypassed_total</td><td>cache</td><td>misses because Redis failed and the cache was
 *     bypassed</td></tr>
 * <tr><td>redis_cache_value_bytes</td><td>cache</td><td>summary of the sizes written</td></tr>
 * <tr><td>redis_ratelimit_allowed_total</td><td>limiter</td><td>calls that passed</td></tr>
 * <tr><td>redis_ratelimit_denied_total</td><td>limiter</td><td>calls that were denied, or would have been in shadow
 *     mode</td></tr>
 * <tr><td>redis_ratelimit_shadow_denied_total</td><td>limiter</td><td>those of the denials that passed in shadow
 *     mode</td></tr>
 * <tr><td>redis_ratelimit_deny_cache_total</td><td>limiter</td><td>those of the denials that were known without asking
 *     Redis</td></tr>
 * <tr><td>redis_ratelimit_coalesced_total</td><td>limiter</td><td>calls that another call of the process asked for as
 *     well</td></tr>
 * <tr><td>redis_ratelimit_failopen_total</td><td>limiter</td><td>calls that passed because Redis failed</td></tr>
 * <tr><td>redis_ratelimit_failclosed_total</td><td>limiter</td><td>calls that were denied because Redis failed</td></tr>
 * <tr><td>redis_ratelimit_local_total</td><td>limiter</td><td>calls decided by the process alone because Redis
 *     failed</td></tr>
 * <tr><td>redis_health_up</td><td></td><td>1 if the last health check within a minute was answered, 0 if not, NaN if
 *     there was none</td></tr>
 * </table>
 *
 * <p>Counters are there, at 0, from the moment of connecting, or of making the cache or limiter, so that the first event is an
 * increase. (Retries for a reason Redport does not retry today would appear with the first.) The tag pool is {@code
 * default}; after the first 100 caches, further ones share the tag {@code cache="other"}, and limiters likewise. Give each connection of one
 * process its own {@code REDIS_CLIENT_NAME}: two of the same name and driver share their counters, and the gauges show
 * the one connected last. The registry does not keep a connection that nobody else uses. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MicrometerListener implements RedisListener {
    private final MeterRegistry registry;
    private final Tags extraTags;
    private volatile @Nullable ClientMeters meters;

    /**
     * A listener that publishes to a registry.
     *
     * @param registry where the meters go
     */
    public MicrometerListener(MeterRegistry registry) {
        this(registry, List.of());
    }

    /**
     * A listener that publishes with further tags on every meter.
     *
     * @param registry where the meters go
     * @param extraTags the tags; of few values
     */
    public MicrometerListener(MeterRegistry registry, Iterable<Tag> extraTags) {
        this.registry = requireNonNull(registry, "registry");
        this.extraTags = Tags.of(extraTags);
    }

    @Override
    public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
        Tags tags = extraTags.and("client", info.config().clientName(), "driver", info.driver());
        meters = new ClientMeters(new Meters(registry, tags), pool);
    }

    @Override
    public void onCall(Operation operation, long nanos, @Nullable ErrorKind error) {
        ClientMeters current = meters;
        if (current != null) {
            current.call(operation, nanos, error);
        }
    }

    @Override
    public void onRetry(Operation operation, ErrorKind error) {
        ClientMeters current = meters;
        if (current != null) {
            current.retry(operation, error);
        }
    }

    @Override
    public void onRetryBudgetExhausted(Operation operation) {
        ClientMeters current = meters;
        if (current != null) {
            current.retryBudgetExhausted();
        }
    }

    @Override
    public void onCircuit(CircuitBreaker.State from, CircuitBreaker.State to) {
        ClientMeters current = meters;
        if (current != null) {
            current.circuit(to);
        }
    }

    @Override
    public void onCircuitRejected(Operation operation) {
        ClientMeters current = meters;
        if (current != null) {
            current.circuitRejected();
        }
    }

    @Override
    public void onTlsReload(boolean ok) {
        ClientMeters current = meters;
        if (current != null) {
            current.tlsReload(ok);
        }
    }

    @Override
    public void onCache(String cache) {
        ClientMeters current = meters;
        if (current != null) {
            current.cache(cache);
        }
    }

    @Override
    public void onLookup(String cache, LookupOutcome outcome, int count) {
        ClientMeters current = meters;
        if (current != null) {
            current.cache(cache).lookup(outcome, count);
        }
    }

    @Override
    public void onStore(String cache, int bytes) {
        ClientMeters current = meters;
        if (current != null) {
            current.cache(cache).store(bytes);
        }
    }

    @Override
    public void onLimiter(String limiter) {
        ClientMeters current = meters;
        if (current != null) {
            var unused = current.limiter(limiter);
        }
    }

    @Override
    public void onLimit(String limiter, LimitOutcome outcome) {
        ClientMeters current = meters;
        if (current != null) {
            current.limiter(limiter).count(outcome);
        }
    }

    @Override
    public void onTokenStore(String store) {
        ClientMeters current = meters;
        if (current != null) {
            var unused = current.tokenStore(store);
        }
    }

    @Override
    public void onToken(String store, TokenOutcome outcome, int count) {
        ClientMeters current = meters;
        if (current != null) {
            current.tokenStore(store).count(outcome, count);
        }
    }

    @Override
    public String toString() {
        return "MicrometerListener" + extraTags.stream().toList();
    }
}
