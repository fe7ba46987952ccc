package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a limiter limits, and how it behaves. Every method returns a changed copy; a policy that was handed out never
 * changes.
 *
 * <p>Without further settings: open when Redis fails, 250 ms for an answer, up to 10,000 denials remembered for up to 1
 * second, callers of the same key ask together.
 *
 * @since 0.1.0
 */
public final class RateLimitPolicy {
    private static final int MOST_LIMITS = 8;
    private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(1);
    private static final Duration LONGEST_DENIAL = Duration.ofHours(1);

    private final String name;
    // Written only by the method that makes a copy, before it hands the copy out.
    private List<Limit> limits = List.of();
    private int version = 1;
    private OutagePolicy onUnavailable = OutagePolicy.OPEN;
    private Duration deadline = Duration.ofMillis(250);
    private int deniedKeys = 10_000;
    private Duration deniedAge = Duration.ofSeconds(1);
    private boolean coalescing = true;
    private boolean shadow;

    private RateLimitPolicy(String name) {
        this.name = name;
    }

    private RateLimitPolicy copy() {
        RateLimitPolicy copy = new RateLimitPolicy(name);
        copy.limits = limits;
        copy.version = version;
        copy.onUnavailable = onUnavailable;
        copy.deadline = deadline;
        copy.deniedKeys = deniedKeys;
        copy.deniedAge = deniedAge;
        copy.coalescing = coalescing;
        copy.shadow = shadow;
        return copy;
    }

    /**
     * A policy without limits yet.
     *
     * @param name part of every key and the metric tag {@code limiter}: 1 to 64 of {@code A-Za-z0-9_.-}
     * @return the policy
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static RateLimitPolicy named(String name) {
        check(Limit.NAME.matcher(name).matches(), "name: " + name + " (expected: 1 to 64 of A-Za-z0-9_.-)");
        return new RateLimitPolicy(name);
    }

    /**
     * One more limit. All limits must have room for a call to pass, and then all are charged; else none is.
     *
     * @param limit the limit
     * @return a copy
     * @throws IllegalArgumentException if there are 8 already, or one has the same name
     */
    public RateLimitPolicy limit(Limit limit) {
        List<Limit> more = new ArrayList<>(limits);
        more.add(requireNonNull(limit, "limit"));
        return limits(more);
    }

    /**
     * Other limits in the place of all.
     *
     * @param limits 1 to 8, with different names
     * @return a copy
     * @throws IllegalArgumentException if there are none or too many, or two have the same name
     */
    public RateLimitPolicy limits(List<Limit> limits) {
        RateLimitPolicy copy = copy();
        copy.limits = checked(limits);
        return copy;
    }

    static List<Limit> checked(List<Limit> limits) {
        check(
                !limits.isEmpty() && limits.size() <= MOST_LIMITS,
                "limits: " + limits.size() + " (expected: 1 to " + MOST_LIMITS + ")");
        Set<String> names = new HashSet<>();
        for (Limit limit : limits) {
            check(
                    names.add(limit.name()),
                    "limits: two named " + limit.name() + " (expected: different names, see Limit.named)");
        }
        check(
                limits.stream().filter(limit -> limit.rule() instanceof LogRule).count() <= 1,
                "limits: several sliding logs (expected: at most one)");
        return List.copyOf(limits);
    }

    /**
     * The version of what is counted. What was taken under other versions is not seen.
     *
     * @param version 1 or more; 1 unless set
     * @return a copy
     * @throws IllegalArgumentException if it is below 1
     */
    public RateLimitPolicy version(int version) {
        check(version >= 1, "version: " + version + " (expected: >= 1)");
        RateLimitPolicy copy = copy();
        copy.version = version;
        return copy;
    }

    /**
     * What happens when Redis fails or does not answer in time.
     *
     * @param policy {@link OutagePolicy#OPEN} unless set
     * @return a copy
     */
    public RateLimitPolicy onUnavailable(OutagePolicy policy) {
        RateLimitPolicy copy = copy();
        copy.onUnavailable = requireNonNull(policy, "policy");
        return copy;
    }

    /**
     * How long a decision may take, retries included, before the outage policy decides. In the first calls of a process,
     * which connect, that may be shorter than what connecting takes.
     *
     * @param deadline 1 ms to 1 minute; 250 ms unless set
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public RateLimitPolicy deadline(Duration deadline) {
        requireBetween("deadline", deadline, LONGEST_DEADLINE);
        RateLimitPolicy copy = copy();
        copy.deadline = deadline;
        return copy;
    }

    /**
     * How denials are remembered in this process, so that the same call is denied again without a trip until it may pass.
     * A refund or reset by another process may go unnoticed for that long.
     *
     * @param maxKeys how many at most: 1 to 10,000,000; 10,000 unless set
     * @param maxAge for how long at most: 1 ms to 1 hour; 1 second unless set
     * @return a copy
     * @throws IllegalArgumentException if a number is out of range
     */
    public RateLimitPolicy denyCache(int maxKeys, Duration maxAge) {
        check(maxKeys >= 1 && maxKeys <= 10_000_000, "maxKeys: " + maxKeys + " (expected: 1 to 10,000,000)");
        requireBetween("maxAge", maxAge, LONGEST_DENIAL);
        RateLimitPolicy copy = copy();
        copy.deniedKeys = maxKeys;
        copy.deniedAge = maxAge;
        return copy;
    }

    /**
     * Remembers no denial: each call asks Redis.
     *
     * @return a copy
     */
    public RateLimitPolicy withoutDenyCache() {
        RateLimitPolicy copy = copy();
        copy.deniedKeys = 0;
        return copy;
    }

    /**
     * Whether callers of this process who want the same from one key at the same time ask together: while a call is under
     * way, later ones wait for it and then share the next, in the order they came.
     *
     * @param coalescing true unless set
     * @return a copy
     */
    public RateLimitPolicy coalescing(boolean coalescing) {
        RateLimitPolicy copy = copy();
        copy.coalescing = coalescing;
        return copy;
    }

    /**
     * Whether the policy only watches: what would be denied passes as {@link Decision.Outcome#SHADOW_DENIED}.
     *
     * @param shadow false unless set
     * @return a copy
     */
    public RateLimitPolicy shadow(boolean shadow) {
        RateLimitPolicy copy = copy();
        copy.shadow = shadow;
        return copy;
    }

    private static void requireBetween(String what, Duration value, Duration most) {
        check(
                value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(most) <= 0,
                what + ": " + value + " (expected: PT0.001S to " + most + ")");
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * The name.
     *
     * @return as in metrics
     */
    public String name() {
        return name;
    }

    /**
     * The limits.
     *
     * @return in the order they were added
     */
    public List<Limit> limits() {
        return limits;
    }

    int version() {
        return version;
    }

    /**
     * What happens while Redis fails.
     *
     * @return the policy
     */
    public OutagePolicy onUnavailable() {
        return onUnavailable;
    }

    Duration deadline() {
        return deadline;
    }

    int deniedKeys() {
        return deniedKeys;
    }

    Duration deniedAge() {
        return deniedAge;
    }

    boolean coalescing() {
        return coalescing;
    }

    boolean shadow() {
        return shadow;
    }

    @Override
    public String toString() {
        return "RateLimitPolicy[" + name + ", " + limits + ", on outage " + onUnavailable + (shadow ? ", shadow" : "")
                + "]";
    }
}
