package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** All that is told about a run. */
final class Report {
    private final Plan plan;
    private final Results results;
    private final Circumstances where;

    Report(Plan plan, Results results, Circumstances where) {
        this.plan = plan;
        this.results = results;
        this.where = where;
    }

    /** Writes the files, and the table and the recommendation to the terminal. */
    void write(Path directory, PrintWriter terminal) throws IOException {
        Verdict verdict = Verdict.of(plan, results);
        MarkdownReport markdown = new MarkdownReport(results, where, verdict);
        Files.writeString(directory.resolve("report.json"), JsonReport.of(results, where, verdict), UTF_8);
        Files.writeString(directory.resolve("report.md"), markdown.all(), UTF_8);
        Files.writeString(directory.resolve("report.html"), new HtmlReport(results, where, verdict).all(), UTF_8);
        terminal.println(markdown.terminal());
        terminal.println();
        terminal.println("Charts and all figures: " + directory.resolve("report.html"));
    }
}
