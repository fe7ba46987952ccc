package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A page with charts that needs nothing else, in light and dark. */
final class HtmlReport {
    private static final int COLORS = 7;
    private static final List<String> PERCENTILES = List.of("50 %", "90 %", "99 %", "99.9 %", "longest");

    private final Results results;
    private final Circumstances where;
    private final Verdict verdict;
    private final List<String> hues;
    private final StringBuilder page = new StringBuilder();

    HtmlReport(Results results, Circumstances where, Verdict verdict) {
        this.results = results;
        this.where = where;
        this.verdict = verdict;
        hues = results.all().map(HtmlReport::hue).distinct().toList();
    }

    String all() {
        add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        add("<title>Benchmark of Redport</title>\n<style>\n" + style() + "</style>\n</head>\n<body>\n<main>");
        add("<h1>Benchmark of Redport</h1>");
        add("<section class=\"verdict\">\n<p class=\"headline\">" + Svg.escaped(verdict.headline()) + "</p>\n<ul>");
        verdict.reasons().forEach(reason -> add("<li>" + Svg.escaped(reason) + "</li>"));
        add("<li>" + Svg.escaped(verdict.uncertainty()) + "</li>\n</ul>\n</section>");
        add("<dl>");
        where.facts()
                .forEach((name, fact) -> add("<dt>" + Svg.escaped(name) + "</dt><dd>" + Svg.escaped(fact) + "</dd>"));
        add("</dl>");
        add("<p>Bars are medians over the rounds, whiskers their intervals. Pale bars and dashed lines are the"
                + " clients used directly. Charts over threads and of latency have logarithmic scales.</p>");
        for (Setup setup :
                distinct(results.cells().stream().map(Results.Cell::setup).toList())) {
            add("<h2>" + Svg.escaped(setup.name()) + "</h2>");
            results.limit(setup)
                    .ifPresent(limit -> add("<p>The server's limit: " + Svg.escaped(limit.toString()) + ".</p>"));
            for (Workload workload : setup.workloads()) {
                section(setup, workload);
            }
        }
        configurations();
        add("</main>\n</body>\n</html>");
        return page.toString();
    }

    private void section(Setup setup, Workload workload) {
        List<Results.Cell> cells = results.cells().stream()
                .filter(cell -> cell.setup().equals(setup) && cell.workload() == workload)
                .toList();
        if (cells.isEmpty()) {
            return;
        }
        List<Results.Line> names = distinctNames(cells);
        add("<h3>" + workload.id() + " <small>" + Svg.escaped(workload.title()) + "</small></h3>");
        add("<p class=\"legend\">"
                + names.stream()
                        .map(line -> "<span><i class=\"key " + color(line) + "\"></i>" + Svg.escaped(line.name())
                                + "</span>")
                        .collect(Collectors.joining("\n"))
                + "</p>");
        add("<div class=\"charts\">");
        for (Results.Cell cell : cells) {
            add(BarChart.of(
                    "calls a second, " + cell.threads().title(),
                    results.lines(cell).stream()
                            .map(line -> new BarChart.Bar(line.name(), line.perSecond(), color(line)))
                            .toList()));
        }
        if (cells.size() > 1) {
            add(throughput(cells, names));
        }
        for (Results.Cell cell : cells) {
            add(latency(cell));
        }
        add("</div>");
        add(table(cells));
    }

    private String throughput(List<Results.Cell> cells, List<Results.Line> names) {
        List<LineChart.Series> series = new ArrayList<>();
        for (Results.Line name : names) {
            List<Double> values = cells.stream()
                    .map(cell -> find(cell, name.name())
                            .map(line -> line.perSecond().median())
                            .orElse(Double.NaN))
                    .toList();
            series.add(new LineChart.Series(name.name(), values, color(name)));
        }
        return LineChart.of(
                "calls a second over threads",
                "threads; v is virtual",
                cells.stream().map(cell -> cell.threads().id()).toList(),
                series,
                Figures::brief);
    }

