package dev.redport.examples.demo;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
            Step.limited(200, "r=2;t=\\d+", "allowed").shows("RateLimit: r=2. Two more calls may follow at once."),
            Step.limited(200, "r=1;t=\\d+", "allowed").shows("RateLimit: r=1. All three are back t seconds from now."),
            Step.limited(200, "r=0;t=\\d+", "allowed").shows("RateLimit: r=0. The last one."),
            Step.limited(429, "r=0;t=\\d+", "quota-exceeded")
                    .header("Retry-After", "\\d+")
                    .shows("429, Retry-After, and a body that names the limit. Nothing was charged."),
            Step.limited(200, "r=2;t=\\d+", "allowed").by("bob").shows("Another client has a limit of its own."),
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
     * @param client who asks; empty for nobody in particular
     * @param status of the answer
     * @param headers of the answer, as regular expressions
     * @param part of the body of the answer
     * @param meaning what the answer shows
     */
    record Step(
            String path,
            String body,
            String client,
            int status,
            Map<String, String> headers,
            String part,
            String meaning) {
        /** A GET whose answer has this header X-Cache, or any. */
        static Step get(String path, int status, String cache, String part) {
            Step step = new Step(path, "", "", status, Map.of(), part, "");
            return cache.isEmpty() ? step : step.header("X-Cache", cache);
        }

        static Step put(String path, String body, String part) {
            return new Step(path, body, "", 200, Map.of(), part, "");
        }

        static Step limited(int status, String left, String part) {
            return get("/limited", status, "", part).header("RateLimit", "\"per-client\";" + left);
        }

        Step by(String name) {
            return new Step(path, body, name, status, headers, part, meaning);
        }

        Step header(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Step(path, body, client, status, more, part, meaning);
        }

        Step shows(String text) {
            return new Step(path, body, client, status, headers, part, text);
        }

        String method() {
            return body.isEmpty() ? "GET" : "PUT";
        }

        String curl(URI address) {
            String who = client.isEmpty() ? "" : "-H 'X-Client: " + client + "' ";
            String send = body.isEmpty() ? "" : "-X PUT -d '" + body + "' ";
            return "curl -i " + who + send + "'" + address + path + "'";
        }
    }

    /** The tour as text, ready to be pasted into a shell. */
    String text() {
        StringBuilder text = new StringBuilder("Try, in this order (all of it can be pasted into a shell):\n\n");
        for (Step step : STEPS) {
            text.append("  # ").append(step.meaning()).append("\n");
            text.append("  ").append(step.curl(address)).append("\n");
        }
        text.append("  # Calls, errors, retries, hits, misses, denials and connections, for Prometheus.\n");
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
                  # 200 without a header RateLimit: the policy is to let all pass while nobody can count.
                  curl -i '%2$s/limited'
                  # 200 again, without a restart.
                  kill -CONT %1$d; sleep 1; curl -i '%2$s/ready'
                """.formatted(pid, address, ZURICH);
    }
}
