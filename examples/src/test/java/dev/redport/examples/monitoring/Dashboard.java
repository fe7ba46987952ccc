package dev.redport.examples.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard as Grafana's JSON, made from {@link Panels}. */
final class Dashboard {
    private static final int HEIGHT = 8;
    private static final int COLUMNS = 24;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Map<String, Object> SOURCE = object("type", "prometheus", "uid", "${datasource}");

    private final List<Object> panels = new ArrayList<>();
    private int x;
    private int y;

    static String json() {
        return JSON.writeValueAsString(new Dashboard().whole()).replace("\r\n", "\n") + "\n";
    }

    private Map<String, Object> whole() {
        Panels.rows().forEach(this::row);
        return object(
                "id",
                null,
                "uid",
                "redport",
                "title",
                "Redport",
                "description",
                "Redis as the services that use Redport see it.",
                "tags",
                List.of("redis", "redport"),
                "schemaVersion",
                39,
                "version",
                1,
                "editable",
                true,
                "graphTooltip",
                1,
                "refresh",
                "30s",
                "time",
                object("from", "now-1h", "to", "now"),
                "annotations",
                object("list", List.of()),
                "templating",
                object("list", variables()),
                "panels",
                panels);
    }

    private static List<Object> variables() {
        return List.of(
                object("name", "datasource", "label", "Data source", "type", "datasource", "query", "prometheus"),
                variable("job", "Job", "label_values(redis_operations_total, job)"),
                variable("client", "Client", "label_values(redis_operations_total{job=~\"$job\"}, client)"),
                variable(
                        "operation",
                        "Operation",
                        "label_values(redis_operations_total{job=~\"$job\",client=~\"$client\"}, operation)"));
    }

    /** Read anew when the time range changes; with nothing chosen, all. */
    private static Object variable(String name, String label, String query) {
        return object(
                "name",
                name,
                "label",
                label,
                "type",
                "query",
                "datasource",
                SOURCE,
                "definition",
                query,
                "query",
                object("query", query, "refId", name),
                "refresh",
                2,
                "sort",
                1,
                "multi",
                true,
                "includeAll",
                true,
                "allValue",
                ".*",
                "current",
                object("selected", true, "text", List.of("All"), "value", List.of("$__all")));
    }

    private void row(String title, List<Panel> row) {
        startLine(0);
        panels.add(object(
                "id",
                panels.size() + 1,
                "type",
                "row",
                "title",
                title,
                "collapsed",
                false,
                "gridPos",
                position(COLUMNS, 1),
                "panels",
                List.of()));
        startLine(1);
        for (Panel panel : row) {
            if (x + panel.width() > COLUMNS) {
                startLine(HEIGHT);
            }
            panels.add(json(panel));
            x += panel.width();
        }
        startLine(HEIGHT);
    }

    private void startLine(int below) {
        x = 0;
        y += below;
    }

    private Map<String, Object> position(int width, int height) {
        return object("x", x, "y", y, "w", width, "h", height);
    }

    private Map<String, Object> json(Panel panel) {
        return object(
                "id", panels.size() + 1,
                "type", panel.kind(),
                "title", panel.title(),
                "description", panel.description(),
                "datasource", SOURCE,
                "gridPos", position(panel.width(), HEIGHT),
                "fieldConfig", object("defaults", defaults(panel), "overrides", List.of()),
                "options", options(panel.kind()),
                "targets", targets(panel));
    }

    private static Map<String, Object> defaults(Panel panel) {
        Map<String, Object> defaults = object("unit", panel.unit());
        if (panel.kind().equals("timeseries")) {
            defaults.put("min", 0);
            defaults.put("custom", object("lineWidth", 1, "fillOpacity", 5, "showPoints", "never"));
        }
        if (panel.kind().equals("stat")) {
            Object words = object("0", object("text", "DOWN"), "1", object("text", "UP"));
            defaults.put("mappings", List.of(object("type", "value", "options", words)));
            defaults.put(
                    "thresholds",
                    object(
                            "mode",
                            "absolute",
                            "steps",
                            List.of(object("color", "red", "value", null), object("color", "green", "value", 1))));
        }
        return defaults;
    }

    private static Map<String, Object> options(String kind) {
        return switch (kind) {
            case "heatmap" ->
                object("calculate", false, "yAxis", object("unit", "s"), "cellGap", 1, "legend", object("show", true));
            case "stat" ->
                object(
                        "colorMode", "background",
                        "graphMode", "none",
                        "textMode", "value_and_name",
                        "reduceOptions", object("calcs", List.of("lastNotNull"), "fields", "", "values", false));
            default ->
                object(
                        "legend",
                        object("displayMode", "list", "placement", "bottom", "showLegend", true),
                        "tooltip",
                        object("mode", "multi", "sort", "desc"));
        };
    }

    private static List<Object> targets(Panel panel) {
        List<Object> targets = new ArrayList<>();
        for (Panel.Target target : panel.targets()) {
            Map<String, Object> json = object(
                    "refId",
                    String.valueOf((char) ('A' + targets.size())),
                    "datasource",
                    SOURCE,
                    "editorMode",
                    "code",
                    "range",
                    true,
                    "expr",
                    target.expression(),
                    "legendFormat",
                    target.legend());
            if (panel.kind().equals("heatmap")) {
                json.put("format", "heatmap");
            }
            targets.add(json);
        }
        return targets;
    }

    /** Names and values in turn, in their order. */
    private static Map<String, Object> object(@Nullable Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }
}
