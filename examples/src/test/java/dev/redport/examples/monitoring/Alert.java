package dev.redport.examples.monitoring;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A rule of redport-alerts.yml, read by its layout, which {@code promtool check rules} does not demand but we keep. */
record Alert(String name, String expression, String severity, String summary, String description, String runbook) {
    private static final Pattern RULE = Pattern.compile("""
            (?sm)^ {6}- alert: (\\w+)
            (?: +#[^\\n]*
            )* {8}expr: \\|
            (.*?) {8}for: \\w+
             {8}labels:
             {10}severity: (\\w+)
             {8}annotations:
             {10}summary: '([^\\n]+)'
             {10}description: '([^\\n]+)'
             {10}runbook_url: (\\S+)$""");

    static List<Alert> all() {
        return RULE.matcher(Repository.read("examples/deploy/monitoring/redport-alerts.yml"))
                .results()
                .map(Alert::of)
                .toList();
    }

    private static Alert of(MatchResult rule) {
        return new Alert(
                rule.group(1), rule.group(2).strip(), rule.group(3), rule.group(4), rule.group(5), rule.group(6));
    }

    boolean readsACounter() {
        return Pattern.compile("rate\\(|increase\\(").matcher(expression).find();
    }
}
