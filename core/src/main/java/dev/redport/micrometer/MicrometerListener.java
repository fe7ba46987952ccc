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
import java.time.Instant;
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
 * <p>{@code docs/metrics.md} lists the meters. All have the tags client ({@code REDIS_CLIENT_NAME}) and driver. Counters are
 * there, at 0, from the moment of connecting, and those of a cache, limiter or token store from the moment of making it, so
 * that the first event is an increase. (Retries for a reason Redport does not retry today would appear with the first.)
 *
 * <p>No tag has a value that comes from users. After the first 100 caches, further ones share the tag {@code
 * cache="other"}, and limiters and token stores likewise. Give each connection of one
 * process its own {@code REDIS_CLIENT_NAME}: two of the same name and driver share their counters, and the gauges show
 * the one connected last. The registry does not keep a connection that nobody else uses. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MicrometerListener implements RedisListener {
    private final MeterRegistry registry;
    private final Tags extraTags;
    private final Naming naming;
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
        this(registry, extraTags, Naming.GUIDE);
    }

    private MicrometerListener(MeterRegistry registry, Iterable<Tag> extraTags, Naming naming) {
        this.naming = naming;
        this.registry = requireNonNull(registry, "registry");
        this.extraTags = Tags.of(extraTags);
    }

    /**
     * A listener that names the meters of calls and connections as the semantic conventions of OpenTelemetry for database
     * clients do ({@code db.client.operation.duration}, {@code db.client.connection.count} and so on). What these
     * conventions have no word for is called as ever.
     *
     * @param registry where the meters go
     * @return the listener
     */
    public static MicrometerListener openTelemetry(MeterRegistry registry) {
        return new MicrometerListener(registry, List.of(), Naming.OPEN_TELEMETRY);
    }

    @Override
    public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
        Tags tags = extraTags.and("client", info.config().clientName(), "driver", info.driver());
        meters = new ClientMeters(naming, new Meters(registry, tags), info, pool);
    }

    @Override
    public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
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
    public void onCertificates(CertificateFile file, Instant expiry) {
        ClientMeters current = meters;
        if (current != null) {
            current.certificates(file, expiry);
        }
    }

    @Override
    public void onHealth(boolean up, long nanos) {
        ClientMeters current = meters;
        if (current != null) {
            current.health(up, nanos);
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
