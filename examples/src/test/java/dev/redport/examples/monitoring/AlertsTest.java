package dev.redport.examples.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
final class AlertsTest {
    private static final Path GUIDE = Repository.ROOT.resolve("docs/production-guide.md");

    /** The headings of the guide's chapter "Troubleshooting" that an alert may lead to. */
    private static final Set<String> ANCHORS = Set.of(
            "connection-refused",
            "pool-exhaustion",
            "tls-handshake-failure",
            "high-latency",
            "errors",
            "low-hit-rate",
            "rate-limit-denials",
            "circuit-open",
            "health-down",
            "retry-budget-exhausted",
            "reconnect-storm",
            "rate-limiter-fails-open",
            "certificate-expires-soon",
            "metrics-missing");

    private final List<Alert> alerts = Alert.all();
    private final String tests = Repository.read("examples/deploy/monitoring/redport-alerts-test.yml");

    @Test
    void everyRuleIsRead() {
        String file = Repository.read("examples/deploy/monitoring/redport-alerts.yml");
        assertThat(alerts).hasSize(file.split("- alert:", -1).length - 1).hasSizeGreaterThan(15);
    }

    @Test
    void everyRuleTellsHowBadItIsWhatItMeansAndWhatToDo() {
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(alert.severity()).isIn("critical", "warning", "info");
            assertThat(alert.summary()).contains("{{").hasSizeLessThan(120);
            assertThat(alert.description()).endsWith(".").contains("{{");
            assertThat(alert.runbook()).startsWith("docs/production-guide.md#");
        });
    }

    @Test
    void everyRunbookLinkLeadsToAHeading() throws Exception {
        Set<String> headings = Files.exists(GUIDE) ? headings(Repository.read(GUIDE)) : ANCHORS;
        assertThat(alerts)
                .allSatisfy(alert -> assertThat(
                                alert.runbook().substring(alert.runbook().indexOf('#') + 1))
                        .as(alert.name())
                        .isIn(headings));
    }

    /** As GitHub makes anchors of headings. */
    private static Set<String> headings(String markdown) {
        Set<String> anchors = new TreeSet<>();
        Pattern.compile("(?m)^#+ +(.+)$")
                .matcher(markdown)
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .forEach(heading ->
                        anchors.add(heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-')));
        return anchors;
    }

    @Test
    void everyAlertIsTestedFiringQuietWithoutTrafficAndThroughAReset() {
        for (Alert alert : alerts) {
            List<String> cases = new ArrayList<>(List.of("fires", "stays quiet", "no traffic"));
            if (alert.readsACounter()) {
                cases.add("counter reset");
            }
            for (String each : cases) {
                String group = group(alert.name() + ": " + each);
                assertThat(group)
                        .as(alert.name() + ": " + each)
                        .contains("alertname: " + alert.name())
                        .doesNotContainPattern("alertname: (?!" + alert.name() + ")");
                assertThat(group.contains("exp_labels: {severity: " + alert.severity()))
                        .as(alert.name() + ": " + each + ", expects the alert")
                        .isEqualTo(each.equals("fires") || each.equals("counter reset"));
                assertThat(group.contains("exp_alerts: []") || each.equals("counter reset"))
                        .as(alert.name() + ": " + each + ", expects silence, if only before its time")
                        .isTrue();
            }
        }
    }

    /** The group of tests with this name, or nothing. */
    private String group(String name) {
        int start = tests.indexOf("  - name: \"" + name + "\"\n");
        if (start < 0) {
            return "";
        }
        int end = tests.indexOf("  - name: ", start + 1);
        return tests.substring(start, end < 0 ? tests.length() : end);
    }

    @Test
    void everyAlertIsExplained() {
        Set<String> explained = new TreeSet<>();
        Pattern.compile("(?m)^\\| `(Redis\\w+)` \\| ([a-z, ]+) \\|")
                .matcher(Repository.read("docs/monitoring.md"))
                .results()
                .forEach(row -> List.of(row.group(2).split(", ", -1))
                        .forEach(severity -> explained.add(row.group(1) + " " + severity)));
        assertThat(alerts)
                .extracting(alert -> alert.name() + " " + alert.severity())
                .containsExactlyInAnyOrderElementsOf(explained);
    }

    @Test
    void promtoolFindsTheRulesRight() throws Exception {
        Program promtool = Program.orSkip("promtool");
        Program.Result rules = promtool.run(
                Repository.MONITORING, "check", "rules", "--lint=all", "--lint-fatal", "redport-alerts.yml");
        assertThat(rules.status()).as(rules.output()).isZero();
        Program.Result config = promtool.run(Repository.MONITORING, "check", "config", "prometheus.yml");
        assertThat(config.status()).as(config.output()).isZero();
    }

    @Test
    void promtoolSeesEveryAlertFireAndStayQuiet() throws Exception {
        Program.Result result =
                Program.orSkip("promtool").run(Repository.MONITORING, "test", "rules", "redport-alerts-test.yml");
        assertThat(result.status()).as(result.output()).isZero();
    }
}
