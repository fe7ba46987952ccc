package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares Redport's rate limiter with Bucket4j's over the same client, and with Redisson's own, in about five minutes: what
 * a call costs at the server, what a key takes there, and how many calls a second there are in short rounds of all of them
 * by turns. A JVM of its own for each driver.
 */
public final class LimiterComparison {
    /** How many rounds, if not {@value LimiterRounds#ROUNDS}. */
    static final String ROUNDS = "limiter.rounds";

    private LimiterComparison() {}

    /**
     * Prints the tables for each driver.
     *
     * @param args the names of the drivers; none for all
     * @throws IOException if a JVM cannot be started
     * @throws InterruptedException if interrupted
     */
    public static void main(String... args) throws IOException, InterruptedException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            List<String> options = new ArrayList<>(List.of("-D" + LookupBenchmark.SERVER + "=" + redis.url()));
            String rounds = System.getProperty(ROUNDS);
            if (rounds != null) {
                options.add("-D" + ROUNDS + "=" + rounds);
            }
            for (String driver : args.length == 0 ? QuickComparison.DRIVERS : List.of(args)) {
                redis.flushAll();
                QuickComparison.runAlone(LimiterRounds.class, driver, options.toArray(String[]::new));
            }
        }
    }
}
