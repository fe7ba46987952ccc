package dev.redport.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Renders a report for people. */
final class TextReport {
    private static final int WIDTH = 110;
    private static final String INDENT = "      ";

    private TextReport() {}

    static String of(Report report) {
        StringBuilder text = new StringBuilder();
        bad(text, report, Status.FAIL);
        bad(text, report, Status.WARN);
        brief(text, report, Status.PASS);
        brief(text, report, Status.SKIP);
        return text.append(String.format(
                        Locale.ROOT,
                        "%n%d failed, %s, %d passed, %d skipped in %.1f s%n",
                        report.count(Status.FAIL),
                        Counted.of(report.count(Status.WARN), "warning"),
                        report.count(Status.PASS),
                        report.count(Status.SKIP),
                        report.took().toMillis() / 1000.0))
                .toString();
    }

    private static Stream<Finding> of(Report report, Status status) {
        return report.findings().stream().filter(finding -> finding.status() == status);
    }

    private static void bad(StringBuilder text, Report report, Status status) {
        of(report, status).forEach(finding -> {
            wrap(text, head(status) + finding.check() + ": ", INDENT, finding.seen());
            wrap(text, INDENT + "expected: ", INDENT + "   ", finding.title());
            wrap(text, INDENT + "-> ", INDENT + "   ", finding.remedy() + " (guide: " + finding.chapter() + ")");
        });
    }

    /** Checks with the same to say in one paragraph. */
    private static void brief(StringBuilder text, Report report, Status status) {
        Map<String, List<String>> checks = new LinkedHashMap<>();
        of(report, status).forEach(finding -> {
            String remedy = finding.remedy().isEmpty() ? "" : " -> " + finding.remedy();
            checks.computeIfAbsent(finding.seen() + remedy, said -> new ArrayList<>())
                    .add(finding.check());
        });
        checks.forEach((said, ids) -> wrap(text, head(status), INDENT, String.join(", ", ids) + ": " + said));
    }

    private static String head(Status status) {
        return String.format(Locale.ROOT, "%-6s", status);
    }

    private static void wrap(StringBuilder text, String first, String margin, String words) {
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : words.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append(System.lineSeparator());
                line = new StringBuilder(margin);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        text.append(line).append(System.lineSeparator());
    }
}
