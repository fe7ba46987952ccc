package dev.redport.micrometer;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisListener;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each call, retries and waits included, of which Micrometer's handlers make spans. One listener
 * is for one connection; with metrics, both:
 *
 * <pre>{@code
 * RedisListener.all(new MicrometerListener(meters), new ObservationListener(observations))
 * }</pre>
 *
 * <p>An observation is named {@code redis.call} and, for spans, after its operation, as in {@code cache.get}. Its parent
 * is the caller's current observation; its scope is open while the call lasts. Calls of {@code async()} views run on other
 * threads, where there is no parent unless the executor carries it over.
 *
 * <p>Key values of few values: operation, driver, client, outcome (success or error), error (none, or the kind). Of many:
 * attempts. Nothing else is told: no key, value, token, address or exception text. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ObservationListener implements RedisListener {
    private static final String NAME = "redis.call";
    private static final String NONE_YET = "";

    private static final ThreadLocal<@Nullable Open> INNERMOST = new ThreadLocal<>();

    private final ObservationRegistry registry;
    private volatile KeyValue driver = KeyValue.of("driver", NONE_YET);
    private volatile KeyValue client = KeyValue.of("client", NONE_YET);

    /** A call of this thread that has not ended, whose it is, and the one it is part of. */
    private static final class Open {
        final ObservationListener owner;
        final @Nullable Open outer;
        Observation observation = Observation.NOOP;
        Observation.Scope scope = Observation.Scope.NOOP;

        Open(ObservationListener owner, @Nullable Open outer) {
            this.owner = owner;
            this.outer = outer;
        }
    }

    /** A client's call, so that spans are of the kind client; nothing is added to what is sent. */
    private static final class CallContext extends SenderContext<Operation> {
        CallContext(Operation operation) {
            super((carrier, key, value) -> {}, Kind.CLIENT);
            setCarrier(operation);
            setRemoteServiceName("redis");
        }
    }

    /** Says no more than the kind. */
    private static final class FailedCall extends RuntimeException {
        private static final long serialVersionUID = 1;

        FailedCall(ErrorKind kind) {
            super(kind.tag(), null, false, false);
        }
    }

    /**
     * A listener that observes.
     *
     * @param registry whose handlers are told
     */
    public ObservationListener(ObservationRegistry registry) {
        this.registry = requireNonNull(registry, "registry");
    }

    @Override
    public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
        driver = KeyValue.of("driver", info.driver());
        client = KeyValue.of("client", info.config().clientName());
    }

    /** Remembers the call before a handler may throw, so that its end is not taken for another's. */
    @Override
    public void onStart(Operation operation) {
        if (registry.isNoop()) {
            return;
        }
        Open call = new Open(this, INNERMOST.get());
        INNERMOST.set(call);
        call.observation = Observation.createNotStarted(NAME, () -> new CallContext(operation), registry)
                .contextualName(operation.tag())
                .lowCardinalityKeyValue("operation", operation.tag())
                .lowCardinalityKeyValue(driver)
                .lowCardinalityKeyValue(client)
                .start();
        call.scope = call.observation.openScope();
    }

    @Override
    public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
        Open call = INNERMOST.get();
        if (call == null || call.owner != this) {
            return;
        }
        if (call.outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(call.outer);
        }
        call.scope.close();
        if (error != null) {
            call.observation.error(new FailedCall(error));
        }
        call.observation
                .lowCardinalityKeyValue("outcome", error == null ? "success" : "error")
                .lowCardinalityKeyValue("error", error == null ? KeyValue.NONE_VALUE : error.tag())
                .highCardinalityKeyValue("attempts", Integer.toString(attempts))
                .stop();
    }

    @Override
    public String toString() {
        return "ObservationListener";
    }
}
