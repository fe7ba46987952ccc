package dev.redport.examples.demo;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What to try, in which order, and what each answer shows. The same steps are the self-check. */
final class Tour {
    private static final String ZURICH = "/cities/2657896";

    static final List<Step> STEPS = List.of(
            Step.get(ZURICH, 200, "miss", "Zürich")
                    .shows("X-Cache: miss, X-Sql-Queries: 1. Read from SQL, stored in Redis."),
            Step.get(ZURICH, 200, "hit", "Zürich").shows("X-Cache: hit, X-Sql-Queries: 0. One call to Redis, no SQL."),
            Step.get("/cities?ids=2657896,2950159,2643743,1", 200, "hit=1, miss=3", "Berlin")
                    .shows("X-Cache: hit=1, miss=3. One trip finds Zurich, one query the others; 1 is unknown."),
            Step.get("/cities?ids=2657896,2950159,2643743,1", 200, "hit=3, absent=1", "Berlin")
                    .shows("X-Cache: hit=3, absent=1. All four answered by one trip: that 1 is no city is cached too."),
            Step.get("/cities/1", 404, "absent", "no_such_city")
                    .shows("404 without SQL. The knowledge lasts 30 seconds."),
            Step.put(ZURICH, "{\"population\": 450000}", "450000")
                    .shows("The row is written, then the cached entry removed."),
            Step.get(ZURICH, 200, "miss", "450000").shows("X-Cache: miss. The new population, from SQL."),
            Step.get("/cities/zurich", 400, "", "expected").shows("400, and what was expected."),
            Step.get("/ready", 200, "", "UP").shows("200 and JSON: Redis answers. For a load balancer."));

    private static final String FOOTNOTE = """

            Server-Timing tells the milliseconds spent in Redis and in SQL. Both are on this machine and the
            table is in memory: look at what was asked, not at which is faster.
            """;

    private final URI address;
    private final Optional<Long> redisPid;

    Tour(URI address, Optional<Long> redisPid) {
        this.address = address;
        this.redisPid = redisPid;
    }

    /**
     * One request and what is right about its answer.
     *
     * @param body to send; empty for a GET
     * @param status of the answer
     * @param cache the header X-Cache of the answer; empty for any
     * @param part of the body of the answer
     * @param meaning what the answer shows
     */
    record Step(String path, String body, int status, String cache, String part, String meaning) {
        static Step get(String path, int status, String cache, String part) {
            return new Step(path, "", status, cache, part, "");
        }

        static Step put(String path, String body, String part) {
            return new Step(path, body, 200, "", part, "");
        }

        Step shows(String text) {
            return new Step(path, body, status, cache, part, text);
        }

        String method() {
            return body.isEmpty() ? "GET" : "PUT";
        }

        String curl(URI address) {
            String send = body.isEmpty() ? "" : "-X PUT -d '" + body + "' ";
            return "curl -i " + send + "'" + address + path + "'";
        }
    }

    /** The tour as text, ready to be pasted into a shell. */
    String text() {
        StringBuilder text = new StringBuilder("Try, in this order (all of it can be pasted into a shell):\n\n");
        for (Step step : STEPS) {
            text.append("  # ").append(step.meaning()).append("\n");
            text.append("  ").append(step.curl(address)).append("\n");
        }
        text.append("  # Calls, errors, retries, hits, misses and connections, for Prometheus.\n");
        text.append("  curl -s '").append(address).append("/metrics' | grep '^redis_' | grep -v _bucket\n");
        redisPid.ifPresent(pid -> text.append(outage(pid)));
        text.append(FOOTNOTE);
        return text.toString();
    }

    private String outage(long pid) {
        return """

                Take Redis away and give it back:

                  # 503 with the reason: timeout. (A health answer is shared for a second, hence the sleep.)
                  kill -STOP %1$d; sleep 1; curl -i '%2$s/ready'
                  # X-Cache: bypass, after the deadline of a second. Cities still come, from SQL, 8 at a time.
                  curl -i '%2$s%3$s'
                  # 200 again, without a restart.
                  kill -CONT %1$d; sleep 1; curl -i '%2$s/ready'
                """.formatted(pid, address, ZURICH);
    }
}
