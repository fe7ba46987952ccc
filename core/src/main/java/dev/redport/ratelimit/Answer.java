package dev.redport.ratelimit;

import dev.redport.driver.Reply;
import java.time.Duration;
import java.util.List;

/** What the script answered. */
record Answer(long taken, Limit binding, long remaining, Duration retryAfter, Duration resetAfter) {
    private static final int FIELDS = 5;
    private static final int WRONG_CALENDAR = 2;

    /** The second it is at the server, if the calendar does not reach there; else -1. */
    static long otherSecond(Reply reply) {
        List<Reply> fields = reply.list();
        return fields.size() == WRONG_CALENDAR ? fields.get(1).integer() : -1;
    }

    static Answer of(Reply reply, Plan plan) {
        List<Reply> fields = reply.list();
        if (fields.size() != FIELDS) {
            throw new IllegalStateException("limit.lua: " + fields.size() + " fields (expected: " + FIELDS + ")");
        }
        return new Answer(
                fields.get(0).integer(),
                plan.limits().get((int) fields.get(1).integer() - 1),
                fields.get(2).integer(),
                micros(fields.get(3)),
                micros(fields.get(4)));
    }

    private static Duration micros(Reply field) {
        long micros = field.integer();
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }

    Decision decision() {
        return decision(taken > 0, remaining);
    }

    Decision decision(boolean allowed, long left) {
        return new Decision(
                allowed ? Decision.Outcome.ALLOWED : Decision.Outcome.DENIED,
                binding.limit(),
                left,
                retryAfter,
                resetAfter,
                binding.name(),
                Decision.Source.REDIS);
    }
}
