package dev.redport.examples.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shape that Grafana wants; it was never opened there by this build. */
final class DashboardTest {
    private static final Path FILE = Repository.MONITORING.resolve("redport-dashboard.json");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-zA-Z_]+)");

    private final JsonNode dashboard = JsonMapper.shared().readTree(Repository.read(FILE));
    private final List<JsonNode> all = nodes(dashboard.path("panels"));
    private final List<JsonNode> panels =
            all.stream().filter(panel -> !text(panel, "type").equals("row")).toList();

    private static List<JsonNode> nodes(JsonNode array) {
        List<JsonNode> nodes = new ArrayList<>();
        array.forEach(nodes::add);
        return nodes;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString();
    }

    @Test
    void theFileIsWhatThePanelsSay() throws IOException {
        Path made = Files.writeString(Path.of("target", "redport-dashboard.json"), Dashboard.json());
        assertThat(Repository.read(FILE))
                .as("copy examples/%s to %s", made, Repository.ROOT.relativize(FILE))
                .isEqualTo(Dashboard.json());
    }

    @Test
    void canBeImportedAnywhere() {
        assertThat(dashboard.path("id").isNull()).isTrue();
        assertThat(text(dashboard, "uid")).isEqualTo("redport");
        assertThat(text(dashboard, "title")).isEqualTo("Redport");
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
        assertThat(dashboard.toString()).doesNotContain("__inputs", "localhost", "127.0.0.1");
    }

    @Test
    void hasTheRowsInTheOrderOfOneWhoSearchesAFault() {
        assertThat(all)
                .filteredOn(panel -> text(panel, "type").equals("row"))
                .extracting(panel -> text(panel, "title"))
                .containsExactly("Traffic", "Latency", "Errors", "Pool", "Cache", "Rate limit", "Tokens", "Health");
    }

    @Test
    void hasTheFourPanelsOfTheGuide() {
        assertThat(panels)
                .extracting(panel -> text(panel, "title"))
                .contains("Redis Operations/sec", "Redis Latency p99", "Cache Hit Rate", "Pool Utilization")
                .doesNotHaveDuplicates();
    }

    @Test
    void everyPanelIsComplete() {
        assertThat(all).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(panels).hasSizeGreaterThan(30).allSatisfy(panel -> {
            assertThat(text(panel, "title")).isNotBlank();
            assertThat(text(panel, "description")).endsWith(".");
            assertThat(text(panel, "type")).isIn("timeseries", "stat", "heatmap");
            assertThat(text(panel.path("fieldConfig").path("defaults"), "unit"))
                    .isIn("ops", "s", "bytes", "percentunit", "short");
            assertThat(text(panel.path("datasource"), "uid")).isEqualTo("${datasource}");
            assertThat(nodes(panel.path("targets"))).isNotEmpty().allSatisfy(target -> {
                assertThat(text(target, "legendFormat")).contains("{{");
                assertThat(text(target, "expr")).contains("job=~\"$job\",client=~\"$client\"");
                assertThat(text(target.path("datasource"), "uid")).isEqualTo("${datasource}");
            });
            assertThat(nodes(panel.path("targets")))
                    .extracting(target -> text(target, "refId"))
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void noPanelLiesOnAnotherOrOutside() {
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : all) {
            JsonNode place = panel.path("gridPos");
            int x = place.path("x").asInt();
            int y = place.path("y").asInt();
            assertThat(place.path("w").asInt()).isPositive();
            assertThat(place.path("h").asInt()).isPositive();
            assertThat(x + place.path("w").asInt()).as(panel.toString()).isLessThanOrEqualTo(24);
            for (int column = x; column < x + place.path("w").asInt(); column++) {
                for (int line = y; line < y + place.path("h").asInt(); line++) {
                    assertThat(taken.add(column + "," + line))
                            .as(text(panel, "title"))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void everyVariableExistsAndIsUsed() {
        List<JsonNode> variables = nodes(dashboard.path("templating").path("list"));
        List<String> names = variables.stream().map(each -> text(each, "name")).toList();
        assertThat(names).containsExactly("datasource", "job", "client", "operation");
        assertThat(variables.subList(1, 4))
                .allSatisfy(
                        each -> assertThat(text(each, "definition")).startsWith("label_values(redis_operations_total"));
        Set<String> used = new HashSet<>();
        VARIABLE.matcher(dashboard.toString()).results().forEach(found -> used.add(found.group(1)));
        assertThat(used)
                .containsExactlyInAnyOrder("datasource", "job", "client", "operation", "__rate_interval", "__all");
    }

    @Test
    void everyLegendNamesWhatTheExpressionKeeps() {
        assertThat(panels)
                .allSatisfy(panel -> assertThat(nodes(panel.path("targets"))).allSatisfy(target -> {
                    Set<String> kept = new Expression(text(panel, "title"), text(target, "expr")).groupedBy();
                    Set<String> legend = new HashSet<>();
                    LEGEND.matcher(text(target, "legendFormat")).results().forEach(name -> legend.add(name.group(1)));
                    assertThat(kept.isEmpty() || kept.containsAll(legend))
                            .as(target.toString())
                            .isTrue();
                }));
    }

    @Test
    void ratesAreTakenOverAWindowThatSuitsTheScrapeInterval() {
        assertThat(panels)
                .allSatisfy(panel -> assertThat(panel.toString())
                        .doesNotContainPattern("(rate|increase)\\([^)]*\\[(?!\\$__rate_interval])"));
    }
}
