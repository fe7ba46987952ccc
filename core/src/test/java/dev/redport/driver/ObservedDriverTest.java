package dev.redport.driver;

import static dev.redport.driver.FakeDriver.failure;
import static dev.redport.driver.FakeDriver.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.config.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObservedDriverTest {
    private final FakeDriver fake = new FakeDriver();
    private final RecordingListener listener = new RecordingListener();
    private final RedisDriver driver = new ObservedDriver(fake, listener);

    private static Call call(Operation operation) {
        return Call.start(operation, Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void tellsTheOperation(Operation operation) {
        fake.then("value");

        assertThat(driver.execute(get("k"), call(operation)).text()).isEqualTo("value");

        assertThat(listener.told).containsExactly("call " + operation.tag() + " ok");
    }

    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void tellsTheKindOfTheFailure(ErrorKind kind) {
        RedisException failure = failure(kind);
        fake.then(failure);

        assertThatThrownBy(() -> driver.execute(get("k"), call(Operation.CACHE_GET)))
                .isSameAs(failure);

        assertThat(listener.told).containsExactly("call cache.get " + kind.tag());
    }

    @Test
    void tellsOncePerBatchAndTheFirstFailureInIt() {
        fake.then("a", failure(ErrorKind.PERMISSION), failure(ErrorKind.TIMEOUT))
                .then("a", "b");

        driver.executeAll(List.of(get("a"), get("b"), get("c")), call(Operation.CACHE_GET_ALL));
        driver.executeAll(List.of(get("a"), get("b")), call(Operation.CACHE_GET_ALL));

        assertThat(listener.told).containsExactly("call cache.get_all permission", "call cache.get_all ok");
    }

    @Test
    void tellsOncePerCommandToAMaster() {
        fake.then("found").then("a").then(failure(ErrorKind.CONNECTION_LOST));
        RedisDriver master =
                driver.masters(call(Operation.CACHE_CLEAR)).drivers().get(0);

        master.execute(Command.of(Verb.PING), call(Operation.CACHE_CLEAR));
        master.executeAll(List.of(Command.of(Verb.PING)), call(Operation.CACHE_CLEAR));

        assertThat(listener.told).containsExactly("call cache.clear ok", "call cache.clear connection_lost");
    }

    @Test
    void tellsOncePerCallHoweverManyTripsItMakes() {
        long wait = 20_000_000;
        RetryPolicy policy = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1));
        RedisDriver retrying = new RetryingDriver(
                new ScriptingDriver(fake), policy, listener, new RetryBudget(() -> 0), nanos -> spin(wait));
        fake.then(failure(ErrorKind.NOT_CONNECTED))
                .then(Failures.server("NOSCRIPT No matching script."))
                .then(1L);
        Command script = Script.of("one", Replay.READ, "return 1").call(List.of(new byte[1]));

        new ObservedDriver(retrying, listener).execute(script, call(Operation.CACHE_LEASE));

        assertThat(fake.trips).hasSize(3);
        assertThat(listener.told).containsExactly("retry cache.lease not_connected", "call cache.lease ok");
        assertThat(listener.times.get(0)).as("includes the wait").isBetween(wait, 10_000_000_000L);
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
