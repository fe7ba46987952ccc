package dev.redport.benchmarks.bench;

import java.time.Duration;

/**
 * A contestant that is open in a worker.
 *
 * @param worker where
 * @param entrant how the crew names it
 * @param id what the worker calls it
 * @param name in tables
 * @param driver the client below
 * @param role its part
 * @param configuration versions and settings
 */
record Racer(
        WorkerProcess worker, String entrant, long id, String name, String driver, Role role, String configuration) {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    static Racer open(WorkerProcess worker, String entrant, Site site) throws InterruptedException {
        String[] parts = entrant.split(" ", 2);
        Message request = new Message("open", site.toMap())
                .with("entrant", parts[0])
                .with("argument", parts.length == 2 ? parts[1] : "");
        Message opened = worker.ask(request, LONGEST);
        return new Racer(
                worker,
                entrant,
                opened.number("id"),
                opened.text("name"),
                opened.text("driver"),
                Role.valueOf(opened.text("role")),
                opened.text("configuration"));
    }

    boolean has(Workload workload) throws InterruptedException {
        return Boolean.parseBoolean(
                worker.ask(Message.of("has").with("id", id).with("workload", workload.id()), LONGEST)
                        .text("task"));
    }

    Turn run(Workload workload, Threads threads, long nanos, long seed) throws InterruptedException {
        return Turn.of(worker.ask(
                Message.of("measure")
                        .with("id", id)
                        .with("workload", workload.id())
                        .with("threads", threads.count())
                        .with("virtual", threads.virtual())
                        .with("nanos", nanos)
                        .with("seed", seed),
                LONGEST));
    }

    void close() throws InterruptedException {
        Message unused = worker.ask(Message.of("close").with("id", id), LONGEST);
    }
}
