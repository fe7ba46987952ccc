package dev.redport.benchmarks;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverStack;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.micrometer.MicrometerListener;
import dev.redport.micrometer.ObservationListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
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

/** What a call through the decorators costs with and without listeners; the server is a node that answers at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MetricsBenchmark {
    /** Who listens. */
    public enum Listeners {
        /** Nobody. */
        OFF,
        /** Metrics in a registry for Prometheus. */
        METRICS,
        /** The same by OpenTelemetry's names. */
        OPEN_TELEMETRY,
        /** Observations, with a handler that does nothing. */
        OBSERVATIONS,
        /** Metrics and observations. */
        BOTH;

        RedisListener listener() {
            return switch (this) {
                case OFF -> RedisListener.NONE;
                case METRICS -> new MicrometerListener(registry());
                case OPEN_TELEMETRY -> MicrometerListener.openTelemetry(registry());
                case OBSERVATIONS -> new ObservationListener(observations());
                case BOTH ->
                    RedisListener.all(new MicrometerListener(registry()), new ObservationListener(observations()));
            };
        }

        private static MeterRegistry registry() {
            return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        }

        private static ObservationRegistry observations() {
            ObservationRegistry registry = ObservationRegistry.create();
            ObservationHandler<Observation.Context> idle = context -> true;
            registry.observationConfig().observationHandler(idle);
            return registry;
        }
    }

    /** Who listens. */
    @Param
    public Listeners listeners = Listeners.OFF;

    private final Command command = Command.of(Verb.GET, new byte[] {'k'});
    private RedisDriver driver;

    /** Creates one; JMH does. */
    @SuppressWarnings("NullAway.Init")
    public MetricsBenchmark() {}

    /** Stacks the decorators. */
    @Setup
    public void open() {
        driver = DriverStack.connect(
                        InstantAnswers.FACTORY, RedisConfig.defaults(), listeners.listener(), Runnable::run)
                .driver();
    }

    /**
     * One call.
     *
     * @return its reply
     */
    @Benchmark
    public Reply call() {
        return driver.execute(command, Call.start(Operation.CACHE_GET, Duration.ofSeconds(5)));
    }
}
