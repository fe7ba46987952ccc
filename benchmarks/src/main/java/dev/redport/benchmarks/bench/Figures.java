package dev.redport.benchmarks.bench;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What reports say of a line; NaN is what was not measured.
 *
 * @param perSecond calls
 * @param p50 latency in microseconds that half of the calls did not exceed
 * @param p90 the same for 90 %
 * @param p99 the same for 99 %
 * @param p999 the same for 99.9 %
 * @param longest in microseconds
 * @param allocated bytes for each call
 * @param clientMicros processor time of the client's JVM for each call
 * @param serverMicros processor time of the servers for each call
 * @param commands for each call
 * @param toServer bytes for each call
 * @param toClient bytes for each call
 */
record Figures(
        Interval perSecond,
        double p50,
        double p90,
        double p99,
        double p999,
        double longest,
        double allocated,
        double clientMicros,
        double serverMicros,
        double commands,
        double toServer,
        double toClient) {
    static Figures of(Results.Line line) {
        Histogram all = Turn.histogram();
        line.samples().forEach(sample -> all.add(sample.latency()));
        return new Figures(
                line.perSecond(),
                micros(all, 50),
                micros(all, 90),
                micros(all, 99),
                micros(all, 99.9),
                all.getMaxValue() / 1e3,
                median(line, Sample::allocated),
                median(line, Sample::clientMicros),
                median(line, Sample::serverMicros),
                median(line, Sample::commands),
                median(line, Sample::toServer),
                median(line, Sample::toClient));
    }

    private static double micros(Histogram all, double percentile) {
        return all.getValueAtPercentile(percentile) / 1e3;
    }

    private static double median(Results.Line line, ToDoubleFunction<Sample> of) {
        return Interval.median(line.samples().stream().mapToDouble(of)).median();
    }

    /** With three digits that count, or a dash. */
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    /** For axes: 1.5k, 20k, 3M. */
    static String brief(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return value >= 1e3 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
        return text.indexOf('.') < 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** A latency in microseconds. */
    static String time(double micros) {
        return micros >= 1e3 ? text(micros / 1e3) + " ms" : text(micros) + " \u00b5s";
    }
}
