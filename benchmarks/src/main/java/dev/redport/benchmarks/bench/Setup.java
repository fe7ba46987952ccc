package dev.redport.benchmarks.bench;

import java.util.List;

/**
 * Servers, values and what is done there.
 *
 * @param name short, for tables
 * @param kind what kind of server
 * @param delayMicros what is added to each reply
 * @param valueSize bytes
 * @param workloads what is done
 * @param threads by how many
 */
record Setup(String name, Kind kind, long delayMicros, int valueSize, List<Workload> workloads, List<Threads> threads) {
    enum Kind {
        /** One server. */
        PLAIN,
        /** One server that encrypts. */
        TLS,
        /** Three masters. */
        CLUSTER,
        /** The user's own. */
        OWN
    }

    /** Single reads that would keep so many threads busy for seconds are left out. */
    private static final long MOST_SINGLE_READS = 32_000;

    boolean suits(Workload workload, Threads count) {
        return switch (workload) {
            case GETS_10, GETS_100, GETS_1000 -> (long) workload.valuesPerCall() * count.count() <= MOST_SINGLE_READS;
            default -> true;
        };
    }

    Setup {
        workloads = List.copyOf(workloads);
        threads = List.copyOf(threads);
    }
}
