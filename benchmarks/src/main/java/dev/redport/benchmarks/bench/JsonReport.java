package dev.redport.benchmarks.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** All figures for programs; what was not measured is missing. */
final class JsonReport {
    private static final int FORMAT = 1;

    private JsonReport() {}

    static String of(Results results, Circumstances where, Verdict verdict) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("format", FORMAT);
        report.put("circumstances", where.facts());
        report.put(
                "verdict",
                Map.of(
                        "headline",
                        verdict.headline(),
                        "reasons",
                        verdict.reasons(),
                        "uncertainty",
                        verdict.uncertainty()));
        report.put("limits", limits(results));
        report.put("results", results.all().map(line -> line(results, line)).toList());
        report.put(
                "failures",
                results.failures().stream()
                        .map(failure -> Map.of("what", failure.what(), "message", failure.message()))
                        .toList());
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    }

    private static List<Map<String, Object>> limits(Results results) {
        return results.cells().stream()
                .map(Results.Cell::setup)
                .distinct()
                .flatMap(setup -> results.limit(setup).stream()
                        .map(limit -> Map.<String, Object>of(
                                "setup",
                                setup.name(),
                                "program",
                                "redis-benchmark " + ServerLimit.ARGUMENTS,
                                "callsPerSecond",
                                interval(limit.perSecond()))))
                .toList();
    }

    private static Map<String, Object> line(Results results, Results.Line line) {
        Figures figures = Figures.of(line);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("setup", line.cell().setup().name());
        members.put("workload", line.cell().workload().id());
        members.put("threads", line.cell().threads().count());
        members.put("virtual", line.cell().threads().virtual());
        members.put("valueSize", line.cell().setup().valueSize());
        members.put("name", line.name());
        members.put("driver", line.driver());
        members.put("role", line.role());
        members.put("configuration", line.configuration());
        members.put("callsPerSecond", interval(figures.perSecond()));
        if (line.role() != Role.RAW) {
            results.raw(line).ifPresent(raw -> members.put("ratioToClient", interval(line.ratioTo(raw))));
        }
        put(members, "p50Micros", figures.p50());
        put(members, "p90Micros", figures.p90());
        put(members, "p99Micros", figures.p99());
        put(members, "p999Micros", figures.p999());
        put(members, "longestMicros", figures.longest());
        put(members, "allocatedBytes", figures.allocated());
        put(members, "clientCpuMicros", figures.clientMicros());
        put(members, "serverCpuMicros", figures.serverMicros());
        put(members, "commands", figures.commands());
        put(members, "bytesToServer", figures.toServer());
        put(members, "bytesToClient", figures.toClient());
        List<Double> rounds = line.samples().stream()
                .map(Sample::perSecond)
                .map(JsonReport::rounded)
                .toList();
        members.put("callsPerSecondByRound", rounds);
        return members;
    }

    private static Map<String, Object> interval(Interval of) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("median", rounded(of.median()));
        members.put("low", rounded(of.low()));
        members.put("high", rounded(of.high()));
        members.put("confidence", rounded(of.confidence()));
        return members;
    }

    private static void put(Map<String, Object> members, String name, double value) {
        if (!Double.isNaN(value)) {
            members.put(name, rounded(value));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
