package dev.redport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Measurements of the same thing by the client and by Redport, each pair taken one right after the other. */
final class Pairs {
    /**
     * One measurement.
     *
     * @param operations per second
     * @param bytes allocated per operation
     */
    record Measured(double operations, double bytes) {}

    private record Pair(Measured raw, Measured redport) {}

    private final List<Pair> pairs = new ArrayList<>();

    void add(Measured raw, Measured redport) {
        pairs.add(new Pair(raw, redport));
    }

    /** Medians, and the middle half of the ratios. */
    String row() {
        return String.format(
                Locale.ROOT,
                "%,10.0f %,10.0f  %.2f (%.2f-%.2f) %,10.0f %,10.0f  %.2f",
                at(0.5, pair -> pair.raw.operations),
                at(0.5, pair -> pair.redport.operations),
                at(0.5, Pairs::speed),
                at(0.25, Pairs::speed),
                at(0.75, Pairs::speed),
                at(0.5, pair -> pair.raw.bytes),
                at(0.5, pair -> pair.redport.bytes),
                at(0.5, pair -> pair.redport.bytes / pair.raw.bytes));
    }

    private static double speed(Pair pair) {
        return pair.redport.operations / pair.raw.operations;
    }

    private double at(double quantile, ToDoubleFunction<Pair> of) {
        return quantile(quantile, pairs.stream().mapToDouble(of));
    }

    /** The quantile, between two values in proportion. */
    static double quantile(double quantile, DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        double place = quantile * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
