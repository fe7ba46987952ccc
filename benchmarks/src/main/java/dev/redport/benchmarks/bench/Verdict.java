package dev.redport.benchmarks.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which driver to choose, and how sure that is. Drivers are compared by the geometric mean of their calls a second over all cells
 * of the first set-up, round by round, each cell counting alike.
 *
 * @param headline the answer
 * @param reasons why, and where it is otherwise
 * @param uncertainty what it does not say
 */
record Verdict(String headline, List<String> reasons, String uncertainty) {
    Verdict {
        reasons = List.copyOf(reasons);
    }

    static Verdict of(Plan plan, Results results) {
        return new Judge(plan, results).verdict();
    }

    /** How a driver is called in a sentence. */
    static String title(String driver) {
        return driver.isEmpty() ? "" : driver.substring(0, 1).toUpperCase(Locale.ROOT) + driver.substring(1);
    }

    private record Judge(Plan plan, Results results) {
        private static final double LEVEL = 1.0;

        /** Rounds for an interval of 95 % confidence. */
        private static final int ENOUGH = 6;

        /** Redport's lines by driver, in the cells that all drivers have finished. */
        private Map<Results.Cell, Map<String, Results.Line>> mix() {
            Setup first = plan.setups().get(0);
            Set<String> drivers = new LinkedHashSet<>();
            Map<Results.Cell, Map<String, Results.Line>> mix = new LinkedHashMap<>();
            for (Results.Cell cell : results.cells()) {
                if (cell.setup().equals(first)) {
                    Map<String, Results.Line> lines = new LinkedHashMap<>();
                    for (Results.Line line : results.lines(cell)) {
                        if (line.role() == Role.REDPORT
                                && !line.isVariant()
                                && !line.driver().equals("codec")) {
                            lines.put(line.driver(), line);
                        }
                    }
                    mix.put(cell, lines);
                    drivers.addAll(lines.keySet());
                }
            }
            mix.values().removeIf(lines -> !lines.keySet().containsAll(drivers));
            mix.values().removeIf(Map::isEmpty);
            return mix;
        }

        Verdict verdict() {
            Map<Results.Cell, Map<String, Results.Line>> mix = mix();
            String uncertainty = uncertainty();
            if (mix.isEmpty()) {
                return new Verdict("No driver was measured, so none is recommended.", List.of(), uncertainty);
            }
            List<String> drivers = ranking(mix);
            String best = drivers.get(0);
            if (drivers.size() == 1) {
                return new Verdict(
                        "Only " + title(best) + " was measured, so there is nothing to choose.",
                        overheads(mix, best),
                        uncertainty);
            }
            List<String> level = new ArrayList<>();
            List<String> slower = new ArrayList<>();
            for (String other : drivers.subList(1, drivers.size())) {
                Interval lead = lead(mix, best, other, cell -> true);
                (lead.isAbove(LEVEL) ? slower : level).add(title(other) + ": " + lead.ratio());
            }
            List<String> reasons = new ArrayList<>();
            reasons.add("Redport over " + title(best) + " made this many times the calls of the others, over all "
                    + mix.size()
                    + " combinations of workload and threads that all finished, each alike (and the interval of "
                    + percent(lead(mix, best, drivers.get(1), cell -> true).confidence())
                    + " confidence): " + String.join("; ", concat(slower, level)) + ".");
            reasons.addAll(elsewhere(mix, best, drivers));
            reasons.addAll(overheads(mix, best));
            return new Verdict(headline(best, level, slower) + missing(drivers), reasons, uncertainty);
        }

        private String headline(String best, List<String> level, List<String> slower) {
            String place = plan.setups().get(0).kind() == Setup.Kind.OWN ? "your server" : "this machine";
            String start = "For " + place + " and this mix: " + title(best) + ".";
            String noise = level.isEmpty()
                    ? ""
                    : " " + names(level) + (level.size() == 1 ? " is" : " are") + " within the noise"
                            + (slower.isEmpty() ? ": choose by other reasons." : ".");
            return start
                    + noise
                    + (slower.isEmpty() ? "" : " " + names(slower) + (slower.size() == 1 ? " is" : " are") + " slower.")
                    + (plan.rounds() < ENOUGH ? " Fewer than " + ENOUGH + " rounds give only a hint." : "");
        }

