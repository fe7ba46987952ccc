package dev.redport.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Limiters that do the same by turns, and how fast they were in each round. */
final class Match {
    /**
     * One limiter in one round.
     *
     * @param calls per second
     * @param scripts the server ran per call
     */
    record Measured(double calls, double scripts) {}

    private final String name;
    private final int threads;
    private final List<Limiter> limiters;
    private final int keys;
    private final boolean allowed;
    private final Map<Limiter, List<Measured>> measured = new LinkedHashMap<>();

    Match(String name, int threads, List<Limiter> limiters, int keys, boolean allowed) {
        this.name = name + ", " + threads + (threads == 1 ? " thread" : " threads");
        this.threads = threads;
        this.limiters = limiters;
        this.keys = keys;
        this.allowed = allowed;
        limiters.forEach(limiter -> measured.put(limiter, new ArrayList<>()));
    }

    List<Limiter> limiters() {
        return limiters;
    }

    Measured measure(Limiter limiter, long nanos, ScriptCount scripts) throws InterruptedException {
        long before = scripts.now();
        Crowd.Done done = Crowd.run(limiter.name() + ", " + name, threads, nanos, thread -> {
            if (limiter.take(ThreadLocalRandom.current().nextInt(keys)) != allowed) {
                throw new IllegalStateException("the other decision");
            }
        });
        return new Measured(done.perSecond(), (scripts.now() - before) / (double) done.calls());
    }

    void add(Limiter limiter, Measured result) {
        measured.getOrDefault(limiter, new ArrayList<>()).add(result);
    }

    void print(PrintStream out) {
        out.println(name);
        for (Limiter limiter : limiters) {
            out.printf(
                    Locale.ROOT,
                    "  %-34s %,9.0f %8.2f  %-18s %s%n",
                    limiter.name(),
                    median(of(limiter).stream().mapToDouble(Measured::calls)),
                    median(of(limiter).stream().mapToDouble(Measured::scripts)),
                    ratio(limiters.get(0), limiter),
                    ratio(limiters.get(1), limiter));
        }
    }

    private List<Measured> of(Limiter limiter) {
        return measured.getOrDefault(limiter, List.of());
    }

    private static double median(DoubleStream values) {
        return Pairs.quantile(0.5, values);
    }

    /** How much faster one was than another in the same round. */
    private String ratio(Limiter one, Limiter other) {
        return one.equals(other)
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.2f (%.2f-%.2f)",
                        median(ratios(one, other)),
                        Pairs.quantile(0.25, ratios(one, other)),
                        Pairs.quantile(0.75, ratios(one, other)));
    }

    private DoubleStream ratios(Limiter one, Limiter other) {
        return IntStream.range(0, of(one).size())
                .mapToDouble(i -> of(one).get(i).calls() / of(other).get(i).calls());
    }
}
