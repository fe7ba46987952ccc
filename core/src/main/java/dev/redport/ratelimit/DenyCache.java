package dev.redport.ratelimit;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last denial of each key, as long as it holds: until the same call may pass, and no longer than the policy says.
 * Bounded: when full, what is over is swept out, at most once in a while, and new denials are not remembered.
 */
final class DenyCache {
    private static final long SWEEP_NANOS = 50_000_000;
    private static final int STAMPS = 64;

    private final int maxKeys;
    private final Duration maxAge;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Denial> denials = new ConcurrentHashMap<>();
    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);
    private final AtomicLong lastSweep;

    private record Denial(Plan plan, long cost, Decision decision, long at, long life) {
        boolean holds(long now) {
            return now - at < life;
        }

        Decision after(long passed) {
            return new Decision(
                    decision.outcome(),
                    decision.limit(),
                    decision.remaining(),
                    decision.retryAfter().minusNanos(passed),
                    decision.resetAfter().minusNanos(passed),
                    decision.bindingLimit(),
                    Decision.Source.DENY_CACHE);
        }
    }

    DenyCache(RateLimitPolicy policy, LongSupplier nanoTime) {
        maxKeys = policy.deniedKeys();
        maxAge = policy.deniedAge();
        this.nanoTime = nanoTime;
        lastSweep = new AtomicLong(nanoTime.getAsLong());
    }

    /** The denial of just this call, if it still holds. */
    @Nullable
    Decision find(Plan plan, String key, long cost) {
        Denial denial = denials.isEmpty() ? null : denials.get(key);
        if (denial == null || denial.cost != cost || !denial.plan.equals(plan)) {
            return null;
        }
        long now = nanoTime.getAsLong();
        return denial.holds(now) ? denial.after(now - denial.at) : null;
    }

    /** To be taken before Redis is asked: what is forgotten after that is not remembered by the answer. */
    int stamp(String key) {
        return stamps.get(slot(key));
    }

    /** Remembers what Redis denied. */
    void remember(Plan plan, String key, long cost, Decision decision, int stamp) {
        long now = nanoTime.getAsLong();
        if (maxKeys == 0 || isFull(key, now)) {
            return;
        }
        Duration life = decision.retryAfter().compareTo(maxAge) > 0 ? maxAge : decision.retryAfter();
        Denial denial = new Denial(plan, cost, decision, now, life.toNanos());
        denials.compute(key, (k, old) -> stamps.get(slot(k)) == stamp ? denial : old);
    }

    private boolean isFull(String key, long now) {
        if (denials.size() < maxKeys || denials.containsKey(key)) {
            return false;
        }
        sweep(now);
        return denials.size() >= maxKeys;
    }

    private void sweep(long now) {
        long last = lastSweep.get();
        if (now - last > SWEEP_NANOS && lastSweep.compareAndSet(last, now)) {
            denials.values().removeIf(denial -> !denial.holds(now));
        }
    }

    private static int slot(String key) {
        return (key.hashCode() & Integer.MAX_VALUE) % STAMPS;
    }

    void forget(String key) {
        denials.compute(key, (k, old) -> {
            stamps.incrementAndGet(slot(k));
            return null;
        });
    }

    void forgetAll() {
        denials.clear();
    }

    int size() {
        return denials.size();
    }
}