        /** Drivers that took part and finished nothing. */
        private String missing(List<String> measured) {
            return plan.crews().stream()
                    .filter(Roster::hasRedport)
                    .map(Crew::driver)
                    .filter(driver -> !measured.contains(driver))
                    .map(driver -> " " + title(driver) + " could not be measured.")
                    .collect(Collectors.joining());
        }

        private static String names(List<String> rated) {
            return rated.stream()
                    .map(each -> each.substring(0, each.indexOf(':')))
                    .collect(Collectors.joining(" and "));
        }

        private static List<String> concat(List<String> one, List<String> other) {
            List<String> both = new ArrayList<>(one);
            both.addAll(other);
            return both;
        }

        private List<String> ranking(Map<Results.Cell, Map<String, Results.Line>> mix) {
            return mix.values().iterator().next().keySet().stream()
                    .sorted(Comparator.comparingDouble((String driver) -> Interval.median(
                                            scores(mix, driver, cell -> true).stream()
                                                    .mapToDouble(Double::doubleValue))
                                    .median())
                            .reversed())
                    .toList();
        }

        /** Thread counts at which another driver is clearly ahead of the best. */
        private List<String> elsewhere(
                Map<Results.Cell, Map<String, Results.Line>> mix, String best, List<String> drivers) {
            List<String> found = new ArrayList<>();
            for (Threads threads : plan.setups().get(0).threads()) {
                for (String other : drivers) {
                    Interval lead =
                            lead(mix, other, best, cell -> cell.threads().equals(threads));
                    if (!other.equals(best) && lead.isAbove(LEVEL)) {
                        found.add("But with " + threads.title() + " " + title(other) + " made " + lead.ratio()
                                + " times the calls of " + title(best) + ".");
                    }
                }
            }
            if (found.isEmpty()) {
                found.add("At no number of threads was another driver clearly ahead.");
            }
            return found;
        }

        /** What Redport makes of the client. */
        private List<String> overheads(Map<Results.Cell, Map<String, Results.Line>> mix, String best) {
            String list = mix.entrySet().stream()
                    .filter(each -> each.getKey().workload() == Workload.GET)
                    .map(each -> Optional.ofNullable(each.getValue().get(best))
                            .flatMap(line -> results.raw(line)
                                    .map(raw -> each.getKey().threads().title() + " "
                                            + line.ratioTo(raw).ratio()))
                            .orElse(""))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("; "));
            return list.isEmpty()
                    ? List.of()
                    : List.of("Reading one value, Redport over " + title(best) + " made this many times the calls of "
                            + title(best) + " used directly in its best configuration: " + list + ".");
        }

        private Interval lead(
                Map<Results.Cell, Map<String, Results.Line>> mix,
                String one,
                String other,
                Predicate<Results.Cell> where) {
            List<Double> ones = scores(mix, one, where);
            List<Double> others = scores(mix, other, where);
            return Interval.median(IntStream.range(0, ones.size()).mapToDouble(i -> ones.get(i) / others.get(i)));
        }

        /** The geometric mean of each round. */
        private List<Double> scores(
                Map<Results.Cell, Map<String, Results.Line>> mix, String driver, Predicate<Results.Cell> where) {
            List<Results.Line> lines = mix.entrySet().stream()
                    .filter(each -> where.test(each.getKey()))
                    .flatMap(each -> Optional.ofNullable(each.getValue().get(driver)).stream())
                    .toList();
            return lines.isEmpty()
                    ? List.of()
                    : IntStream.range(0, plan.rounds())
                            .mapToObj(round -> Math.exp(lines.stream()
                                    .mapToDouble(line ->
                                            Math.log(line.samples().get(round).perSecond()))
                                    .average()
                                    .orElse(0)))
                            .toList();
        }

        private String uncertainty() {
            double confidence = Interval.median(
                            IntStream.range(0, plan.rounds()).mapToDouble(i -> i))
                    .confidence();
            return "The intervals hold the median of this run with " + percent(confidence)
                    + " confidence; they know nothing of other hours, machines, networks and mixes. "
                    + (plan.setups().get(0).kind() == Setup.Kind.OWN
                            ? "They were measured from where this ran: run it where your service runs."
                            : "Clients and server shared this machine's processors: measure your own server with"
                                    + " --redis.");
        }

        private static String percent(double confidence) {
            return Math.round(100 * confidence) + " %";
        }
    }
}
