package dev.redport.ratelimit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The HTTP fields that tell a client of its limits, as text for any web framework. Nothing here looks at a clock or keeps
 * anything.
 *
 * <p>The fields {@code RateLimit-Policy} and {@code RateLimit} and the problem type are those of
 * draft-ietf-httpapi-ratelimit-headers-10, {@code Retry-After} is that of RFC 9110 section 10.2.3, the problem body that of
 * RFC 9457. Seconds are rounded up, so that nobody comes back too early.
 *
 * @since 0.1.0
 */
public final class RateLimitHeaders {
    /** The media type of {@link #problem}. */
    public static final String PROBLEM_TYPE = "application/problem+json";

    /** The status of a response to a denied request: Too Many Requests, RFC 6585. */
    public static final int TOO_MANY_REQUESTS = 429;

    private static final int UNAVAILABLE = 503;

    private RateLimitHeaders() {}

    /**
     * The standard fields, for a policy that does more than watch: {@code RateLimit-Policy} with each limit, quota {@code q} and window {@code w}; {@code RateLimit}
     * with what remains of the binding limit {@code r} and the seconds {@code t} until this request may pass, if it was denied, else
     * until the limit is full again; and, if the request
     * was denied and may come again, {@code Retry-After}, which is not earlier. Where Redis was not asked, nobody knows
     * what remains, and {@code RateLimit} is left out. A policy in shadow mode has no fields at all.
     *
     * @param policy the limiter's, {@link RateLimiter#policy()}; for limits of a request's own, with these: {@link
     *     RateLimitPolicy#limits(List)}
     * @param decision about the request
     * @return values by field name, in a fixed order
     * @throws IllegalArgumentException if the decision is about a limit that the policy does not have
     */
    public static Map<String, String> of(RateLimitPolicy policy, Decision decision) {
        if (policy.limits().stream().noneMatch(limit -> limit.name().equals(decision.bindingLimit()))) {
            throw new IllegalArgumentException(
                    "decision: about limit " + decision.bindingLimit() + " (expected: one of " + policy.limits()
                            + "; with limits of a request's own: policy.limits(theirs))");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        if (policy.shadow()) {
            return fields;
        }
        fields.put(
                "RateLimit-Policy",
                policy.limits().stream()
                        .map(limit -> quoted(limit.name()) + ";q=" + integer(limit.limit()) + ";w="
                                + integer(seconds(limit.window())))
                        .collect(Collectors.joining(", ")));
        if (isKnown(decision)) {
            fields.put(
                    "RateLimit",
                    quoted(decision.bindingLimit()) + ";r=" + integer(decision.remaining()) + ";t="
                            + integer(seconds(time(decision))));
        }
        addRetry(fields, decision);
        return fields;
    }

    /**
     * The fields that were in use before the standard: {@code X-RateLimit-Limit}, {@code -Remaining}, {@code -Reset} in
     * seconds from now, meaning what {@code t} means in {@link #of}, and {@code Retry-After}.
     *
     * @param decision about the request
     * @return values by field name, in a fixed order
     */
    public static Map<String, String> legacy(Decision decision) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (isKnown(decision)) {
            fields.put("X-RateLimit-Limit", String.valueOf(decision.limit()));
            fields.put("X-RateLimit-Remaining", String.valueOf(decision.remaining()));
            fields.put("X-RateLimit-Reset", String.valueOf(seconds(time(decision))));
        }
        addRetry(fields, decision);
        return fields;
    }

    /**
     * The status of a response to a denied request: {@link #TOO_MANY_REQUESTS}, or 503 if nobody knows whether the client
     * took too much, because Redis failed and the policy is closed.
     *
     * @param decision that denied the request
     * @return the status
     * @throws IllegalArgumentException if the decision denied nothing
     */
    public static int status(Decision decision) {
        if (decision.allowed()) {
            throw new IllegalArgumentException("decision: " + decision.outcome() + " (expected: DENIED or NEVER)");
        }
        return isOutage(decision) ? UNAVAILABLE : TOO_MANY_REQUESTS;
    }

    /**
     * The body of a response to a denied request, to be sent as {@link #PROBLEM_TYPE} with the {@link #status}: that the
     * quota is exceeded, or that the capacity is reduced for the time being.
     *
     * @param decision that denied the request
     * @return JSON
     * @throws IllegalArgumentException if the decision denied nothing
     */
    public static String problem(Decision decision) {
        String body =
                "{\"type\":\"https://iana.org/assignments/http-problem-types#%s\",\"title\":\"%s\",\"status\":%d%s}";
        int status = status(decision);
        return isOutage(decision)
                ? String.format(
                        Locale.ROOT,
                        body,
                        "temporary-reduced-capacity",
                        "Request cannot be satisfied due to temporary server capacity constraints",
                        status,
                        "")
                : String.format(
                        Locale.ROOT,
                        body,
                        "quota-exceeded",
                        "Request cannot be satisfied as assigned quota has been exceeded",
                        status,
                        ",\"violated-policies\":[\"" + decision.bindingLimit() + "\"]");
    }

    private static boolean isOutage(Decision decision) {
        return decision.outcome() == Decision.Outcome.DENIED && decision.source() == Decision.Source.POLICY;
    }

    private static boolean isKnown(Decision decision) {
        return decision.source() != Decision.Source.POLICY
                && decision.source() != Decision.Source.LOCAL
                && decision.outcome() != Decision.Outcome.SHADOW_DENIED;
    }

    /** Until the next request may pass, if this one did not; else until the limit is full. */
    private static Duration time(Decision decision) {
        return decision.outcome() == Decision.Outcome.ALLOWED ? decision.resetAfter() : decision.retryAfter();
    }

    private static void addRetry(Map<String, String> fields, Decision decision) {
        if (decision.outcome() == Decision.Outcome.DENIED) {
            fields.put("Retry-After", String.valueOf(Math.max(1, seconds(decision.retryAfter()))));
        }
    }

    /** A string of RFC 9651; names of limits hold nothing that would have to be escaped. */
    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    /** Integers of RFC 9651 have at most 15 digits. */
    private static long integer(long value) {
        return Math.min(value, 999_999_999_999_999L);
    }

    private static long seconds(Duration time) {
        return time.getSeconds() + (time.getNano() > 0 ? 1 : 0);
    }
}
