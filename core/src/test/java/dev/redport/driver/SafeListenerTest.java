package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.redport.config.RedisConfig;
import dev.redport.driver.RedisListener.CertificateFile;
import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.driver.RedisListener.LookupOutcome;
import dev.redport.driver.RedisListener.TokenOutcome;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SafeListenerTest {
    private static final DriverInfo INFO = new DriverInfo("fake", "1", RedisConfig.defaults());
    private static final List<Consumer<RedisListener>> EVENTS = List.of(
            listener -> listener.onConnect(INFO, SafeListenerTest::pool),
            listener -> listener.onStart(Operation.CACHE_GET),
            listener -> listener.onCall(Operation.CACHE_GET, 5, 2, ErrorKind.TIMEOUT),
            listener -> listener.onCall(Operation.CACHE_GET, 5, 1, null),
            listener -> listener.onRetry(Operation.CACHE_PUT, ErrorKind.TIMEOUT),
            listener -> listener.onRetryBudgetExhausted(Operation.CACHE_PUT),
            listener -> listener.onTlsReload(true),
            listener -> listener.onCertificates(CertificateFile.CA, Instant.EPOCH),
            listener -> listener.onHealth(true, 7),
            listener -> listener.onCircuit(CircuitBreaker.State.CLOSED, CircuitBreaker.State.OPEN),
            listener -> listener.onCircuitRejected(Operation.CACHE_GET),
            listener -> listener.onCache("users"),
            listener -> listener.onLookup("users", LookupOutcome.HIT, 3),
            listener -> listener.onStore("users", 17),
            listener -> listener.onLimiter("login"),
            listener -> listener.onLimit("login", LimitOutcome.DENIED),
            listener -> listener.onTokenStore("auth"),
            listener -> listener.onToken("auth", TokenOutcome.SESSION_CREATED, 1));

    private final List<String> told = new ArrayList<>();

    private static PoolStats pool() {
        return new PoolStats(1, 1, 0, 1, 0, 0, 1, 0);
    }

    private RedisListener listener(Runnable then) {
        return (RedisListener) Proxy.newProxyInstance(
                RedisListener.class.getClassLoader(), new Class<?>[] {RedisListener.class}, (self, method, args) -> {
                    told.add(method.getName() + Arrays.toString(args).replaceAll("Lambda[^,\\]]*", "lambda"));
                    then.run();
                    return null;
                });
    }

    @Test
    void handsOnEveryEventAsItIs() {
        RedisListener recording = listener(() -> {});
        EVENTS.forEach(event -> event.accept(recording));
        List<String> direct = List.copyOf(told);
        told.clear();

        RedisListener safe = new SafeListener(recording);
        EVENTS.forEach(event -> event.accept(safe));

        assertThat(told).isEqualTo(direct);
    }

    @Test
    void dropsWhatTheListenerThrows() {
        RedisListener broken = new SafeListener(listener(() -> {
            throw new IllegalStateException("a broken metric");
        }));

        assertThatCode(() -> EVENTS.forEach(event -> event.accept(broken))).doesNotThrowAnyException();
        assertThat(told).hasSize(EVENTS.size());
    }

    @Test
    void coversEveryEventThereIs() {
        RedisListener recording = new SafeListener(listener(() -> {}));
        EVENTS.forEach(event -> event.accept(recording));

        List<String> events = Arrays.stream(RedisListener.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .toList();
        assertThat(told.stream().map(line -> line.substring(0, line.indexOf('['))))
                .containsAll(events);
    }

    @Nested
    class Several {
        private final List<String> order = new ArrayList<>();

        private RedisListener named(String name) {
            return new RedisListener() {
                @Override
                public void onStart(Operation operation) {
                    order.add(name + " start");
                }

                @Override
                public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
                    order.add(name + " end");
                }
            };
        }

        @Test
        void areToldTheEndInTheOppositeOrder() {
            RedisListener all = RedisListener.all(named("outer"), named("inner"));

            all.onStart(Operation.OTHER);
            all.onCall(Operation.OTHER, 1, 1, null);

            assertThat(order).containsExactly("outer start", "inner start", "inner end", "outer end");
        }

        @Test
        void areAllToldOfEveryEvent() {
            RedisListener recording = listener(() -> {});
            EVENTS.forEach(event -> event.accept(recording));
            List<String> once = List.copyOf(told);
            told.clear();

            RedisListener twice = RedisListener.all(recording, recording);
            EVENTS.forEach(event -> event.accept(twice));

            assertThat(told)
                    .isEqualTo(
                            once.stream().flatMap(line -> Stream.of(line, line)).toList());
        }

        @Test
        void areToldAlthoughOneThrows() {
            RedisListener broken = listener(() -> {
                throw new IllegalStateException("a broken metric");
            });
            RedisListener all = RedisListener.all(broken, named("second"), broken);

            assertThatCode(() -> all.onStart(Operation.OTHER)).doesNotThrowAnyException();
            assertThatCode(() -> all.onCall(Operation.OTHER, 1, 1, null)).doesNotThrowAnyException();

            assertThat(order).containsExactly("second start", "second end");
        }
    }
}
