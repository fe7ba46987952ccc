package dev.redport.benchmarks.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables for people: one for the terminal, all of them for the file. */
final class MarkdownReport {
    private final Results results;
    private final Circumstances where;
    private final Verdict verdict;

    MarkdownReport(Results results, Circumstances where, Verdict verdict) {
        this.results = results;
        this.where = where;
        this.verdict = verdict;
    }

    String all() {
        List<String> lines = new ArrayList<>();
        lines.add("# Benchmark of Redport");
        lines.add("");
        lines.add("**" + verdict.headline() + "**");
        lines.add("");
        verdict.reasons().forEach(reason -> lines.add("- " + reason));
        lines.add("- " + verdict.uncertainty());
        lines.add("");
        where.facts().forEach((name, fact) -> lines.add("- " + name + ": " + fact));
        lines.add("");
        lines.add("Calls a second are medians over the rounds; `ratio` is to the client used directly, in the same"
                + " rounds, with its interval. Latency and costs are per call; `B` is what the client's JVM"
                + " allocated, CPU in microseconds; - is not measured.");
        for (Setup setup : setups()) {
            lines.add("");
            lines.add("## " + setup.name());
            lines.add("");
            lines.addAll(table(setup));
            results.limit(setup).ifPresent(limit -> lines.addAll(List.of("", "The server's limit: " + limit + ".")));
        }
        lines.add("");
        lines.add("## Configurations");
        lines.add("");
        lines.addAll(configurations());
        if (!results.failures().isEmpty()) {
            lines.add("");
            lines.add("## Not measured");
            lines.add("");
            results.failures().forEach(failure -> lines.add("- " + failure.what() + ": " + failure.message()));
        }
        return String.join("\n", lines) + "\n";
    }

    private Set<Setup> setups() {
        return results.cells().stream().map(Results.Cell::setup).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private List<String> table(Setup setup) {
        List<String> rows = new ArrayList<>();
        rows.add("| workload | threads | | calls/s | ratio | p50 | p99 | p99.9 | B | client CPU | server CPU | commands"
                + " | bytes out | bytes in |");
        rows.add("|---|---:|---|" + "---:|".repeat(11));
        results.all().filter(line -> line.cell().setup().equals(setup)).forEach(line -> rows.add(row(line)));
        return rows;
    }

    private String row(Results.Line line) {
        Figures figures = Figures.of(line);
        return Stream.of(
                        line.cell().workload().id(),
                        line.cell().threads().id(),
                        line.name(),
                        Figures.text(figures.perSecond().median()),
                        ratio(line),
                        Figures.time(figures.p50()),
                        Figures.time(figures.p99()),
                        Figures.time(figures.p999()),
                        Figures.text(figures.allocated()),
                        Figures.text(figures.clientMicros()),
                        Figures.text(figures.serverMicros()),
                        Figures.text(figures.commands()),
                        Figures.text(figures.toServer()),
                        Figures.text(figures.toClient()))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private String ratio(Results.Line line) {
        return line.role() == Role.RAW
                ? "1"
                : results.raw(line).map(raw -> line.ratioTo(raw).ratio()).orElse("");
    }

    private List<String> configurations() {
        Set<String> seen = new LinkedHashSet<>();
        for (Results.Line line : results.all().toList()) {
            String threads = results.all()
                    .filter(each -> each.name().equals(line.name())
                            && each.configuration().equals(line.configuration()))
                    .map(each -> each.cell().threads())
                    .distinct()
                    .sorted()
                    .map(Threads::id)
                    .collect(Collectors.joining(", "));
            seen.add("- " + line.name() + " at " + threads + ": " + line.configuration());
        }
        return List.copyOf(seen);
    }

    /** Redport's calls a second and its ratio to the client, and what to make of it. */
    String terminal() {
        List<String> names = results.all()
                .filter(line -> line.role() != Role.RAW)
                .map(Results.Line::name)
                .distinct()
                .toList();
        List<String> lines = new ArrayList<>();
        where.facts().forEach((name, fact) -> lines.add(name + ": " + fact));
        for (Setup setup : setups()) {
            lines.add("");
            lines.add(setup.name() + ": calls a second, and how many times those of the client used directly");
            lines.addAll(grid(setup, names));
            results.limit(setup).ifPresent(limit -> lines.add("limit: " + limit));
        }
        if (!results.failures().isEmpty()) {
            lines.add("");
            lines.add(results.failures().size() + " measurements failed; report.md tells which and why.");
        }
        lines.add("");
        lines.add(verdict.headline());
        lines.add("Why:");
        verdict.reasons().forEach(reason -> lines.add("- " + reason));
        lines.add("- " + verdict.uncertainty());
        return String.join(System.lineSeparator(), lines);
    }

    private List<String> grid(Setup setup, List<String> names) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("workload", "threads"));
        head.addAll(names);
        rows.add(head);
        for (Results.Cell cell : results.cells()) {
            if (cell.setup().equals(setup)) {
                List<String> row = new ArrayList<>(
                        List.of(cell.workload().id(), cell.threads().id()));
                names.forEach(name -> row.add(entry(cell, name)));
                rows.add(row);
            }
        }
        return aligned(rows);
    }

    private String entry(Results.Cell cell, String name) {
        return results.lines(cell).stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .map(line -> Figures.text(line.perSecond().median()) + "  " + ratio(line))
                .orElse("");
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int i = 0; i < widths.length; i++) {
                        String space = " ".repeat(widths[i] - row.get(i).length());
                        line.append(i == 0 ? row.get(i) + space : "  " + space + row.get(i));
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }
}
