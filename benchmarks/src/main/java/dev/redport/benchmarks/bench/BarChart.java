package dev.redport.benchmarks.bench;

import java.util.List;

/** One bar below the other, with the interval as a whisker and the median as a number at the right. */
final class BarChart {
    /** One contestant. */
    record Bar(String name, Interval value, String color) {}

    private static final int WIDTH = 560;
    private static final int LEFT = 205;
    private static final int RIGHT = 80;
    private static final int ROW = 22;
    private static final int TOP = 24;
    private static final int LONGEST_NAME = 32;

    private BarChart() {}

    static String of(String title, List<Bar> bars) {
        double most = bars.stream().mapToDouble(bar -> bar.value().high()).max().orElse(1);
        Svg svg = new Svg(WIDTH, TOP + ROW * bars.size() + 4, title).text(0, 14, "start", "title", title);
        double unit = (WIDTH - LEFT - RIGHT) / most;
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double middle = TOP + ROW * (i + 0.5);
            String number = Figures.text(bar.value().median());
            String tip =
                    bar.name() + ": " + number + " (" + Figures.text(bar.value().low()) + " to "
                            + Figures.text(bar.value().high()) + ")";
            double low = LEFT + bar.value().low() * unit;
            double high = LEFT + bar.value().high() * unit;
            Svg unused = svg.text(LEFT - 8, middle + 4, "end", "label", shortened(bar.name()))
                    .box(LEFT, middle - 7, bar.value().median() * unit, 14, "bar " + bar.color(), tip)
                    .line(low, middle, high, middle, "whisker")
                    .line(low, middle - 4, low, middle + 4, "whisker")
                    .line(high, middle - 4, high, middle + 4, "whisker")
                    .text(WIDTH, middle + 4, "end", "number", number);
        }
        return svg.toString();
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026";
    }
}
