package dev.redport.benchmarks.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All that was measured, in the order of the plan. */
final class Results {
    /** One thing that is done in one set-up by so many threads. */
    record Cell(Setup setup, Workload workload, Threads threads) {}

    /** One contestant at it, with a sample for each round. */
    record Line(Cell cell, String name, String driver, Role role, String configuration, List<Sample> samples) {
        static Line of(Cell cell, Racer racer) {
            return new Line(cell, racer.name(), racer.driver(), racer.role(), racer.configuration(), new ArrayList<>());
        }

        Interval perSecond() {
            return Interval.median(samples.stream().mapToDouble(Sample::perSecond));
        }

        /** Whether it is Redport with other settings than its own. */
        boolean isVariant() {
            return name.contains(",");
        }

        /** How much faster than another in the same rounds. */
        Interval ratioTo(Line other) {
            int rounds = Math.min(samples.size(), other.samples.size());
            return Interval.median(IntStream.range(0, rounds)
                    .mapToDouble(i ->
                            samples.get(i).perSecond() / other.samples.get(i).perSecond()));
        }
    }

    /** What {@code redis-benchmark} read from a server, in calls a second, and who of Redport came nearest. */
    record Limit(Interval perSecond, Optional<Line> best) {
        @Override
        public String toString() {
            String limit = "redis-benchmark " + ServerLimit.ARGUMENTS + " GET: " + Figures.text(perSecond.median())
                    + " calls/s (" + Figures.text(perSecond.low()) + "-" + Figures.text(perSecond.high()) + ")";
            return best.map(line -> limit + "; " + line.name() + " with "
                            + line.cell().threads().title() + " made "
                            + Math.round(100 * line.perSecond().median() / perSecond.median()) + " % of it")
                    .orElse(limit);
        }
    }

    /** Something that could not be measured. */
    record Failure(String what, String message) {}

    private final Map<Cell, Map<String, Line>> cells = new LinkedHashMap<>();
    private final Map<Setup, List<Double>> limits = new LinkedHashMap<>();
    private final List<Failure> failures = new ArrayList<>();

    /** Makes room, in the order in which it is to be shown. */
    void expect(Cell cell, List<Racer> racers) {
        racers.forEach(racer -> line(Line.of(cell, racer)));
    }

    void add(Cell cell, Racer racer, Sample sample) {
        line(Line.of(cell, racer)).samples().add(sample);
    }

    /** The line there is of that name, or else this one. */
    Line line(Line fresh) {
        return cells.computeIfAbsent(fresh.cell(), key -> new LinkedHashMap<>())
                .computeIfAbsent(fresh.name(), name -> fresh);
    }

    /** What redis-benchmark came to in one round, in calls a second. */
    void limit(Setup setup, double perSecond) {
        limits.computeIfAbsent(setup, key -> new ArrayList<>()).add(perSecond);
    }

    /** What the server can do at most, and how near Redport came, if it was measured. */
    Optional<Limit> limit(Setup setup) {
        List<Double> rates = limits.get(setup);
        if (rates == null) {
            return Optional.empty();
        }
        Optional<Line> best = all().filter(line -> line.cell().setup().equals(setup)
                        && line.cell().workload() == Workload.GET
                        && line.role() == Role.REDPORT)
                .max(Comparator.comparingDouble(line -> line.perSecond().median()));
        return Optional.of(new Limit(Interval.median(rates.stream().mapToDouble(Double::doubleValue)), best));
    }

    void fail(String what, BenchException why) {
        failures.add(new Failure(what, String.valueOf(why.getMessage())));
    }

    /** Drops what has missed a round, because rounds are compared. */
    void dropIncomplete(int rounds) {
        cells.values()
                .forEach(lines -> lines.values().removeIf(line -> line.samples().size() < rounds));
        cells.values().removeIf(Map::isEmpty);
    }

    Collection<Cell> cells() {
        return cells.keySet();
    }

    List<Line> lines(Cell cell) {
        return List.copyOf(cells.getOrDefault(cell, Map.of()).values());
    }

    Stream<Line> all() {
        return cells.values().stream().flatMap(lines -> lines.values().stream());
    }

    List<Failure> failures() {
        return failures;
    }

    /** The client used directly, below a line; in the same cell. */
    Optional<Line> raw(Line line) {
        return lines(line.cell()).stream()
                .filter(each -> each.role() == Role.RAW
                        && each.driver().equals(line.driver())
                        && !each.name().equals(line.name()))
                .findFirst();
    }
}
