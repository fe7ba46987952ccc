package dev.redport.benchmarks.bench;

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A median and the order statistics around it that hold the true median with the given confidence, whatever the distribution
 * (Hettmansperger and Sheather, "Confidence intervals based on interpolated order statistics", 1986, without the interpolation).
 *
 * @param low end
 * @param median of the values
 * @param high end
 * @param confidence at least 0.95 if there are 6 values or more, less with fewer
 */
record Interval(double low, double median, double high, double confidence) {
    private static final double WANTED = 0.95;

    static Interval median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int count = sorted.length;
        if (count == 0) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        int cut = 0;
        while (2 * (cut + 1) < count && coverage(count, cut + 1) >= WANTED) {
            cut++;
        }
        double median = count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
        return new Interval(sorted[cut], median, sorted[count - 1 - cut], coverage(count, cut));
    }

    /** Of the interval without so many values at each end: 1 - 2 P(B(count, 1/2) at most cut). */
    private static double coverage(int count, int cut) {
        double tail = 0;
        double term = Math.pow(0.5, count);
        for (int i = 0; i <= cut; i++) {
            tail += term;
            term = term * (count - i) / (i + 1);
        }
        return 1 - 2 * tail;
    }

    /** Whether the true median is more than that, with 95 % confidence; with fewer than 6 values nobody can say. */
    boolean isAbove(double value) {
        return low > value && confidence >= WANTED;
    }

    /** Such as {@code 1.23 (1.19-1.31)}. */
    String ratio() {
        return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, low, high);
    }
}
