package dev.redport.examples.monitoring;

import java.util.ArrayList;
import java.util.List;

/**
 * A panel of the dashboard. In expressions {@code {C}} stands for the chosen jobs and clients, {@code {O}} for these and the
 * chosen operations, and {@code [W]} for the window that suits the scrape interval.
 *
 * @param kind timeseries, stat or heatmap
 * @param unit by Grafana's name: ops, s, bytes, percentunit, short
 * @param width of 24
 */
record Panel(String title, String kind, String unit, int width, String description, List<Target> targets) {
    private static final String CHOSEN = "job=~\"$job\",client=~\"$client\"";

    /** An expression and the name of what it draws. */
    record Target(String expression, String legend) {}

    static Panel of(String title, String unit, int width, String description) {
        return new Panel(title, "timeseries", unit, width, description, List.of());
    }

    Panel as(String other) {
        return new Panel(title, other, unit, width, description, targets);
    }

    Panel showing(String expression, String legend) {
        List<Target> more = new ArrayList<>(targets);
        more.add(new Target(
                expression
                        .replace("{C", "{" + CHOSEN)
                        .replace("{O", "{" + CHOSEN + ",operation=~\"$operation\"")
                        .replace("[W]", "[$__rate_interval]"),
                legend));
        return new Panel(title, kind, unit, width, description, List.copyOf(more));
    }
}
