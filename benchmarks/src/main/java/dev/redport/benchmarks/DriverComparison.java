package dev.redport.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.redport.benchmarks.Pairs.Measured;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The comparison for one driver, in the JVM that runs it. */
final class DriverComparison {
    private static final long BUDGET = TimeUnit.SECONDS.toNanos(50);
    private static final TimeValue WARM_UP = TimeValue.milliseconds(1500);
    private static final TimeValue SETTLE = TimeValue.milliseconds(100);
    private static final TimeValue ROUND = TimeValue.milliseconds(400);

    private final PrintStream out = System.out;
    private final String driver;
    private final List<Line> lines = List.of(
            new Line("get, 1 thread", "rawGet", "cacheLookup", 1, new Pairs()),
            new Line("get, 8 threads", "rawGet", "cacheLookup", 8, new Pairs()),
            new Line("get 100, 1 thread", "rawMget100", "cacheFindAll100", 1, new Pairs()),
            new Line("get 100, 8 threads", "rawMget100", "cacheFindAll100", 8, new Pairs()));

    private record Line(String name, String raw, String redport, int threads, Pairs pairs) {}

    private DriverComparison(String driver) {
        this.driver = driver;
    }

    /** Runs it for the driver named first. */
    public static void main(String... args) throws RunnerException {
        DriverComparison comparison = new DriverComparison(args[0]);
        int rounds = comparison.run();
        comparison.print(rounds);
        comparison.printWire();
    }

    private int run() throws RunnerException {
        long end = System.nanoTime() + BUDGET;
        out.printf("%n%s: warming up%n", driver);
        for (Line line : lines) {
            measure(line.raw, line.threads, WARM_UP);
            measure(line.redport, line.threads, WARM_UP);
        }
        int round = 0;
        while (round < 2 || System.nanoTime() < end) {
            out.printf("%s: round %d%n", driver, ++round);
            for (Line line : lines) {
                compare(line, round % 2 == 0);
            }
        }
        return round;
    }

    /** Who goes first changes with each round, so that a trend in the machine's load favours neither. */
    private void compare(Line line, boolean rawFirst) throws RunnerException {
        Measured first = measure(rawFirst ? line.raw : line.redport, line.threads, ROUND);
        Measured second = measure(rawFirst ? line.redport : line.raw, line.threads, ROUND);
        Measured raw = rawFirst ? first : second;
        Measured redport = rawFirst ? second : first;
        line.pairs.add(raw, redport);
        out.printf(
                Locale.ROOT,
                "  %-18s raw %,9.0f  Redport %,9.0f ops/s%n",
                line.name,
                raw.operations(),
                redport.operations());
    }

    private Measured measure(String method, int threads, TimeValue time) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("\\.LookupBenchmark\\." + method + "$")
                        .param("driver", driver)
                        .threads(threads)
                        .forks(0)
                        .warmupIterations(1)
                        .warmupTime(SETTLE)
                        .measurementIterations(1)
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        RunResult result = new ArrayList<>(results).get(0);
        return new Measured(
                result.getPrimaryResult().getScore(),
                requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"), "gc.alloc.rate.norm")
                        .getScore());
    }

    private void print(int rounds) {
        try (Contest contest = Contest.open(driver, URI.create(System.getProperty(LookupBenchmark.SERVER, "")))) {
            out.printf(
                    "%n%s, medians of %d rounds, ratio Redport to client (its middle half)%n",
                    contest.driver(), rounds);
        }
        out.printf(
                "%-18s %10s %10s  %-16s %10s %10s  %s%n",
                "", "ops/s raw", "Redport", "ratio", "B/op raw", "Redport", "ratio");
        for (Line line : lines) {
            out.printf("%-18s %s%n", line.name, line.pairs.row());
        }
    }

    private void printWire() {
        out.printf(
                "%n%-30s %9s %16s %16s%n",
                "counted at the server, per call", "commands", "bytes to server", "bytes to client");
        printWire("get raw", Contest::rawGet);
        printWire("get Redport", Contest::cacheLookup);
        printWire("get 100 raw", contest -> contest.rawMget(value -> {}));
        printWire("get 100 Redport", contest -> contest.cacheFindAll(value -> {}));
    }

    private void printWire(String name, WireCost.Calls calls) {
        WireCost cost = WireCost.of(driver, calls);
        out.printf(
                Locale.ROOT, "%-30s %10.2f %16.1f %16.1f%n", name, cost.commands(), cost.toServer(), cost.toClient());
    }
}
