package dev.redport.health;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.ErrorKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a health check found. It names no host, no key and no exception text.
 *
 * @param status whether Redis answers
 * @param reasons why it is not up; empty when it is
 * @param warnings settings of the servers that would break a promise; empty unless {@link HealthCheck#watchDurability} was called
 * @param latency how long the answer, or giving up, took
 * @param checkedAt when
 * @since 0.1.0
 */
public record Health(
        Status status, List<ErrorKind> reasons, List<HealthWarning> warnings, Duration latency, Instant checkedAt) {
    /** Whether Redis answers. */
    public enum Status {
        /** It answers. */
        UP,
        /** It does not. */
        DOWN
    }

    /** Checks and copies the parts. */
    public Health {
        requireNonNull(status, "status");
        reasons = List.copyOf(reasons);
        warnings = List.copyOf(warnings);
        requireNonNull(latency, "latency");
        requireNonNull(checkedAt, "checkedAt");
    }

    /**
     * Whether Redis answers.
     *
     * @return true for {@link Status#UP}
     */
    public boolean isUp() {
        return status == Status.UP;
    }

    /**
     * This as a JSON object, for a readiness answer.
     *
     * @return for example <code>{"status":"DOWN","reasons":["timeout"],"warnings":[],"latencyMs":1000.2,"checkedAt":"..."}</code>
     */
    public String toJson() {
        StringBuilder json = new StringBuilder("{\"status\":\"").append(status).append("\",\"reasons\":[");
        for (int i = 0; i < reasons.size(); i++) {
            json.append(i == 0 ? "\"" : ",\"").append(reasons.get(i).tag()).append('"');
        }
        json.append("],\"warnings\":[");
        for (int i = 0; i < warnings.size(); i++) {
            json.append(i == 0 ? "\"" : ",\"").append(warnings.get(i).tag()).append('"');
        }
        return json.append("],\"latencyMs\":")
                .append(String.format(Locale.ROOT, "%.2f", latency.toNanos() / 1e6))
                .append(",\"checkedAt\":\"")
                .append(checkedAt)
                .append("\"}")
                .toString();
    }
}
