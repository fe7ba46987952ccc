package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * How much may be taken in how much time. Costs are counted in whole tokens; what a token stands for, such as a request
 * or a byte, is the caller's choice. Immutable and thread-safe; limits are equal if they have the same name and rule.
 *
 * @since 0.1.0
 */
public final class Limit {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final String name;
    private final Rule rule;

    private Limit(String name, Rule rule) {
        this.name = name;
        this.rule = rule;
    }

    static Limit of(String name, Rule rule) {
        return new Limit(name, rule);
    }

    /**
     * Begins a token bucket: it holds at most so many tokens, is full at first, and is refilled evenly. The algorithm is
     * that of the leaky bucket as a meter (ITU-T I.371, annex A), and so of the generic cell rate algorithm, in exact
     * integers.
     *
     * @param capacity the tokens of a full bucket, which can be taken at once: 1 or more
     * @return a bucket that still needs its refill
     * @throws IllegalArgumentException if the capacity is below 1
     */
    public static TokenBucket tokenBucket(long capacity) {
        return new TokenBucket(Rule.positive("capacity", capacity));
    }

    /**
     * At most so many tokens in any period, estimated from two counters: what was taken in this window of the clock, and
     * that of the window before in proportion to its part that is less than a period ago. Never more than the limit by
     * this estimate; in the worst case, where all of the window before was taken at its end, up to twice the limit in one
     * period.
     *
     * @param limit tokens in a period: 1 or more
     * @param period 1 ms to 366 days, in whole microseconds
     * @return the limit
     * @throws IllegalArgumentException if a number is out of range, or both together cannot be computed exactly
     */
    public static Limit slidingWindow(long limit, Duration period) {
        return of(defaultName(limit, period), SlidingRule.of(limit, period));
    }

    /**
     * At most so many tokens in each window of the clock. Windows are counted from 1970-01-01T00:00Z; around the border
     * of two, up to twice the limit can be taken within one period.
     *
     * @param limit tokens in a window: 1 or more
     * @param period 1 ms to 366 days, in whole microseconds
     * @return the limit
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Limit fixedWindow(long limit, Duration period) {
        return of(defaultName(limit, period), WindowRule.of(limit, period, true));
    }

    /**
     * Like {@link #fixedWindow}, with a window of each key's own that begins when something is taken and none is open.
     *
     * @param limit tokens in a window: 1 or more
     * @param period 1 ms to 366 days, in whole microseconds
     * @return the limit
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Limit windowFromFirstUse(long limit, Duration period) {
        return of(defaultName(limit, period), WindowRule.of(limit, period, false));
    }

    /**
     * At most so many tokens in each period of the calendar. The server's clock decides which period it is.
     *
     * @param limit tokens in a period: 1 or more
     * @param period day, week, month or year
     * @param zone whose midnight it is
     * @return the limit
     * @throws IllegalArgumentException if the limit is below 1
     */
    public static Limit calendar(long limit, CalendarPeriod period, ZoneId zone) {
        requireNonNull(period, "period");
        requireNonNull(zone, "zone");
        return of(limit + "-per-" + period.name(), new CalendarRule(Rule.positive("limit", limit), period, zone));
    }

    /**
     * At most so many tokens in any period, exactly, by remembering when each was taken. Needs memory and time in
     * proportion to the limit; a call that takes many tokens is one entry.
     *
     * @param limit tokens in a period: 1 to 10,000
     * @param period 1 ms to 366 days, in whole microseconds
     * @return the limit
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Limit slidingLog(long limit, Duration period) {
        return of(defaultName(limit, period), LogRule.of(limit, period));
    }

    static String defaultName(long limit, Duration period) {
        return limit + "-per-" + requireNonNull(period, "period");
    }

    /**
     * The same limit with a name of its own, for decisions, headers and logs.
     *
     * @param name 1 to 64 of {@code A-Za-z0-9_.-}; without it, the limit is called like {@code 100-per-PT1M}
     * @return a copy
     * @throws IllegalArgumentException if the name is not allowed
     */
    public Limit named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: " + name + " (expected: 1 to 64 of A-Za-z0-9_.-)");
        }
        return of(name, rule);
    }

    /**
     * The name.
     *
     * @return such as {@code 100-per-PT1M}
     */
    public String name() {
        return name;
    }

    /**
     * The most that can be taken at once.
     *
     * @return tokens: the capacity of a bucket, the limit of a window
     */
    public long limit() {
        return rule.limit();
    }

    /**
     * The time after which a limit that was used up is full again.
     *
     * @return the period of a window; for a bucket the time in which it fills; for a calendar the longest period in whole
     *     days of 24 hours, though one in which clocks are put back lasts longer
     */
    public Duration window() {
        return rule.window();
    }

    Rule rule() {
        return rule;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Limit limit && name.equals(limit.name) && rule.equals(limit.rule);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + rule.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
