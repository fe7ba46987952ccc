package dev.redport.ratelimit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.driver.Command;
import dev.redport.driver.Replay;
import dev.redport.driver.Script;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Limits in the script's terms. Equal if the limits are; immutable but for what it remembers, and thread-safe. */
final class Plan {
    private static final Script TAKE = Script.beside(Plan.class, "limit.lua", Replay.NEVER);
    private static final Script LOOK = Script.beside(Plan.class, "limit.lua", Replay.READ);

    private final List<Limit> limits;
    private final Limit tightest;
    private final boolean logged;
    private final int hash;
    private volatile @Nullable Spec known;

    /** Valid until a period of a calendar ends. */
    private record Spec(byte[] text, long from, long until) {}

    Plan(List<Limit> limits) {
        this.limits = limits;
        hash = limits.hashCode();
        Limit least = limits.get(0);
        for (Limit limit : limits) {
            least = limit.limit() < least.limit() ? limit : least;
        }
        tightest = least;
        logged = limits.stream().anyMatch(limit -> limit.rule() instanceof LogRule);
    }

    List<Limit> limits() {
        return limits;
    }

    /** The limit that no higher cost can pass. */
    Limit tightest() {
        return tightest;
    }

    /** Whether the state is a sorted set. */
    boolean logged() {
        return logged;
    }

    Command take(byte[] key, long now, char op, long cost, long most) {
        return TAKE.call(List.of(key), spec(now), order(op, cost, most));
    }

    Command look(byte[] key, long now, long cost) {
        return LOOK.call(List.of(key), spec(now), order('p', cost, 1));
    }

    private static byte[] order(char op, long cost, long most) {
        return (op + "," + cost + "," + most).getBytes(US_ASCII);
    }

    private byte[] spec(long now) {
        Spec spec = known;
        if (spec == null || now < spec.from || now >= spec.until) {
            String text = limits.stream().map(limit -> limit.rule().spec(now)).collect(Collectors.joining(" "));
            long until = Long.MAX_VALUE;
            for (Limit limit : limits) {
                until = Math.min(until, limit.rule().specUntil(now));
            }
            spec = new Spec(text.getBytes(US_ASCII), until == Long.MAX_VALUE ? Long.MIN_VALUE : now, until);
            known = spec;
        }
        return spec.text;
    }

    /** A decision by limits that nobody was asked about. */
    Decision unasked(Decision.Outcome outcome, Limit binding, Duration retryAfter, Decision.Source source) {
        return new Decision(outcome, binding.limit(), 0, retryAfter, retryAfter, binding.name(), source);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Plan plan && hash == plan.hash && limits.equals(plan.limits));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
