package dev.redport.benchmarks.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured.
 *
 * @param name such as {@code quick}
 * @param setups one after the other
 * @param crews who takes part
 * @param rounds how often everything is done
 * @param turnNanos how long each contestant runs at a time
 * @param warmNanos how long each runs before the first round, by all numbers of threads together
 * @param seed of keys and orders
 */
record Plan(String name, List<Setup> setups, List<Crew> crews, int rounds, long turnNanos, long warmNanos, long seed) {
    private static final int ROUNDS = 7;
    private static final long TURN = 120_000_000;
    private static final long WARMING = 1_000_000_000;
    private static final List<Workload> QUICK =
            List.of(Workload.GET, Workload.PUT, Workload.MGET_100, Workload.LIMITER);
    private static final List<Workload> SIZES =
            List.of(Workload.GET, Workload.PUT, Workload.GET_OR_LOAD, Workload.MGET_100, Workload.CODEC);
    private static final List<Workload> SERVERS =
            List.of(Workload.GET, Workload.PUT, Workload.MGET_100, Workload.LIMITER, Workload.TOKEN_CHECK);

    Plan {
        setups = List.copyOf(setups);
        crews = List.copyOf(crews);
    }

    /** What a user has chosen; empty lists mean the plan's own. */
    record Choice(List<Workload> only, List<Threads> threads, List<Integer> valueSizes, boolean own) {
        Choice {
            only = List.copyOf(only);
            threads = List.copyOf(threads);
            valueSizes = List.copyOf(valueSizes);
        }

        List<Workload> of(List<Workload> planned) {
            return only.isEmpty()
                    ? planned
                    : planned.stream().filter(only::contains).toList();
        }
    }

    /** The most telling workloads, within three minutes on two processors. */
    static Plan quick(List<Crew> crews, Choice choice, boolean virtual, long seed) {
        List<Workload> workloads = choice.only().isEmpty() ? QUICK : choice.only();
        List<Setup> setups = new ArrayList<>();
        for (int size : choice.valueSizes().isEmpty() ? List.of(100) : choice.valueSizes()) {
            setups.add(new Setup(
                    name(choice, size),
                    choice.own() ? Setup.Kind.OWN : Setup.Kind.PLAIN,
                    0,
                    size,
                    workloads,
                    threads(choice, "1", "8", "32", virtual ? "v256" : "256")));
        }
        return new Plan("quick", setups, crews, ROUNDS, TURN, WARMING, seed);
    }

    /** Everything, one thing changed at a time. */
    static Plan full(List<Crew> crews, Choice choice, boolean virtual, long seed) {
        List<Threads> threads =
                virtual ? threads(choice, "1", "8", "32", "256", "v256") : threads(choice, "1", "8", "32", "256");
        Setup.Kind base = choice.own() ? Setup.Kind.OWN : Setup.Kind.PLAIN;
        List<Integer> sizes = choice.valueSizes().isEmpty() ? List.of(100, 1_000, 10_000) : choice.valueSizes();
        List<Setup> setups = new ArrayList<>();
        for (int size : sizes) {
            List<Workload> planned = size == sizes.get(0) ? List.of(Workload.values()) : SIZES;
            setups.add(new Setup(name(choice, size), base, 0, size, choice.of(planned), threads));
        }
        if (!choice.own()) {
            List<Workload> some = choice.of(SERVERS);
            setups.add(new Setup("TLS", Setup.Kind.TLS, 0, sizes.get(0), some, threads));
            setups.add(new Setup("cluster of 3", Setup.Kind.CLUSTER, 0, sizes.get(0), some, threads));
            setups.add(new Setup("0.5 ms away", Setup.Kind.PLAIN, 500, sizes.get(0), some, threads));
            setups.add(new Setup("2 ms away", Setup.Kind.PLAIN, 2_000, sizes.get(0), some, threads));
        }
        setups.removeIf(setup -> setup.workloads().isEmpty());
        return new Plan("full", setups, crews, ROUNDS, TURN, WARMING, seed);
    }

    private static String name(Choice choice, int size) {
        return (choice.own() ? "own server, " : "") + (size < 1_000 ? size + " B" : size / 1_000 + " KB");
    }

    private static List<Threads> threads(Choice choice, String... ids) {
        return choice.threads().isEmpty()
                ? List.of(ids).stream().map(Threads::of).toList()
                : choice.threads();
    }

    /** For other rounds and turns; 0 keeps the plan's. */
    Plan with(int otherRounds, long otherTurnNanos) {
        return new Plan(
                name,
                setups,
                crews,
                otherRounds == 0 ? rounds : otherRounds,
                otherTurnNanos == 0 ? turnNanos : otherTurnNanos,
                otherTurnNanos == 0 ? warmNanos : Math.min(warmNanos, 8 * otherTurnNanos),
                seed);
    }
}
