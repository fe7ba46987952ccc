package dev.redport.benchmarks.bench;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** Values over a few named places, the values on a logarithmic scale. The page has the legend. */
final class LineChart {
    /** One contestant; a value that is NaN interrupts the line. */
    record Series(String name, List<Double> values, String color) {
        Series {
            values = List.copyOf(values);
        }
    }

    private static final int WIDTH = 560;
    private static final int HEIGHT = 260;
    private static final int LEFT = 64;
    private static final int RIGHT = 20;
    private static final int TOP = 28;
    private static final int BOTTOM = 40;
    private static final double[] STEPS = {1, 2, 5};

    private final Svg svg;
    private final double low;
    private final double high;
    private final int places;

    private LineChart(String title, List<Series> all, int places) {
        svg = new Svg(WIDTH, HEIGHT, title).text(0, 14, "start", "title", title);
        double least = values(all).min().orElse(1);
        double most = values(all).max().orElse(10);
        low = below(least);
        high = above(Math.max(most, least * 1.5));
        this.places = places;
    }

    static String of(String title, String axis, List<String> places, List<Series> all, DoubleFunction<String> label) {
        LineChart chart = new LineChart(title, all, places.size());
        chart.grid(label);
        for (int i = 0; i < places.size(); i++) {
            Svg unused = chart.svg.text(chart.x(i), HEIGHT - BOTTOM + 16, "middle", "label", places.get(i));
        }
        Svg ignored = chart.svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", "axis", axis);
        all.forEach(series -> chart.draw(series, places, label));
        return chart.svg.toString();
    }

    private static DoubleStream values(List<Series> all) {
        return all.stream()
                .flatMap(series -> series.values().stream())
                .mapToDouble(Double::doubleValue)
                .filter(value -> value > 0);
    }

    /** The next 1, 2 or 5 of a power of ten below. */
    private static double below(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        double found = power;
        for (double step : STEPS) {
            if (step * power <= value) {
                found = step * power;
            }
        }
        return found;
    }

    private static double above(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : STEPS) {
            if (step * power >= value) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private void grid(DoubleFunction<String> label) {
        boolean onlyPowers = high / low > 2_000;
        for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
            for (double step : STEPS) {
                double value = step * power;
                if (value >= low * 0.999 && value <= high * 1.001 && (step == 1 || !onlyPowers)) {
                    Svg unused = svg.line(LEFT, y(value), WIDTH - RIGHT, y(value), "grid")
                            .text(LEFT - 8, y(value) + 4, "end", "label", label.apply(value));
                }
            }
        }
    }

    private void draw(Series series, List<String> names, DoubleFunction<String> label) {
        for (int i = 0; i < names.size(); i++) {
            double value = series.values().get(i);
            if (value > 0) {
                if (i > 0 && series.values().get(i - 1) > 0) {
                    Svg unused = svg.line(
                            x(i - 1), y(series.values().get(i - 1)), x(i), y(value), "stroke " + series.color());
                }
                Svg unused = svg.dot(
                        x(i),
                        y(value),
                        "dot " + series.color(),
                        series.name() + ", " + names.get(i) + ": " + label.apply(value));
            }
        }
    }

    private double x(int place) {
        double inset = 24;
        double room = WIDTH - LEFT - RIGHT - 2 * inset;
        return LEFT + inset + (places == 1 ? room / 2 : room * place / (places - 1));
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.log(value / low) / Math.log(high / low);
    }
}
