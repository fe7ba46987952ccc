package dev.redport.benchmarks.suite;

import dev.redport.benchmarks.bench.Site;
import dev.redport.benchmarks.bench.Task;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** A thread, its number and its random numbers. */
@State(Scope.Thread)
public class Caller {
    private int number;
    private SplittableRandom random = new SplittableRandom(0);

    /** Creates one; JMH does. */
    public Caller() {}

    /**
     * Numbers it.
     *
     * @param threads tells the number
     */
    @Setup
    public void number(ThreadParams threads) {
        number = threads.getThreadIndex();
        if (number >= Site.CALLERS) {
            throw new IllegalArgumentException(
                    "threads: " + threads.getThreadCount() + " (expected: <= " + Site.CALLERS + ')');
        }
        random = new SplittableRandom(number);
    }

    void call(Task task) throws Exception {
        task.call(number, random.nextInt(Integer.MAX_VALUE));
    }
}
