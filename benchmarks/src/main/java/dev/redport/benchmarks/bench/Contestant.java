package dev.redport.benchmarks.bench;

import java.util.Optional;

/** A client, or something over a client, opened for one {@link Site}. Its tasks are called by many threads. */
public interface Contestant extends AutoCloseable {
    /**
     * What it is called in tables, such as {@code Jedis} or {@code Redport over Jedis}. Contestants of the same name are the same
     * thing in different configurations: the best one for each number of threads is compared, the others are not reported.
     *
     * @return the name
     */
    String name();

    /**
     * The client below, which is what it is compared with.
     *
     * @return {@code jedis}, {@code lettuce}, {@code redisson}, or another name; empty if it has none
     */
    String driver();

    /**
     * Its part.
     *
     * @return whether it is the client itself, Redport, a peer or a limit
     */
    Role role();

    /**
     * Versions and whatever decides its speed.
     *
     * @return such as {@code Jedis 8.0.0, pool of 32}
     */
    String configuration();

    /**
     * Prepares a workload: whatever is read is written before this returns. Every key begins with {@link Site#prefix()}.
     *
     * @param workload what is to be done
     * @return how it does it; empty if it has no counterpart
     */
    Optional<Task> task(Workload workload);

    /** Closes the client. The keys stay; the coordinator removes them. */
    @Override
    void close();
}
