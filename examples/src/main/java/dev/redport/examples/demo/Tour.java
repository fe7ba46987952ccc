package dev.redport.examples.demo;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What to try, in which order, and what each answer shows. The same steps are the self-check. */
final class Tour {
    private static final String ZURICH = "/cities/2657896";

    private static final List<Step> CITIES = List.of(
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
            Step.limited(200, "r=2;t=\\d+", "allowed")
                    .sending("X-Client", "bob")
                    .shows("Another client has a limit of its own."),
            Step.get("/ready", 200, "", "UP").shows("200 and JSON: Redis answers. For a load balancer."));

    static final List<Step> STEPS =
            Stream.concat(CITIES.stream(), LoginTour.STEPS.stream()).toList();

    private static final String LOGINS = """

            Log in, refresh, be robbed, log out (accounts: ada lovelace, grace hopper):

              # Takes a field out of an answer.
              get() { printf %s "$1" | sed 's/.*"'"$2"'":"\\([^"]*\\)".*/\\1/'; }
            """;

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

    /** The tour as text, ready to be pasted into a shell. */
    String text() {
        StringBuilder text = new StringBuilder("Try, in this order (all of it can be pasted into a shell):\n\n");
        append(text, CITIES);
        text.append(LOGINS);
        append(text, LoginTour.STEPS);
        text.append("\nCalls, errors, retries, hits, misses, denials, logins and connections, for Prometheus:\n\n");
        text.append("  curl -s '")
                .append(address)
                .append("/metrics' | grep '^redis_' | grep -v -e _bucket -e ' 0.0$'\n");
        redisPid.ifPresent(pid -> text.append(outage(pid)));
        text.append(FOOTNOTE);
        return text.toString();
    }

    private void append(StringBuilder text, List<Step> steps) {
        for (Step step : steps) {
            text.append("  # ").append(step.meaning()).append("\n");
            text.append("  ").append(step.curl(address)).append("\n");
        }
    }

    private String outage(long pid) {
        return """

                Take Redis away and give it back:

                  %4$s
                  # 503 with the reason: timeout. (A health answer is shared for a second, hence the sleep.)
                  kill -STOP %1$d; sleep 1; curl -i '%2$s/ready'
                  # X-Cache: bypass, after the deadline of a second. Cities still come, from SQL, 8 at a time.
                  curl -i '%2$s%3$s'
                  # 200 without a header RateLimit: the policy is to let all pass while nobody can count.
                  curl -i '%2$s/limited'
                  # 503, never 401: nobody knows whether the token is revoked, and the client must not throw it away.
                  %5$s
                  # 200 again, without a restart.
                  kill -CONT %1$d; sleep 1; curl -i '%2$s/ready'
                """.formatted(
                        pid,
                        address,
                        ZURICH,
                        LoginTour.loginBefore().curl(address),
                        LoginTour.meDuring().curl(address));
    }
}
