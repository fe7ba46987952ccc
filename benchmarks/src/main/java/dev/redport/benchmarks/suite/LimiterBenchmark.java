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

/** Taking permits of token buckets. {@code raw} sends the script of Redport by the client alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LimiterBenchmark {
    /** {@code limiter}: 10,000 keys; {@code limiterHot}: one key; {@code limiterDenied}: one key without permits. */
    @Param({"limiter", "limiterHot", "limiterDenied"})
    public String workload = "";

    /** Who does it, as {@link Stage} knows them. */
    @Param({"redport", "bucket4j"})
    public String who = "";

    private Task task;

    /** Creates one; JMH does. */
    @SuppressWarnings("NullAway.Init")
    public LimiterBenchmark() {}

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
     * One decision.
     *
     * @param caller the thread
     * @throws Exception if it failed or its result is wrong
     */
    @Benchmark
    public void call(Caller caller) throws Exception {
        caller.call(task);
    }
}
