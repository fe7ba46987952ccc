package dev.redport.examples.demo;

import dev.redport.driver.RedisListener.LookupOutcome;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;

/** What one request made the cache, Redis and the database do. Belongs to the thread of the request. */
final class Trace {
    private final Map<LookupOutcome, Integer> lookups = new EnumMap<>(LookupOutcome.class);
    private int redisCalls;
    private long redisNanos;
    private int queries;
    private long databaseNanos;

    void lookups(LookupOutcome outcome, int count) {
        lookups.merge(outcome, count, Integer::sum);
    }

    void redisCall(long nanos) {
        redisCalls++;
        redisNanos += nanos;
    }

    /** Runs a query and counts it. */
    <T> T query(Callable<T> query) throws Exception {
        long start = System.nanoTime();
        try {
            return query.call();
        } finally {
            queries++;
            databaseNanos += System.nanoTime() - start;
        }
    }

    /** The headers of the answer; empty if neither cache nor database was used. */
    Map<String, String> headers() {
        if (redisCalls == 0 && queries == 0) {
            return Map.of();
        }
        StringJoiner timing = new StringJoiner(", ");
        timing.add("redis;dur=" + millis(redisNanos));
        if (queries > 0) {
            timing.add("db;dur=" + millis(databaseNanos));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (!lookups.isEmpty()) {
            headers.put("X-Cache", cache());
        }
        headers.put("X-Redis-Calls", Integer.toString(redisCalls));
        headers.put("X-Sql-Queries", Integer.toString(queries));
        headers.put("Server-Timing", timing.toString());
        return headers;
    }

    /** One word for one lookup, {@code hit=2, miss=1} for several. */
    private String cache() {
        if (lookups.containsKey(LookupOutcome.BYPASS)) {
            return "bypass";
        }
        StringJoiner several = new StringJoiner(", ");
        lookups.forEach((outcome, count) -> several.add(text(outcome) + "=" + count));
        String all = several.toString();
        return all.endsWith("=1") && lookups.size() == 1 ? all.substring(0, all.length() - 2) : all;
    }

    private static String text(LookupOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }
}
