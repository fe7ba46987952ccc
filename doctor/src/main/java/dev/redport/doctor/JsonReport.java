package dev.redport.doctor;

import java.util.Locale;
import java.util.StringJoiner;

/** Renders a report as JSON. */
final class JsonReport {
    private JsonReport() {}

    static String of(Report report) {
        StringJoiner findings = new StringJoiner(",\n    ", "[\n    ", "\n  ]").setEmptyValue("[]");
        report.findings().forEach(finding -> findings.add(finding(finding)));
        StringJoiner counts = new StringJoiner(", ", "{", "}");
        for (Status status : Status.values()) {
            counts.add(quoted(status.name()) + ": " + report.count(status));
        }
        return "{\n  \"status\": " + quoted(report.worst().name()) + ",\n  \"startedAt\": "
                + quoted(report.startedAt().toString()) + ",\n  \"seconds\": "
                + String.format(Locale.ROOT, "%.3f", report.took().toMillis() / 1000.0) + ",\n  \"counts\": " + counts
                + ",\n  \"findings\": " + findings + "\n}\n";
    }

    private static String finding(Finding finding) {
        return "{\"check\": " + quoted(finding.check()) + ", \"title\": " + quoted(finding.title()) + ", \"status\": "
                + quoted(finding.status().name()) + ", \"seen\": " + quoted(finding.seen()) + ", \"remedy\": "
                + quoted(finding.remedy()) + ", \"chapter\": " + quoted(finding.chapter()) + "}";
    }

    /** Findings have no control characters; their constructor sees to it. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
