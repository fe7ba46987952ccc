package dev.redport.benchmarks;

import java.io.PrintStream;
import java.util.Map;

/** The comparison of token stores over one driver, in the JVM that runs it. */
final class TokenRun {
    private TokenRun() {}

    /** Runs it for the driver named first. */
    public static void main(String... args) throws InterruptedException {
        String driver = args[0];
        String parts = System.getProperty(TokenComparison.PARTS, TokenComparison.ALL_PARTS);
        PrintStream out = System.out;
        boolean spring = SpringConnection.supports(driver);
        if (parts.contains("counts")) {
            print(out, driver + ": cost of a call, counted", TokenCounts.operations(driver, name -> true));
        }
        if (parts.contains("counts") && spring) {
            print(out, driver + ": sessions with 3 attributes", TokenCounts.sessions(driver, false));
            print(out, driver + ": sessions with 3 attributes and a device", TokenCounts.sessions(driver, true));
        }
        if (parts.contains("memory") && Boolean.getBoolean(TokenComparison.FIRST)) {
            TokenMemory.print(out, driver);
            if (spring) {
                TokenMemory.printSessions(out, driver);
            }
        }
        if (parts.contains("speed")) {
            TokenSpeed.print(out, driver);
        }
    }

    private static void print(PrintStream out, String title, Map<String, CallCost> costs) {
        MarkdownTable table = new MarkdownTable(out, title, CallCost.COLUMNS);
        costs.forEach((name, cost) -> table.row(name, cost.row()));
    }
}
