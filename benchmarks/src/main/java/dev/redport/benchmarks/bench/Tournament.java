package dev.redport.benchmarks.bench;

import dev.redport.config.RedisConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan: in each round everybody does everything for a short turn, one after the other and in another order each time, so
 * that what else the machine does hits all alike.
 */
final class Tournament {
    private static final int TRIALS = 2;
    /** Takes redis-benchmark about a quarter of a second. */
    private static final int LIMIT_CALLS = 100_000;

    private final Plan plan;
    private final @Nullable RedisConfig own;
    private final String java;
    private final Path log;
    private final Progress progress;
    private final Results results = new Results();
    private final List<WorkerProcess> workers = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> best = new HashMap<>();
    private final String prefix;
    private volatile @Nullable Ground ground;
    private String server = "";

    Tournament(Plan plan, @Nullable RedisConfig own, String java, Path log, Progress progress) {
        this.plan = plan;
        this.own = own;
        this.java = java;
        this.log = log;
        this.progress = progress;
        prefix = "bench" + Long.toUnsignedString(new SecureRandom().nextLong(), 36);
    }

    Results run() throws IOException, InterruptedException {
        try {
            for (Crew crew : plan.crews()) {
                workers.add(WorkerProcess.start(crew, java, log));
            }
            for (int i = 0; i < plan.setups().size(); i++) {
                Setup setup = plan.setups().get(i);
                progress.setup(setup, plan.setups().size() - i - 1);
                try (Ground opened = Ground.open(setup, own, prefix)) {
                    ground = opened;
                    opened.observer().requireAnswer();
                    server = opened.observer().version().orElse(server);
                    run(setup, opened);
                }
            }
        } finally {
            workers.forEach(WorkerProcess::close);
        }
        results.dropIncomplete(plan.rounds());
        return results;
    }

    /** Of the server, once it has run; empty if the server does not tell. */
    String serverVersion() {
        return server;
    }

    String prefix() {
        return prefix;
    }

    /** Ends everything from another thread: the workers at once, then the keys and the servers. */
    void abort() {
        synchronized (workers) {
            workers.forEach(WorkerProcess::kill);
        }
        Ground current = ground;
        if (current != null) {
            try {
                current.close();
            } catch (RuntimeException gone) {
                progress.say("the keys that begin with " + prefix + " may be left: " + gone.getMessage());
            }
        }
    }

    private void run(Setup setup, Ground opened) throws InterruptedException {
        List<Racer> racers = open(opened.site());
        if (best.isEmpty()) {
            tryConfigurations(setup, racers);
        }
        Map<Results.Cell, List<Racer>> cells = cells(setup, racers);
        cells.forEach(results::expect);
        progress.turns((long) (plan.rounds() + 1)
                * cells.values().stream().mapToInt(List::size).sum());
        Set<String> failed = new HashSet<>();
        Optional<ServerLimit> limit = limit(setup, opened.site());
        for (int round = -1; round < plan.rounds(); round++) {
            round(round, cells, opened.observer(), failed);
            if (limit.isPresent() && round >= 0) {
                limit = limit(setup, opened.site(), limit.get());
            }
        }
        for (Racer racer : racers) {
            close(racer);
        }
    }

    /** Where replies are delayed, one connection that waits for each hundred is no limit. */
    private Optional<ServerLimit> limit(Setup setup, Site site) throws InterruptedException {
        boolean wanted =
                setup.workloads().contains(Workload.GET) && setup.delayMicros() == 0 && ServerLimit.suits(site);
        Optional<ServerLimit> found = wanted ? ServerLimit.find() : Optional.empty();
        try {
            if (found.isPresent()) {
                found.get().prepare(site);
            }
            return found;
        } catch (IOException cannot) {
            return withoutLimit(setup, cannot);
        }
    }

    private Optional<ServerLimit> limit(Setup setup, Site site, ServerLimit limit) throws InterruptedException {
        try {
            results.limit(setup, limit.get(site, LIMIT_CALLS));
            return Optional.of(limit);
        } catch (IOException cannot) {
            return withoutLimit(setup, cannot);
        }
    }

    private Optional<ServerLimit> withoutLimit(Setup setup, IOException cannot) {
        results.fail("redis-benchmark, " + setup.name(), new BenchException(String.valueOf(cannot.getMessage())));
        return Optional.empty();
    }

    /** What has been measured is worth more than an orderly end. */
    private void close(Racer racer) throws InterruptedException {
        try {
            racer.close();
        } catch (BenchException cannot) {
            results.fail("closing " + racer.name(), cannot);
        }
    }

    private List<Racer> open(Site site) throws InterruptedException {
        List<Racer> racers = new ArrayList<>();
        for (WorkerProcess worker : List.copyOf(workers)) {
            for (String entrant : worker.crew().entrants()) {
                if (best.isEmpty() || best.containsValue(entrant) || !contested(worker, entrant)) {
                    try {
                        racers.add(Racer.open(worker, entrant, site));
                    } catch (BenchException cannot) {
                        results.fail(entrant.substring(entrant.lastIndexOf('.') + 1) + " at " + site, cannot);
                    }
                }
            }
        }
        return racers;
    }

