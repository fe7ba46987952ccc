package dev.redport.micrometer;

import dev.redport.driver.ErrorKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The meters of one operation: one histogram, in which failed calls have an attribute more, made with the first of them. */
final class OtelCallMeters implements CallMeters {
    private static final List<Duration> EDGES = Stream.of(1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000)
            .map(Duration::ofMillis)
            .toList();

    private final Meters meters;
    private final Timer succeeded;
    private final Map<ErrorKind, Timer> failed = new ConcurrentHashMap<>();
    private final Map<ErrorKind, Counter> retries = new EnumMap<>(ErrorKind.class);

    OtelCallMeters(Meters meters) {
        this.meters = meters;
        succeeded = duration(meters);
        for (ErrorKind kind : ErrorKind.values()) {
            if (GuideCallMeters.REPEATED.contains(kind)) {
                retries.put(kind, retries(kind));
            }
        }
    }

    private static Timer duration(Meters meters) {
        return meters.timer("db.client.operation.duration", "Duration of database client operations", EDGES);
    }

    private Counter retries(ErrorKind kind) {
        return meters.with("error.type", kind.tag()).counter("redis.operation.retries", "Attempts that were repeated");
    }

    @Override
    public void call(long nanos, @Nullable ErrorKind error) {
        (error == null ? succeeded : failed(error)).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer failed(ErrorKind error) {
        return failed.computeIfAbsent(error, kind -> duration(meters.with("error.type", kind.tag())));
    }

    @Override
    public void retry(ErrorKind error) {
        Counter known = retries.get(error);
        (known == null ? retries(error) : known).increment();
    }
}
