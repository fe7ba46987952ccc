package dev.redport.doctor;

import java.util.Locale;

/** Renders a report as JUnit XML. */
final class JUnitReport {
    private JUnitReport() {}

    static String of(Report report) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append(String.format(
                Locale.ROOT,
                "<testsuite name=\"redport doctor\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%.3f\""
                        + " timestamp=\"%s\">\n",
                report.findings().size(),
                report.count(Status.FAIL),
                report.count(Status.SKIP),
                report.took().toMillis() / 1000.0,
                report.startedAt()));
        for (Finding finding : report.findings()) {
            xml.append("  <testcase classname=\"redport.doctor\" name=\"")
                    .append(escaped(finding.check() + ": " + finding.title()))
                    .append("\">\n    ")
                    .append(result(finding))
                    .append("\n  </testcase>\n");
        }
        return xml.append("</testsuite>\n").toString();
    }

    private static String result(Finding finding) {
        String told = escaped(finding.seen() + (finding.remedy().isEmpty() ? "" : " -> " + finding.remedy()));
        return switch (finding.status()) {
            case FAIL -> "<failure message=\"" + told + "\">" + escaped("guide: " + finding.chapter()) + "</failure>";
            case SKIP -> "<skipped message=\"" + told + "\"/>";
            case WARN -> "<system-out>WARN " + told + "</system-out>";
            case PASS -> "<system-out>" + told + "</system-out>";
        };
    }

    private static String escaped(String text) {
        return text.replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
