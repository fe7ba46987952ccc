package dev.redport.micrometer;

import dev.redport.driver.ErrorKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The meters of one operation: a histogram of all calls, and counters of the failed ones. */
final class GuideCallMeters implements CallMeters {
    /** What is worth a retry, so that its counter starts at 0; a counter for any other kind would start late. */
    static final Set<ErrorKind> REPEATED = Set.of(
            ErrorKind.NOT_CONNECTED,
            ErrorKind.POOL_TIMEOUT,
            ErrorKind.SERVER_BUSY,
            ErrorKind.READ_ONLY,
            ErrorKind.CONNECTION_LOST,
            ErrorKind.TIMEOUT);

    private final Meters meters;
    private final Timer duration;
    private final Counter calls;
    private final Map<ErrorKind, Counter> errors = new EnumMap<>(ErrorKind.class);
    private final Map<ErrorKind, Counter> retries = new EnumMap<>(ErrorKind.class);

    GuideCallMeters(Meters meters) {
        this.meters = meters;
        duration = meters.timer(
                "redis.operation.duration", "The time calls took, retries and waits included", Meters.BUCKETS);
        calls = meters.counter("redis.operations", "Calls, failed ones included");
        for (ErrorKind kind : ErrorKind.values()) {
            errors.put(kind, counter("redis.operation.errors", "Failed calls", kind));
        }
        for (ErrorKind kind : REPEATED) {
            retries.put(kind, retries(kind));
        }
    }

    @Override
    public void call(long nanos, @Nullable ErrorKind error) {
        duration.record(nanos, TimeUnit.NANOSECONDS);
        calls.increment();
        if (error != null) {
            Counter counter = errors.get(error);
            if (counter != null) {
                counter.increment();
            }
        }
    }

    @Override
    public void retry(ErrorKind error) {
        Counter known = retries.get(error);
        (known == null ? retries(error) : known).increment();
    }

    private Counter retries(ErrorKind kind) {
        return counter("redis.operation.retries", "Attempts that were repeated", kind);
    }

    private Counter counter(String name, String description, ErrorKind kind) {
        return meters.with("error", kind.tag()).counter(name, description);
    }
}
