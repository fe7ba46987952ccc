package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Limit;
import java.util.List;

/** Several references that must all have room, with one clock that stands still while time goes back. */
final class ReferenceLimiter {
    private final List<Limit> limits;
    private final List<LimitReference> references;
    private long last;

    ReferenceLimiter(List<Limit> limits, List<LimitReference> references) {
        this.limits = limits;
        this.references = references;
    }

    private long now(long clock) {
        return Math.max(clock, last);
    }

    /** How often the cost can be taken at that time. */
    long times(long cost, long clock) {
        return references.stream()
                .mapToLong(each -> each.room(now(clock)) / cost)
                .min()
                .orElseThrow();
    }

    void take(long amount, long clock) {
        references.forEach(each -> each.take(amount, now(clock)));
        changed(clock);
    }

    void debit(long amount, long clock) {
        references.forEach(each -> each.debit(amount, now(clock)));
        changed(clock);
    }

    void give(long amount, long clock) {
        references.forEach(each -> each.give(amount, now(clock)));
        changed(clock);
    }

    private void changed(long clock) {
        last = now(clock);
        if (references.stream().allMatch(each -> each.full(last))) { // nothing is kept then
            references.forEach(LimitReference::forget);
            last = 0;
        }
    }

    /** Whether each number of a decision is right for the state of now, and if the cost should be had once more. */
    void check(Decision told, long clock, long cost, boolean denied, String what) {
        int binding = limits.stream().map(Limit::name).toList().indexOf(told.bindingLimit());
        assertThat(binding).as(what + ": binding limit").isNotNegative();
        LimitReference limit = references.get(binding);
        assertThat(told.limit()).as(what + ": limit").isEqualTo(limit.limit);
        assertThat(told.remaining()).as(what + ": remaining").isEqualTo(limit.room(now(clock)));
        checkReset(told, limit, clock, what);
        long retry = told.retryAfter().toNanos() / 1_000;
        if (denied) {
            assertThat(retry).as(what + ": retry").isPositive();
            assertThat(times(cost, clock + retry))
                    .as(what + ": retry in " + retry + " us")
                    .isPositive();
            assertThat(times(cost, clock + retry - 1))
                    .as(what + ": a us before")
                    .isZero();
            assertThat(limit.room(now(clock + retry - 1)))
                    .as(what + ": the binding limit, a us before")
                    .isLessThan(cost);
        } else {
            assertThat(retry).as(what + ": retry").isZero();
            long least = references.stream()
                    .mapToLong(each -> each.room(now(clock)))
                    .min()
                    .orElseThrow();
            assertThat(told.remaining()).as(what + ": the least left").isEqualTo(least);
        }
    }

    private void checkReset(Decision told, LimitReference limit, long clock, String what) {
        long reset = told.resetAfter().toNanos() / 1_000;
        assertThat(limit.full(now(clock + reset)))
                .as(what + ": full in " + reset + " us")
                .isTrue();
        if (reset > 0) {
            assertThat(limit.full(now(clock + reset - 1)))
                    .as(what + ": not before")
                    .isFalse();
        }
    }
}
