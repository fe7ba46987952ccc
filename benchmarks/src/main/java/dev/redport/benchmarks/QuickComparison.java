package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares Redport with each client used directly, in about three minutes: a JVM of its own for each driver, so that
 * the code is compiled as in a service with one driver, and in it short rounds of both by turns, so that what else the
 * machine does hits both alike.
 */
public final class QuickComparison {
    static final List<String> DRIVERS = List.of("lettuce", "jedis", "redisson");

    private QuickComparison() {}

    /**
     * Prints a table for each driver.
     *
     * @param args the names of the drivers; none for all
     * @throws IOException if a JVM cannot be started
     * @throws InterruptedException if interrupted
     */
    public static void main(String... args) throws IOException, InterruptedException {
        String given = System.getProperty(LookupBenchmark.SERVER);
        if (given != null) {
            compare(given, args);
            return;
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            compare(redis.url(), args);
        }
    }

    private static void compare(String url, String... drivers) throws IOException, InterruptedException {
        for (String driver : drivers.length == 0 ? DRIVERS : List.of(drivers)) {
            runAlone(DriverComparison.class, driver, "-D" + LookupBenchmark.SERVER + "=" + url);
        }
    }

    /** Runs a main class for a driver, in a JVM of its own. */
    static void runAlone(Class<?> main, String driver, String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx512m"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName(), driver));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(driver + ": exit status " + exit + " (expected: 0)");
        }
    }
}
