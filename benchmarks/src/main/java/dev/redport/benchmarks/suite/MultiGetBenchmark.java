package dev.redport.benchmarks.suite;

import dev.redport.benchmarks.bench.Task;
import dev.redport.benchmarks.bench.Workload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads of several values of 100 bytes: {@code mget}, in one call, against {@code gets}, one after the other. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MultiGetBenchmark {
    /** How many, and how. */
    @Param({"mget1", "gets10", "mget10", "gets100", "mget100", "gets1000", "mget1000"})
    public String workload = "";

    /** Who does it, as {@link Stage} knows them. */
    @Param({"raw", "redport"})
    public String who = "";

    private Task task;

    /** Creates one; JMH does. */
    @SuppressWarnings("NullAway.Init")
    public MultiGetBenchmark() {}

    /**
     * Connects.
     *
     * @param stage the server and the contestant
     * @throws Exception if that fails
     */
    @Setup
    public void prepare(Stage stage) throws Exception {
        task = stage.prepare(who, Workload.of(workload), 100);
    }

    /**
     * Reads them all.
     *
     * @param caller the thread
     * @throws Exception if it failed or its result is wrong
     */
    @Benchmark
    public void call(Caller caller) throws Exception {
        caller.call(task);
    }
}
