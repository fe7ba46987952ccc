package dev.redport.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.redport.benchmarks.bench.Task;
import dev.redport.benchmarks.bench.Workload;
import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

@Timeout(180)
class SuitesTest {
    static Stream<Arguments> suites() {
        return Stream.of(
                arguments("Cache", 6, new String[] {"driver=jedis", "valueSize=1024"}),
                arguments("MultiGet", 2, new String[] {"driver=lettuce", "who=redport", "workload=mget10,gets10"}),
                arguments("Limiter", 3, new String[] {"driver=jedis", "who=redport"}),
                arguments("Token", 2, new String[] {"driver=redisson"}),
                arguments("Codec", 8, new String[] {"valueSize=100"}));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void eachBenchmarkRuns(String suite, int benchmarks, String... params) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\.suite\\." + suite + "Benchmark\\.")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        for (String param : params) {
            String[] pair = param.split("=", 2);
            options.param(pair[0], pair[1].split(","));
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        assertThat(results)
                .hasSize(benchmarks)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }

    @ParameterizedTest
    @CsvSource({"jedis, tls, 0", "lettuce, plain, 0.5", "redisson, cluster, 0.5"})
    void eachSetupServesTheClientAndRedport(String driver, String setup, String latencyMillis) throws Exception {
        for (String who : new String[] {"raw", "redport"}) {
            Stage stage = new Stage();
            stage.driver = driver;
            stage.setup = setup;
            stage.latencyMillis = latencyMillis;
            Task task = stage.prepare(who, Workload.MGET_10, 100);
            try {
                long begin = System.nanoTime();
                task.call(0, 7);
                assertThat((System.nanoTime() - begin) / 1e6).isGreaterThanOrEqualTo(Double.parseDouble(latencyMillis));
            } finally {
                stage.close();
            }
        }
    }
}
