package dev.redport.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Registers meters with the tags that all have. What a gauge or function reads is not kept alive by the registry, so the
 * caller must; a new one replaces the old one of the same name and tags, whose connection is likely gone.
 */
record Meters(MeterRegistry registry, Tags tags) {
    /** With an edge at 100 ms, where alerts on the 99th percentile need one. */
    static final List<Duration> BUCKETS = LongStream.of(
                    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
                    2_500_000, 5_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
            .toList();

    Meters with(String key, String value) {
        return new Meters(registry, tags.and(key, value));
    }

    Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    Timer timer(String name, String description, List<Duration> buckets) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(buckets.toArray(Duration[]::new))
                .register(registry);
    }

    DistributionSummary summary(String name, String description) {
        return DistributionSummary.builder(name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        removeOld(name, Meter.Type.GAUGE);
        Gauge.builder(name, of, value).description(description).tags(tags).register(registry);
    }

    <T> void counter(String name, String description, T of, ToDoubleFunction<T> value) {
        removeOld(name, Meter.Type.COUNTER);
        FunctionCounter.builder(name, of, value)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    <T> void timer(String name, String description, T of, ToLongFunction<T> count, ToDoubleFunction<T> nanos) {
        removeOld(name, Meter.Type.TIMER);
        FunctionTimer.builder(name, of, count, nanos, TimeUnit.NANOSECONDS)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    <T> void seconds(String name, String description, T of, ToDoubleFunction<T> value) {
        removeOld(name, Meter.Type.GAUGE);
        TimeGauge.builder(name, of, TimeUnit.SECONDS, value)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void removeOld(String name, Meter.Type type) {
        registry.removeByPreFilterId(new Meter.Id(name, tags, null, null, type));
    }
}