    private String latency(Results.Cell cell) {
        List<LineChart.Series> series = results.lines(cell).stream()
                .map(line -> {
                    Figures of = Figures.of(line);
                    return new LineChart.Series(
                            line.name(), List.of(of.p50(), of.p90(), of.p99(), of.p999(), of.longest()), color(line));
                })
                .toList();
        return LineChart.of(
                "latency, " + cell.threads().title(),
                "so many of the calls took no longer",
                PERCENTILES,
                series,
                micros -> micros >= 1e3 ? Figures.brief(micros / 1e3) + " ms" : Figures.brief(micros) + " \u00b5s");
    }

    private String table(List<Results.Cell> cells) {
        StringBuilder table = new StringBuilder("<details><summary>Figures</summary><div class=\"wide\"><table>\n<tr>");
        for (String head : List.of(
                "threads",
                "",
                "calls/s",
                "ratio to client",
                "p50",
                "p99",
                "p99.9",
                "allocated B",
                "client CPU \u00b5s",
                "server CPU \u00b5s",
                "commands",
                "bytes out",
                "bytes in")) {
            table.append("<th>").append(head).append("</th>");
        }
        table.append("</tr>\n");
        for (Results.Cell cell : cells) {
            for (Results.Line line : results.lines(cell)) {
                table.append(row(line));
            }
        }
        return table.append("</table></div></details>").toString();
    }

    private String row(Results.Line line) {
        Figures of = Figures.of(line);
        String ratio = line.role() == Role.RAW
                ? "1"
                : results.raw(line).map(raw -> line.ratioTo(raw).ratio()).orElse("");
        List<String> values = List.of(
                line.cell().threads().id(),
                line.name(),
                Figures.text(of.perSecond().median()),
                ratio,
                Figures.time(of.p50()),
                Figures.time(of.p99()),
                Figures.time(of.p999()),
                Figures.text(of.allocated()),
                Figures.text(of.clientMicros()),
                Figures.text(of.serverMicros()),
                Figures.text(of.commands()),
                Figures.text(of.toServer()),
                Figures.text(of.toClient()));
        return values.stream().map(Svg::escaped).collect(Collectors.joining("</td><td>", "<tr><td>", "</td></tr>\n"));
    }

    private void configurations() {
        add("<h2>Configurations</h2>\n<ul>");
        distinct(results.all()
                        .map(line -> "with " + line.cell().threads().title() + ", " + line.name() + ": "
                                + line.configuration())
                        .toList())
                .forEach(each -> add("<li>" + Svg.escaped(each) + "</li>"));
        add("</ul>");
        if (!results.failures().isEmpty()) {
            add("<h2>Not measured</h2>\n<ul>");
            results.failures()
                    .forEach(failure -> add("<li>" + Svg.escaped(failure.what() + ": " + failure.message()) + "</li>"));
            add("</ul>");
        }
    }

    private Optional<Results.Line> find(Results.Cell cell, String name) {
        return results.lines(cell).stream()
                .filter(line -> line.name().equals(name))
                .findFirst();
    }

    private List<Results.Line> distinctNames(List<Results.Cell> cells) {
        Set<String> seen = new LinkedHashSet<>();
        return cells.stream()
                .flatMap(cell -> results.lines(cell).stream())
                .filter(line -> seen.add(line.name()))
                .toList();
    }

    /** Client and Redport have the same hue; others have their own. */
    private static String hue(Results.Line line) {
        return line.role() == Role.RAW || line.role() == Role.REDPORT ? line.driver() : line.name();
    }

    private String color(Results.Line line) {
        String style = line.role() == Role.RAW ? " raw" : line.isVariant() ? " variant" : "";
        return "c" + hues.indexOf(hue(line)) % COLORS + style;
    }

    private static <T> Set<T> distinct(List<T> all) {
        return new LinkedHashSet<>(all);
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css: not in the jar");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        page.append(line).append('\n');
    }
}
