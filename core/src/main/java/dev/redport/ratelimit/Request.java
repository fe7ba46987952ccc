package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Who wants how much, and by which limits. Immutable and thread-safe; {@link #toString} does not show the key.
 *
 * @since 0.1.0
 */
public final class Request {
    private final String key;
    private final long cost;
    private final List<Limit> limits;

    private Request(String key, long cost, List<Limit> limits) {
        this.key = requireNonNull(key, "key");
        this.cost = cost;
        this.limits = limits;
    }

    /**
     * One token.
     *
     * @param key who wants it: 1 to 256 bytes of UTF-8
     * @return a request by the limits of the policy
     */
    public static Request of(String key) {
        return new Request(key, 1, List.of());
    }

    /**
     * Wants so many tokens.
     *
     * @param cost 1 or more
     * @return a copy
     * @throws IllegalArgumentException if the cost is below 1
     */
    public Request cost(long cost) {
        return new Request(key, Rule.positive("cost", cost), limits);
    }

    /**
     * Uses limits of its own instead of those of the policy, such as a tenant's. What the key has used so far stays used:
     * limits are compared by their place in the list, and a limit of another kind at that place begins anew.
     *
     * @param limits 1 to 8, with different names; a sliding log among them only if the policy has one
     * @return a copy
     * @throws IllegalArgumentException if there are none or too many, or two have the same name
     */
    public Request limits(Limit... limits) {
        return new Request(key, cost, RateLimitPolicy.checked(List.of(limits)));
    }

    /**
     * Who wants it.
     *
     * @return the key
     */
    public String key() {
        return key;
    }

    /**
     * How much.
     *
     * @return tokens
     */
    public long cost() {
        return cost;
    }

    /**
     * By which limits, if not by those of the policy.
     *
     * @return the limits
     */
    public Optional<List<Limit>> limits() {
        return limits.isEmpty() ? Optional.empty() : Optional.of(limits);
    }

    @Override
    public String toString() {
        return "Request[cost=" + cost + ", limits=" + limits + "]";
    }
}
