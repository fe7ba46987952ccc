package dev.redport.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Tells what a call of Redport's rate limiter costs at the server, and what a key takes there, beside Bucket4j's over the same
 * client and Redisson's own. All is counted; how fast they are is for {@code ./redport bench --full}.
 */
public final class LimiterComparison {
    private static final List<Integer> LIMITS = List.of(100, 1_000, 10_000);

    private LimiterComparison() {}

    /**
     * Prints the tables for each driver.
     *
     * @param args the names of the drivers; none for all
     */
    public static void main(String... args) {
        for (String driver : args.length == 0 ? TokenComparison.DRIVERS : List.of(args)) {
            printCosts(System.out, driver);
            printMemory(System.out, driver);
        }
    }

    private static void printCosts(PrintStream out, String driver) {
        MarkdownTable table = new MarkdownTable(
                out,
                driver + ": cost of a call by one thread, counted",
                "",
                "trips",
                "commands",
                "B to server",
                "B to client");
        for (boolean allowed : new boolean[] {true, false}) {
            LimiterCost.of(driver, allowed)
                    .forEach((name, cost) -> table.row(
                            name + (allowed ? ", allowed" : ", denied"),
                            number(cost.trips()),
                            number(cost.wire().commands()),
                            number(cost.wire().toServer()),
                            number(cost.wire().toClient())));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void printMemory(PrintStream out, String driver) {
        MarkdownTable table =
                new MarkdownTable(out, driver + ": bytes of a key whose limit is used up", "", "limit", "bytes");
        for (int limit : LIMITS) {
            LimiterCost.memory(driver, limit).forEach((name, bytes) -> table.row(name, limit, bytes));
        }
    }
}