    /** Whether there are several configurations of it, by the name of the class: those that lost need not be opened again. */
    private static boolean contested(WorkerProcess worker, String entrant) {
        String type = entrant.split(" ", 2)[0] + " ";
        return type.contains(".Raw")
                && worker.crew().entrants().stream()
                                .filter(each -> each.startsWith(type))
                                .count()
                        > 1;
    }

    /** Finds the fastest configuration of each name for each number of threads, by reading. */
    private void tryConfigurations(Setup setup, List<Racer> racers) throws InterruptedException {
        Map<String, List<Racer>> byName =
                racers.stream().collect(Collectors.groupingBy(Racer::name, LinkedHashMap::new, Collectors.toList()));
        for (List<Racer> same : byName.values()) {
            for (Threads threads : setup.threads()) {
                best.put(key(same.get(0).name(), threads), fastest(same, threads));
            }
        }
    }

    private String fastest(List<Racer> same, Threads threads) throws InterruptedException {
        Racer winner = same.get(0);
        if (same.size() > 1 && winner.has(Workload.GET)) {
            Map<Racer, Double> speed = new HashMap<>();
            for (int trial = -1; trial < TRIALS; trial++) {
                for (Racer racer : same) {
                    progress.say("trying " + racer.configuration() + ", " + threads.title());
                    boolean unused = racer.has(Workload.GET);
                    Turn turn = racer.run(Workload.GET, threads, plan.turnNanos(), plan.seed() + trial);
                    if (trial >= 0) {
                        speed.merge(racer, turn.perSecond(), Double::sum);
                    }
                }
            }
            winner = Collections.max(speed.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
        }
        return winner.entrant();
    }

    private static String key(String name, Threads threads) {
        return name + ", " + threads.id();
    }

    private Map<Results.Cell, List<Racer>> cells(Setup setup, List<Racer> racers) throws InterruptedException {
        Map<Results.Cell, List<Racer>> cells = new LinkedHashMap<>();
        for (Workload workload : setup.workloads()) {
            List<Racer> able = able(setup, workload, racers);
            for (Threads threads : setup.threads()) {
                List<Racer> chosen = able.stream()
                        .filter(racer ->
                                racer.entrant().equals(best.getOrDefault(key(racer.name(), threads), racer.entrant())))
                        .toList();
                if (!chosen.isEmpty() && setup.suits(workload, threads)) {
                    cells.put(new Results.Cell(setup, workload, threads), chosen);
                }
            }
        }
        return cells;
    }

    /** Prepares and warms up. */
    private List<Racer> able(Setup setup, Workload workload, List<Racer> racers) throws InterruptedException {
        List<Racer> able = new ArrayList<>();
        for (Racer racer : racers) {
            if (!best.containsValue(racer.entrant())) {
                continue;
            }
            progress.say("warming up " + racer.name() + ", " + workload.id());
            try {
                if (racer.has(workload)) {
                    long share = plan.warmNanos() / setup.threads().size();
                    for (Threads threads : setup.threads()) { // the code of many callers is another than that of one
                        Turn unused = racer.run(workload, threads, share, plan.seed());
                    }
                    able.add(racer);
                }
            } catch (BenchException cannot) {
                results.fail(racer.name() + ", " + workload.id() + ", " + setup.name(), cannot);
            }
        }
        return able;
    }

    /** Round -1 warms up and is not kept. */
    private void round(int round, Map<Results.Cell, List<Racer>> cells, Observer observer, Set<String> failed)
            throws InterruptedException {
        List<Results.Cell> order = new ArrayList<>(cells.keySet());
        Collections.shuffle(order, new Random(plan.seed() + round));
        for (Results.Cell cell : order) {
            List<Racer> racers = new ArrayList<>(cells.getOrDefault(cell, List.of()));
            Collections.shuffle(racers, new Random(plan.seed() + 31L * round + order.indexOf(cell)));
            for (Racer racer : racers) {
                String what = racer.name() + ", " + cell.workload().id() + ", "
                        + cell.threads().title() + ", " + cell.setup().name();
                if (!failed.contains(what)) {
                    turn(round, cell, racer, observer, what, failed);
                }
                progress.turn(round, plan.rounds(), what);
            }
        }
    }

    private void turn(int round, Results.Cell cell, Racer racer, Observer observer, String what, Set<String> failed)
            throws InterruptedException {
        try {
            Optional<Observer.Count> before = observer.count();
            Turn turn = racer.run(cell.workload(), cell.threads(), plan.turnNanos(), plan.seed() + round);
            Optional<Observer.Count> server =
                    before.flatMap(first -> observer.count().map(then -> then.since(first)));
            if (round >= 0) {
                results.add(cell, racer, Sample.of(turn, server));
            }
        } catch (BenchException cannot) {
            failed.add(what);
            results.fail(what, cannot);
        }
    }
}
