package dev.redport.doctor;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Renders a report as JSON. */
final class JsonReport {
    private JsonReport() {}

    static String of(Report report) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Status status : Status.values()) {
            counts.put(status.name(), report.count(status));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("status", report.worst());
        all.put("startedAt", report.startedAt());
        all.put("seconds", BigDecimal.valueOf(report.took().toMillis(), 3));
        all.put("counts", counts);
        all.put("findings", report.findings().stream().map(JsonReport::member).toList());
        return Json.of(all) + "\n";
    }

    private static Map<String, Object> member(Finding finding) {
        Map<String, Object> member = new LinkedHashMap<>();
        member.put("check", finding.check());
        member.put("title", finding.title());
        member.put("status", finding.status());
        member.put("seen", finding.seen());
        member.put("remedy", finding.remedy());
        member.put("chapter", finding.chapter());
        return member;
    }
}
