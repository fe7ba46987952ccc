package dev.redport.benchmarks;

import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.RedisClient;

/** The comparison of the limiters over one driver, in the JVM that runs it. */
final class LimiterRounds {
    static final int ROUNDS = 6;

    private static final int MANY = 10_000;
    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(250);
    private static final List<Integer> THREADS = List.of(1, 8, 32);
    private static final List<Integer> LIMITS = List.of(100, 1_000, 10_000);

    private final PrintStream out = System.out;
    private final String driver;
    private final int rounds = Integer.getInteger(LimiterComparison.ROUNDS, ROUNDS);

    private LimiterRounds(String driver) {
        this.driver = driver;
    }

    /** Runs it for the driver named first. */
    public static void main(String... args) throws InterruptedException {
        LimiterRounds comparison = new LimiterRounds(args[0]);
        comparison.printCosts();
        comparison.printMemory();
        URI server = URI.create(System.getProperty(LookupBenchmark.SERVER, ""));
        try (LimiterContest contest = LimiterContest.open(comparison.driver, server);
                RedisClient admin = DirectJedis.connect(server)) {
            comparison.printSpeed(contest, new ScriptCount(admin));
        }
    }

    private void printCosts() {
        out.printf(
                Locale.ROOT,
                "%n%s%n%-26s %6s %9s %9s %10s%n",
                driver + ", counted, per call of one thread",
                "",
                "trips",
                "commands",
                "B to srv",
                "B to client");
        for (boolean allowed : new boolean[] {true, false}) {
            for (Map.Entry<String, LimiterCost> each :
                    LimiterCost.of(driver, allowed).entrySet()) {
                LimiterCost cost = each.getValue();
                out.printf(
                        Locale.ROOT,
                        "%-26s %6.2f %9.2f %9.1f %10.1f%n",
                        each.getKey() + (allowed ? ", allowed" : ", denied"),
                        cost.trips(),
                        cost.wire().commands(),
                        cost.wire().toServer(),
                        cost.wire().toClient());
            }
        }
    }

    private void printMemory() {
        out.printf("%nbytes of a key whose limit is used up%n");
        for (int limit : LIMITS) {
            out.printf(Locale.ROOT, "limit %,6d:", limit);
            LimiterCost.memory(driver, limit)
                    .forEach((name, bytes) -> out.printf(Locale.ROOT, "  %s %,d", name, bytes));
            out.println();
        }
    }

    private void printSpeed(LimiterContest contest, ScriptCount scripts) throws InterruptedException {
        List<Match> matches = new ArrayList<>();
        for (int threads : THREADS) {
            matches.add(
                    new Match("1 key, allowed", threads, contest.limiters("hot" + threads, Rate.AMPLE, 1), 1, true));
        }
        List<Limiter> many = contest.limiters("many", Rate.AMPLE, MANY);
        for (int threads : THREADS) {
            matches.add(new Match("10,000 keys, allowed", threads, many, MANY, true));
        }
        List<Limiter> empty = contest.limiters("none", Rate.perHour(1), 1);
        empty.forEach(limiter -> limiter.take(0));
        matches.add(new Match("1 key, denied", 8, empty, 1, false));

        out.printf("%n%s: warming up%n", contest.driver());
        for (Match match : matches) {
            for (Limiter limiter : match.limiters()) {
                match.measure(limiter, WARM_UP, scripts);
            }
        }
        for (int round = 0; round < rounds; round++) {
            out.printf("%s: round %d of %d%n", driver, round + 1, rounds);
            for (Match match : matches) {
                // who goes first changes, so that a trend in the machine's load favours nobody
                List<Limiter> order = new ArrayList<>(match.limiters());
                Collections.rotate(order, round);
                for (Limiter limiter : order) {
                    match.add(limiter, match.measure(limiter, ROUND, scripts));
                }
            }
        }
        out.printf(
                "%n%s, medians of %d rounds; ratio: Redport to it (its middle half)%n%-36s %9s %8s  %-18s %s%n",
                contest.driver(), rounds, "", "calls/s", "scripts", "Redport plain", "Redport");
        matches.forEach(match -> match.print(out));
    }
}
