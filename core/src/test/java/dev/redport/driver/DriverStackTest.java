package dev.redport.driver;

import static dev.redport.driver.FakeDriver.failure;
import static dev.redport.driver.FakeDriver.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DriverStackTest {
    private static final Executor HERE = Runnable::run;

    private record Named(String name) implements DriverFactory {
        @Override
        public String clientVersion() {
            return "1";
        }

        @Override
        public Connector connector(RedisConfig config, TlsSource tls) {
            throw new AssertionError("not asked for");
        }
    }

    private static DriverFactory named(String name) {
        return new Named(name);
    }

    @Nested
    class Choosing {
        private final DriverFactory jedis = named("jedis");
        private final DriverFactory lettuce = named("lettuce");

        @Test
        void takesTheOnlyOneThereIs() {
            assertThat(DriverStack.choose("", List.of(jedis))).isSameAs(jedis);
        }

        @Test
        void takesTheNamedOne() {
            assertThat(DriverStack.choose("lettuce", List.of(jedis, lettuce))).isSameAs(lettuce);
            assertThat(DriverStack.choose("jedis", List.of(jedis))).isSameAs(jedis);
        }

        @Test
        void asksForADependencyWhereThereIsNone() {
            for (String name : List.of("", "jedis")) {
                assertThatThrownBy(() -> DriverStack.choose(name, List.of()))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("No Redport driver on the class path (expected: one of redport-driver-lettuce,"
                                + " redport-driver-jedis or redport-driver-redisson as a dependency)");
            }
        }

        @Test
        void asksForANameWhereThereAreSeveral() {
            assertThatThrownBy(() -> DriverStack.choose("", List.of(jedis, lettuce)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Several Redport drivers on the class path: [jedis, lettuce]"
                            + " (expected: REDIS_DRIVER, or driver(...) in code, to name one of them)");
        }

        @Test
        void listsTheNamesThatAreThereForAnUnknownOne() {
            assertThatThrownBy(() -> DriverStack.choose("redisson", List.of(jedis, lettuce)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "REDIS_DRIVER: redisson (expected: one of [jedis, lettuce], which are on the class path)");
        }

        @Test
        void findsNoDriverBesideCoreAlone() {
            assertThatThrownBy(() -> DriverStack.find(""))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("No Redport driver on the class path");
        }
    }

    @Nested
    class Connecting {
        private final FakeDriver fake = new FakeDriver(RedisConfig.builder()
                .minRetryDelay(Duration.ofMillis(1))
                .maxRetryDelay(Duration.ofMillis(1))
                .build());

        @Test
        void observesOnceWhatIsRetriedAndSentWhole() {
            RecordingListener listener = new RecordingListener();
            PortContext context = DriverStack.stack(fake, listener, HERE);
            fake.then(failure(ErrorKind.NOT_CONNECTED))
                    .then(Failures.server("NOSCRIPT No matching script."))
                    .then(1L);
            Command script = Script.of("one", Replay.READ, "return 1").call(List.of(new byte[] {'k'}));

            assertThat(context.driver()
                            .execute(script, context.call(Operation.OTHER))
                            .integer())
                    .isEqualTo(1);

            assertThat(listener.told).containsExactly("retry other not_connected", "call other ok");
        }

        @Test
        void tellsHowOftenACallWasTried() {
            RecordingListener listener = new RecordingListener();
            PortContext context = DriverStack.stack(fake, listener, HERE);
            Call call = context.call(Operation.OTHER);
            fake.then("first").then(failure(ErrorKind.NOT_CONNECTED)).then("second");
            fake.then(failure(ErrorKind.NOT_CONNECTED), 1L).then(2L);

            context.driver().execute(get("k"), call);
            context.driver().execute(get("k"), call);
            context.driver().executeAll(List.of(get("k"), get("l")), call);

            assertThat(listener.attempted).containsExactly(1, 2, 2);
            assertThat(listener.starts).hasValue(3);
        }

        @Test
        void tellsThatACallWasTurnedAwayBeforeItWasTried() {
            RecordingListener listener = new RecordingListener();
            PortContext context = DriverStack.stack(fake, listener, HERE);
            fake.otherwise(failure(ErrorKind.CONNECTION_LOST));
            for (int i = 0; i < 1_000 && !listener.told.contains("call other rejected"); i++) {
                assertThatThrownBy(() -> context.driver().execute(FakeDriver.set("k"), context.call(Operation.OTHER)))
                        .isInstanceOf(RedisException.class);
            }

            assertThat(listener.told.get(listener.told.size() - 1)).isEqualTo("call other rejected");
            assertThat(listener.attempted.get(listener.attempted.size() - 1)).isZero();
            assertThat(listener.starts.get()).isEqualTo(listener.attempted.size());
        }

        @Test
        void tellsTheEndOfACallWhateverEndsIt() {
            RecordingListener listener = new RecordingListener();
            PortContext context = DriverStack.stack(fake, listener, HERE);

            assertThatThrownBy(() -> context.driver().execute(get("k"), context.call(Operation.OTHER)))
                    .isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> context.driver().executeAll(List.of(get("k")), context.call(Operation.OTHER)))
                    .isInstanceOf(AssertionError.class);

            assertThat(listener.told).containsExactly("call other other", "call other other");
            assertThat(listener.starts).hasValue(2);
        }

        @Test
        void tellsTheListenerWhatWasConnected() {
            StringBuilder told = new StringBuilder();
            RedisListener listener = new RedisListener() {
                @Override
                public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
                    told.append(info.driver()).append(' ').append(pool.get().size());
                }
            };

            DriverStack.stack(fake, listener, HERE);

            assertThat(told).hasToString("fake 1");
        }

        @Test
        void keepsABrokenListenerAwayFromCallers() {
            RedisListener broken = new RedisListener() {
                @Override
                public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
                    throw new IllegalStateException("broken");
                }

                @Override
                public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
                    throw new IllegalStateException("broken");
                }
            };
            PortContext context = DriverStack.stack(fake, new SafeListener(broken), HERE);
            fake.then("value");

            assertThat(context.driver()
                            .execute(get("k"), context.call(Operation.OTHER))
                            .text())
                    .isEqualTo("value");
        }

        @Test
        void closesTheDriverWithTheContext() {
            PortContext context = DriverStack.stack(fake, RedisListener.NONE, HERE);

            context.driver().close();

            assertThat(fake.closed).isTrue();
        }
    }
}
