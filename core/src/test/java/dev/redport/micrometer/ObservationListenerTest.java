package dev.redport.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisListener;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ObservationListenerTest {
    private final Recorder recorder = new Recorder();
    private final ObservationRegistry registry = ObservationRegistry.create();
    private final ObservationListener listener = connected(registry);

    ObservationListenerTest() {
        registry.observationConfig().observationHandler(recorder);
    }

    /** Scopes belong to threads and not to registries: what a failed test left open would fail others. */
    @AfterEach
    void leavesNoScopeOpen() {
        Observation.Scope left = registry.getCurrentObservationScope();
        if (left != null) {
            left.close();
        }
        assertThat(left).isNull();
    }

    private static ObservationListener connected(ObservationRegistry registry) {
        ObservationListener listener = new ObservationListener(registry);
        RedisConfig config = RedisConfig.builder()
                .clientName("shop")
                .host("secret.internal")
                .password("a password")
                .build();
        listener.onConnect(new DriverInfo("fake", "1", config), () -> new PoolStats(1, 1, 0, 1, 0, 0, 1, 0));
        return listener;
    }

    /** Notes what a tracer would be told. */
    private static final class Recorder implements ObservationHandler<Observation.Context> {
        final List<String> told = new ArrayList<>();
        final List<Observation.Context> stopped = new ArrayList<>();

        @Override
        public void onStart(Observation.Context context) {
            told.add("start " + context.getContextualName());
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            told.add("open");
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            told.add("close");
        }

        @Override
        public void onError(Observation.Context context) {
            told.add("error " + String.valueOf(context.getError()).replaceFirst(".*[.$]", ""));
        }

        @Override
        public void onStop(Observation.Context context) {
            told.add("stop");
            stopped.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private static Map<String, String> values(Iterable<KeyValue> keyValues) {
        Map<String, String> values = new TreeMap<>();
        keyValues.forEach(each -> values.put(each.getKey(), each.getValue()));
        return values;
    }

    private void call(Operation operation, int attempts, @Nullable ErrorKind error) {
        listener.onStart(operation);
        listener.onCall(operation, 1, attempts, error);
    }

    @Test
    void observesACallFromItsStartToItsEnd() {
        call(Operation.CACHE_GET, 1, null);

        assertThat(recorder.told).containsExactly("start cache.get", "open", "close", "stop");
        Observation.Context context = recorder.stopped.get(0);
        assertThat(context.getName()).isEqualTo("redis.call");
        assertThat(values(context.getLowCardinalityKeyValues()))
                .isEqualTo(Map.of(
                        "operation",
                        "cache.get",
                        "driver",
                        "fake",
                        "client",
                        "shop",
                        "outcome",
                        "success",
                        "error",
                        "none"));
        assertThat(values(context.getHighCardinalityKeyValues())).isEqualTo(Map.of("attempts", "1"));
    }

    @Test
    void tellsThatACallFailedButOnlyTheKind() {
        call(Operation.TOKEN_CHECK, 3, ErrorKind.TIMEOUT);

        assertThat(recorder.told)
                .containsExactly("start token.check", "open", "close", "error FailedCall: timeout", "stop");
        Observation.Context context = recorder.stopped.get(0);
        assertThat(values(context.getLowCardinalityKeyValues()))
                .containsEntry("outcome", "error")
                .containsEntry("error", "timeout");
        assertThat(values(context.getHighCardinalityKeyValues())).isEqualTo(Map.of("attempts", "3"));
    }

    @Test
    void isAClientsCallToRedis() {
        call(Operation.CACHE_GET, 1, null);

        assertThat(recorder.stopped.get(0)).isInstanceOfSatisfying(SenderContext.class, context -> {
            assertThat(context.getKind()).isEqualTo(Kind.CLIENT);
            assertThat(context.getRemoteServiceName()).isEqualTo("redis");
        });
    }

    @Test
    void isPartOfWhatTheCallerObserves() {
        Observation request = Observation.start("request", registry);
        try (Observation.Scope scope = request.openScope()) {
            call(Operation.CACHE_GET, 1, null);
            assertThat(registry.getCurrentObservationScope()).isSameAs(scope);
        }

        assertThat(recorder.stopped.get(0).getParentObservation()).isSameAs(request);
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void isCurrentWhileTheCallLasts() {
        listener.onStart(Operation.CACHE_GET);
        assertThat(registry.getCurrentObservation())
                .isNotNull()
                .extracting(current -> current.getContext().getContextualName())
                .isEqualTo("cache.get");
        listener.onCall(Operation.CACHE_GET, 1, 1, null);
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void nests() {
        RedisListener both = RedisListener.all(listener, connected(registry));

        both.onStart(Operation.CACHE_GET);
        both.onStart(Operation.CACHE_FILL);
        both.onCall(Operation.CACHE_FILL, 1, 1, null);
        both.onCall(Operation.CACHE_GET, 1, 1, null);

        assertThat(recorder.stopped)
                .extracting(Observation.Context::getContextualName)
                .containsExactly("cache.fill", "cache.fill", "cache.get", "cache.get");
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void leavesTheCallersScopeAloneWhereItIsSwitchedOff() {
        registry.observationConfig().observationPredicate((name, context) -> !name.equals("redis.call"));
        Observation request = Observation.start("request", registry);
        try (Observation.Scope scope = request.openScope()) {
            call(Operation.CACHE_GET, 1, ErrorKind.TIMEOUT);
            assertThat(registry.getCurrentObservationScope()).isSameAs(scope);
        }
        assertThat(recorder.stopped).isEmpty();
    }

    @Test
    void doesNothingWithoutARegistryThatObserves() {
        ObservationListener idle = connected(ObservationRegistry.NOOP);
        listener.onStart(Operation.CACHE_GET);
        idle.onStart(Operation.CACHE_GET);
        idle.onCall(Operation.CACHE_GET, 1, 1, null);
        assertThat(recorder.told).containsExactly("start cache.get", "open");
        listener.onCall(Operation.CACHE_GET, 1, 1, null);
        assertThat(recorder.told).endsWith("stop");
    }

    @Test
    void endsTheRightCallThoughAHandlerThrewAtTheStartOfAnother() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                if ("cache.fill".equals(context.getContextualName())) {
                    throw new IllegalStateException("a broken tracer");
                }
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        listener.onStart(Operation.CACHE_GET);
        RedisListener safe = RedisListener.all(listener);
        safe.onStart(Operation.CACHE_FILL);
        safe.onCall(Operation.CACHE_FILL, 1, 1, null);
        assertThat(recorder.stopped).isEmpty();
        listener.onCall(Operation.CACHE_GET, 1, 1, null);
        assertThat(recorder.stopped)
                .extracting(Observation.Context::getContextualName)
                .containsExactly("cache.get");
    }

    @Test
    void makesATimerWithTheHandlerForMetrics() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        call(Operation.CACHE_GET, 1, null);
        call(Operation.CACHE_GET, 1, ErrorKind.TIMEOUT);
        assertThat(meters.get("redis.call").tag("operation", "cache.get").timers())
                .hasSize(2);
    }

    @Test
    void showsNothingOfTheConfiguration() {
        call(Operation.CACHE_GET, 1, ErrorKind.AUTH);
        Observation.Context context = recorder.stopped.get(0);
        assertThat(context + " " + context.getAllKeyValues() + " " + context.getError() + " " + listener)
                .doesNotContain("secret.internal", "a password");
    }
}
