package dev.redport.driver.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is particular to this driver: blocking sockets that must not block for long, and a pool of its own. */
@Timeout(30)
class JedisDriverTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Command PING = Command.of(Verb.PING);
    private static final Command GET = Command.of(Verb.GET, bytes("k"));

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final RedisDriver driver = connect(config());

    @BeforeEach
    void isConnected() {
        driver.execute(PING, call());
    }

    @AfterEach
    void stop() {
        driver.close();
        redis.close();
    }

    private RedisConfigBuilder config() {
        return RedisConfig.builder().port(redis.port()).poolSize(4).minIdle(0);
    }

    private static RedisDriver connect(RedisConfigBuilder config) {
        return new JedisDriverFactory().connect(config.build());
    }

    private static Call call() {
        return Call.start(Operation.OTHER, Duration.ofSeconds(5));
    }

    private static Call shortCall() {
        return Call.start(Operation.OTHER, SHORT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static ErrorKind kindOf(ThrowingCallable call) {
        RedisException failure = catchThrowableOfType(RedisException.class, call);
        assertThat(failure).isNotNull();
        return failure.kind();
    }

    /** Opens as many idle connections, by as many callers at once. */
    private void open(int connections) {
        redis.pause();
        List<CompletableFuture<Reply>> calls = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            calls.add(CompletableFuture.supplyAsync(
                    () -> driver.execute(PING, call()), task -> new Thread(task).start()));
        }
        while (driver.pool().active() + driver.pool().pending() < connections) {
            Thread.onSpinWait();
        }
        redis.resume();
        calls.forEach(CompletableFuture::join);
        while (driver.pool().idle() < connections) {
            Thread.onSpinWait();
        }
    }

    @Nested
    class Deadline {
        private ErrorKind endsInTime(RedisDriver slow, Command command) {
            long start = System.nanoTime();
            ErrorKind kind = kindOf(() -> slow.execute(command, shortCall()));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(SHORT.plusSeconds(2)); // the read timeout is 3 s; other modules are tested meanwhile
            return kind;
        }

        @Test
        void endsACallToAStalledServer() {
            redis.pause();
            assertThat(endsInTime(driver, GET)).isEqualTo(ErrorKind.TIMEOUT);
            redis.resume();
            assertThat(driver.execute(GET, call()).isNil()).isTrue();
        }

        @Test
        void endsAWriteThatThePeerDoesNotRead() {
            redis.pause();
            assertThat(endsInTime(driver, Command.of(Verb.SET, bytes("k"), new byte[32 << 20])))
                    .isEqualTo(ErrorKind.TIMEOUT);
            redis.resume();
        }

        @Test
        void endsAReplyThatDripsInByteByByte() throws IOException {
            try (RudeServer peer = RudeServer.dripping();
                    RedisDriver slow = connect(config().port(peer.port()))) {
                assertThat(endsInTime(slow, GET)).isEqualTo(ErrorKind.TIMEOUT);
            }
        }

        @Test
        void endsATlsHandshakeThatIsNotAnswered() throws IOException {
            try (RudeServer peer = RudeServer.silent();
                    RedisDriver slow = connect(config().port(peer.port()).tlsEnabled(true))) {
                assertThat(endsInTime(slow, PING)).isEqualTo(ErrorKind.NOT_CONNECTED);
            }
        }

        @Test
        void endsEveryCommandOfAPipeline() {
            redis.pause();
            assertThat(driver.executeAll(List.of(PING, GET), shortCall()))
                    .extracting(reply -> kindOf(reply::orThrow))
                    .containsExactly(ErrorKind.TIMEOUT, ErrorKind.TIMEOUT);
            redis.resume();
        }

        @Test
        void boundsTheWaitForAFreeConnection() {
            open(4);
            redis.pause();
            for (int i = 0; i < 4; i++) {
                new Thread(() -> kindOf(() -> driver.execute(GET, call()))).start();
            }
            while (driver.pool().active() < 4) {
                Thread.onSpinWait();
            }
            assertThat(endsInTime(driver, GET)).isEqualTo(ErrorKind.POOL_TIMEOUT);
            assertThat(driver.pool().timeouts()).isOne();
            assertThat(driver.pool().pending()).isZero();
            redis.resume();
        }
    }

    @Nested
    class Pipeline {
        @Test
        void keepsOrderAndErrorsOverManyWindows() {
            Command unknown = Command.of(new Verb("NOSUCH", Verb.PING.replay(), -1));
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                commands.add(Command.of(Verb.SET, bytes("k" + i), bytes("v" + i)));
                commands.add(i % 1_000 == 0 ? unknown : Command.of(Verb.GET, bytes("k" + i)));
            }
            List<Reply> replies = driver.executeAll(commands, call());
            assertThat(replies).hasSize(10_000);
            for (int i = 0; i < 5_000; i++) {
                Reply second = replies.get(2 * i + 1);
                assertThat(second.isError() ? "error" : second.text()).isEqualTo(i % 1_000 == 0 ? "error" : "v" + i);
            }
        }

        @Test
        void doesNotJamWhereNeitherSideReadsFirst() {
            byte[] value = new byte[1 << 20];
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                commands.add(Command.of(Verb.SET, bytes("big"), value));
                commands.add(Command.of(Verb.GET, bytes("big")));
            }
            assertThat(driver.executeAll(commands, call())).hasSize(80).noneMatch(Reply::isError);
        }

        @Test
        void keepsErrorsInsideLists() {
            byte[] script = bytes("return {1, {redis.error_reply('BAD thing')}, 'x'}");
            List<Reply> list = driver.execute(Command.of(Verb.EVAL, script, bytes("1"), bytes("k")), call())
                    .list();
            assertThat(list.get(1).list().get(0).isError()).isTrue();
            assertThat(list.get(2).text()).isEqualTo("x");
        }
    }

    @Nested
    class Connections {
        @Test
        void costOneErrorAfterARestart() {
            open(4);
            redis.restart();
            assertThat(kindOf(() -> driver.execute(PING, call()))).isEqualTo(ErrorKind.CONNECTION_LOST);
            for (int i = 0; i < 8; i++) {
                assertThat(driver.execute(PING, call()).text()).isEqualTo("PONG");
            }
            assertThat(driver.pool().closed()).isEqualTo(4);
        }

        @Test
        void areNotStormedForWhileTheServerIsAway() {
            FaultProxy proxy = FaultProxy.to(redis);
            proxy.refuse();
            try (proxy;
                    RedisDriver away = connect(config().port(proxy.port()))) {
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
                int calls = 0;
                while (System.nanoTime() - end < 0) {
                    assertThat(kindOf(() -> away.execute(PING, call()))).isEqualTo(ErrorKind.NOT_CONNECTED);
                    calls++;
                }
                assertThat(calls).isGreaterThan(100);
                proxy.pass();
                while (away.pool().opened() == 0) {
                    away.executeAll(List.of(PING), call());
                }
            }
        }

        @Test
        void thatAreLostFreeThoseWhoWait() {
            open(4);
            redis.pause();
            List<CompletableFuture<ErrorKind>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(CompletableFuture.supplyAsync(
                        () -> kindOf(() -> driver.execute(PING, call())), task -> new Thread(task).start()));
            }
            while (driver.pool().pending() < 4) {
                Thread.onSpinWait();
            }
            redis.kill();
            long start = System.nanoTime();
            assertThat(calls.stream().map(CompletableFuture::join))
                    .containsOnly(ErrorKind.CONNECTION_LOST, ErrorKind.NOT_CONNECTED);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }

        @Test
        void endWithTheDriver() {
            redis.pause();
            CompletableFuture<ErrorKind> stuck = CompletableFuture.supplyAsync(
                    () -> kindOf(() -> driver.execute(PING, call())), task -> new Thread(task).start());
            while (driver.pool().active() == 0) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            driver.close();
            assertThat(stuck.join()).isEqualTo(ErrorKind.CONNECTION_LOST);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            redis.resume();
            assertThatIllegalStateException().isThrownBy(() -> driver.execute(PING, call()));
            assertThatIllegalStateException().isThrownBy(() -> driver.executeAll(List.of(), call()));
            assertThat(driver.pool().total()).isZero();
        }
    }
}
