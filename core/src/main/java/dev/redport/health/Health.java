package dev.redport.health;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.Need;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a health check found. It names no host, no key and no exception text. Immutable and thread-safe.
 *
 * @param status whether Redis answers
 * @param reasons why it is not up; empty when it is
 * @param warnings settings of the servers that would break a promise; empty unless {@link HealthCheck#watchDurability} was called
 * @param requiredBy the ports without which the service is of no use; see {@link #isReady}
 * @param latency how long the answer, or giving up, took
 * @param checkedAt when
 * @since 0.1.0
 */
public record Health(
        Status status,
        List<ErrorKind> reasons,
        List<HealthWarning> warnings,
        Set<Need> requiredBy,
        Duration latency,
        Instant checkedAt) {
    /** Whether Redis answers. */
    public enum Status {
        /** It answers, every master of it. */
        UP,
        /**
         * It answers, but not to every call: some masters are away or slots unserved, all connections are in use and callers wait,
         * or the circuit breaker still turns calls away.
         */
        DEGRADED,
        /** No master answers, or what answers is a read-only replica. */
        DOWN,
        /** It could not be found out, because the thread that asked was interrupted. */
        UNKNOWN
    }

    /** Checks and copies the parts. */
    public Health {
        requireNonNull(status, "status");
        reasons = List.copyOf(reasons);
        warnings = List.copyOf(warnings);
        requiredBy = Set.copyOf(requiredBy);
        requireNonNull(latency, "latency");
        requireNonNull(checkedAt, "checkedAt");
    }

    /**
     * Whether Redis answers.
     *
     * @return true for {@link Status#UP} and {@link Status#DEGRADED}
     */
    public boolean isUp() {
        return status == Status.UP || status == Status.DEGRADED;
    }

    /**
     * Whether the service can do its work as far as Redis is concerned: Redis answers, or no port requires it. A cache that is
     * bypassed and a limiter that lets calls pass do not; so one outage of Redis does not take every instance out of rotation.
     *
     * @return what a readiness probe should answer
     */
    public boolean isReady() {
        return isUp() || requiredBy.isEmpty();
    }

    /**
     * This as a JSON object, for a readiness answer.
     *
     * @return for example <code>{"status":"DOWN","ready":true,"reasons":["timeout"],"warnings":[],"requiredBy":[],"latencyMs":1000.2,
     *     "checkedAt":"..."}</code>
     */
    public String toJson() {
        return Json.of(fields());
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", status);
        fields.put("ready", isReady());
        fields.put("reasons", reasons.stream().map(ErrorKind::tag).toList());
        fields.put("warnings", warnings.stream().map(HealthWarning::tag).toList());
        fields.put("requiredBy", names(requiredBy));
        fields.put("latencyMs", millis(latency));
        fields.put("checkedAt", checkedAt);
        return fields;
    }

    private static List<String> names(Collection<Need> ports) {
        return ports.stream()
                .sorted()
                .map(port -> port.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    static double millis(Duration time) {
        return Math.round(time.toNanos() / 1e4) / 100.0;
    }
}
