package dev.redport.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Several ways to do the same by turns, on many subjects, and how fast each was in each round. */
final class Race {
    /** A call on a subject, by its number. */
    interface Call {
        void on(int subject);
    }

    private record Runner(String name, Call call, Runnable after, List<Double> speeds) {}

    private final String name;
    private final int threads;
    private final int subjects;
    private final List<Runner> runners = new ArrayList<>();

    /** Each thread has subjects of its own, if there are as many. */
    Race(String name, int threads, int subjects) {
        this.name = name;
        this.threads = threads;
        this.subjects = subjects;
    }

    /** Adds one that leaves nothing to tidy up. */
    Race with(String who, Call call) {
        return with(who, call, () -> {});
    }

    /**
     * Adds one; the first is what the others are compared with.
     *
     * @param after tidies up after each turn, and is not timed
     */
    Race with(String who, Call call, Runnable after) {
        runners.add(new Runner(who, call, after, new ArrayList<>()));
        return this;
    }

    void warmUp(long nanos) throws InterruptedException {
        for (Runner runner : runners) {
            double unused = turn(runner, nanos);
        }
    }

    /** Who goes first changes, so that a trend in the machine's load favours nobody. */
    void round(int number, long nanos) throws InterruptedException {
        List<Runner> order = new ArrayList<>(runners);
        Collections.rotate(order, number);
        for (Runner runner : order) {
            runner.speeds.add(turn(runner, nanos));
        }
    }

    private double turn(Runner runner, long nanos) throws InterruptedException {
        Crowd.Done done = Crowd.run(name + ", " + runner.name, threads, nanos, thread -> {
            int own = subjects / threads;
            runner.call.on(
                    own == 0
                            ? 0
                            : thread + threads * ThreadLocalRandom.current().nextInt(own));
        });
        runner.after.run();
        return done.perSecond();
    }

    void print(MarkdownTable table) {
        Runner first = runners.get(0);
        for (Runner runner : runners) {
            table.row(
                    name + ", " + runner.name,
                    threads,
                    String.format(Locale.ROOT, "%,.0f", quantile(0.5, speeds(runner))),
                    runner.equals(first)
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "%.2f (%.2f-%.2f)",
                                    quantile(0.5, ratios(first, runner)),
                                    quantile(0.25, ratios(first, runner)),
                                    quantile(0.75, ratios(first, runner))));
        }
    }

    private static DoubleStream speeds(Runner runner) {
        return runner.speeds.stream().mapToDouble(Double::doubleValue);
    }

    private static DoubleStream ratios(Runner first, Runner other) {
        return IntStream.range(0, first.speeds.size()).mapToDouble(i -> first.speeds.get(i) / other.speeds.get(i));
    }

    /** The quantile, between two values in proportion. */
    private static double quantile(double quantile, DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        double place = quantile * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
