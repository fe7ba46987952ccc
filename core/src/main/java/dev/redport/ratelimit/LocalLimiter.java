package dev.redport.ratelimit;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts in this process alone, while Redis does not answer: each limit as a bucket or a window of this process's share.
 * Bounded: of more keys than that, those used least recently are forgotten. One lock, never held for long.
 */
final class LocalLimiter {
    private static final int MAX_KEYS = 100_000;

    /** So that who waits as long as told is not turned away for the last bit of a fraction. */
    private static final double ROUNDING = 1e-9;

    private final int processes;
    private final LongSupplier nanoTime;
    private final Map<Place, State> states = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, State> eldest) {
            return size() > MAX_KEYS;
        }
    };

    /** Limits of a request's own are counted by themselves. */
    private record Place(Plan plan, String key) {}

    /** What was used of each limit, and since when. */
    private record State(double[] used, long[] since) {}

    LocalLimiter(int processes, LongSupplier nanoTime) {
        this.processes = processes;
        this.nanoTime = nanoTime;
    }

    /** Takes the cost as often as possible, at most so many times, and tells how often in the order of the limits. */
    synchronized long take(Plan plan, String key, long cost, long most, boolean write) {
        State state = rolled(plan, key);
        long times = most;
        for (int i = 0; i < state.used.length; i++) {
            times = Math.min(times, (long) ((share(plan.limits().get(i)) - state.used[i]) / cost + ROUNDING));
        }
        times = Math.max(0, times);
        for (int i = 0; write && i < state.used.length; i++) {
            state.used[i] += times * cost;
        }
        return times;
    }

    /** Charges without asking, or gives back with a negative cost. */
    synchronized void charge(Plan plan, String key, long cost) {
        State state = rolled(plan, key);
        for (int i = 0; i < state.used.length; i++) {
            long share = share(plan.limits().get(i));
            state.used[i] = Math.max(0, Math.min(state.used[i] + cost, 2.0 * share));
        }
    }

    synchronized void forget(String key) {
        states.keySet().removeIf(place -> place.key.equals(key));
    }

    /** When the cost may be taken, if nothing else is. */
    synchronized Duration wait(Plan plan, String key, long cost) {
        State state = rolled(plan, key);
        long now = nanoTime.getAsLong();
        double nanos = 0;
        for (int i = 0; i < state.used.length; i++) {
            Limit limit = plan.limits().get(i);
            double over = state.used[i] + cost - share(limit);
            if (over > 0) {
                nanos = Math.max(
                        nanos,
                        limit.rule() instanceof BucketRule
                                ? Math.ceil(over / perNano(limit))
                                : limit.window().toNanos() - (now - state.since[i]));
            }
        }
        return Duration.ofNanos((long) nanos);
    }

    private State rolled(Plan plan, String key) {
        long now = nanoTime.getAsLong();
        State state = states.computeIfAbsent(new Place(plan, key), place -> {
            int count = place.plan.limits().size();
            State fresh = new State(new double[count], new long[count]);
            Arrays.fill(fresh.since, now);
            return fresh;
        });
        List<Limit> limits = plan.limits();
        for (int i = 0; i < state.used.length; i++) {
            long passed = now - state.since[i];
            if (limits.get(i).rule() instanceof BucketRule) {
                state.used[i] = Math.max(0, state.used[i] - passed * perNano(limits.get(i)));
                state.since[i] = now;
            } else if (passed >= limits.get(i).window().toNanos()) {
                state.used[i] = 0;
                state.since[i] = now;
            }
        }
        return state;
    }

    /** This process's share, but at least one token, so that nobody is locked out for as long as Redis is away. */
    private long share(Limit limit) {
        return Math.max(1, limit.limit() / processes);
    }

    private double perNano(Limit limit) {
        BucketRule rule = (BucketRule) limit.rule();
        double whole = (double) rule.refill() / rule.period().toNanos();
        return whole * share(limit) / limit.limit();
    }
}
