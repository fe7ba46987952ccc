package dev.redport.benchmarks.bench;

/** One call, made again and again by many threads at the same time. */
@FunctionalInterface
public interface Task {
    /**
     * Makes the call and checks its result.
     *
     * @param caller the number of the calling thread, from 0, below {@link Site#CALLERS}; never two threads with the same number
     *     at the same time
     * @param random 0 or more, evenly spread; the same sequence for all contestants. Chooses the key.
     * @throws Exception if the call failed or its result is wrong; ends the run
     */
    void call(int caller, int random) throws Exception;
}
