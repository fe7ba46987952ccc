package dev.redport.ratelimit;

import dev.redport.driver.Reply;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** What the script answered. */
record Answer(long taken, Limit binding, long remaining, Duration retryAfter, Duration resetAfter) {
    private static final int FIELDS = 5;
    private static final String WRONG_CALENDAR = "-1,";

    /** The second it is at the server, if the calendar does not reach there; else -1. */
    static long otherSecond(Reply reply) {
        byte[] bytes = reply.bytes();
        if (bytes == null || bytes.length == 0 || bytes[0] != WRONG_CALENDAR.charAt(0)) {
            return -1; // nearly always: the text is made once, by those who need it
        }
        String text = reply.text();
        return text.startsWith(WRONG_CALENDAR) ? Long.parseLong(text.substring(WRONG_CALENDAR.length())) : -1;
    }

    static Answer of(Reply reply, Plan plan) {
        long[] fields = fields(reply.text());
        return new Answer(
                fields[0],
                plan.limits().get((int) fields[1] - 1),
                fields[2],
                Duration.of(fields[3], ChronoUnit.MICROS),
                Duration.of(fields[4], ChronoUnit.MICROS));
    }

    private static long[] fields(String text) {
        long[] fields = new long[FIELDS];
        int count = 0;
        int start = 0;
        while (start <= text.length() && count < FIELDS) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            fields[count++] = Long.parseLong(text, start, end, 10);
            start = end + 1;
        }
        if (count < FIELDS || start <= text.length()) {
            throw new IllegalStateException("limit.lua: " + text + " (expected: " + FIELDS + " integers)");
        }
        return fields;
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
