package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells what Redport's token store costs: what each operation costs at the server, what each thing takes there, and how many
 * checks and rotations there are a second; for sessions, beside Spring Session's repositories over the same client. A JVM of
 * its own for each driver, and servers of its own.
 */
public final class TokenComparison {
    /** What to do: some of {@value ALL_PARTS}. */
    static final String PARTS = "token.parts";

    static final String ALL_PARTS = "counts,memory,speed";

    /** How many rounds, how long each, and by how many threads. */
    static final String ROUNDS = "token.rounds";

    static final String SECONDS = "token.seconds";
    static final String THREADS = "token.threads";

    /** Whether it is the first driver: memory does not depend on the driver. */
    static final String FIRST = "token.first";

    static final List<String> DRIVERS = List.of("lettuce", "jedis", "redisson");

    private TokenComparison() {}

    /**
     * Prints the tables for each driver.
     *
     * @param args the names of the drivers; none for all
     * @throws IOException if a JVM cannot be started
     * @throws InterruptedException if interrupted
     */
    public static void main(String... args) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>();
        for (String name : List.of(PARTS, ROUNDS, SECONDS, THREADS)) {
            String value = System.getProperty(name);
            if (value != null) {
                options.add("-D" + name + "=" + value);
            }
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            System.out.println("Redis " + redis.version());
        }
        options.add("-D" + FIRST + "=true");
        for (String driver : args.length == 0 ? DRIVERS : List.of(args)) {
            runAlone(driver, options);
            options.remove("-D" + FIRST + "=true");
        }
    }

    private static void runAlone(String driver, List<String> options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx512m"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), TokenRun.class.getName(), driver));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(driver + ": exit status " + exit + " (expected: 0)");
        }
    }
}
