package dev.redport.driver.redisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisAuthenticationException;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RedissonDriverTest {
    private static final Verb EVAL = new Verb("EVAL", Replay.NEVER, -1);

    private static EmbeddedRedis redis;

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void repliesKeepTheirShape() {
        try (RedisDriver driver = driver(config())) {
            byte[] binary = {0, -1, 13, 10, 42};
            assertThat(execute(driver, Verb.SET, binary, binary).text()).isEqualTo("OK");
            assertThat(execute(driver, Verb.GET, binary).bytes()).isEqualTo(binary);
            assertThat(execute(driver, Verb.GET, bytes("absent")).isNil()).isTrue();
            assertThat(execute(driver, Verb.PTTL, bytes("absent")).integer()).isEqualTo(-2);
            List<Reply> mixed = lua(driver, "return {1, 'a', false, {}, {err='MYERR x'}, {2, {3}}}")
                    .list();
            assertThat(mixed).hasSize(6);
            assertThat(mixed.get(2).isNil()).isTrue();
            assertThat(mixed.get(3).list()).isEmpty();
            assertThat(mixed.get(4).isError()).isTrue();
            assertThat(mixed.get(5).list().get(1).list().get(0).integer()).isEqualTo(3);
        }
    }

    @Test
    void errorsOfABatchStayWithTheirCommand() {
        try (RedisDriver driver = driver(config())) {
            execute(driver, Verb.SET, bytes("text"), bytes("x"));
            List<Reply> replies = driver.executeAll(
                    List.of(
                            Command.of(Verb.GET, bytes("text")),
                            Command.of(Verb.INCR, bytes("text")),
                            Command.of(new Verb("LPUSH", Replay.NEVER, 0), bytes("text"), bytes("x")),
                            Command.of(Verb.GET, bytes("text"))),
                    call(1000));
            assertThat(replies.get(0).text()).isEqualTo("x");
            assertThat(replies.get(1).isError()).isTrue();
            assertThat(replies.get(2).error()).hasFieldOrPropertyWithValue("kind", ErrorKind.WRONG_TYPE);
            assertThat(replies.get(3).text()).isEqualTo("x");
        }
    }

    @Test
    void aLostConnectionEndsTheCallAtOnceAndTheCommandRanOnce() {
        try (FaultProxy proxy = FaultProxy.to(redis);
                RedisDriver driver = driver(config().host(proxy.host()).port(proxy.port()))) {
            execute(driver, Verb.DEL, bytes("n"));
            proxy.cutBeforeReply("INCR");
            long start = System.nanoTime();
            assertThatThrownBy(() -> execute(driver, Verb.INCR, bytes("n")))
                    .isInstanceOf(RedisOutcomeUnknownException.class)
                    .extracting("kind")
                    .isEqualTo(ErrorKind.CONNECTION_LOST);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(execute(driver, Verb.INCR, bytes("n")).integer()).isEqualTo(2);
        }
    }

    @Test
    void aBatchOnALostConnectionEndsAtOnce() {
        try (FaultProxy proxy = FaultProxy.to(redis);
                RedisDriver driver = driver(config().host(proxy.host()).port(proxy.port()))) {
            execute(driver, Verb.PING);
            proxy.cutBeforeReply("INCR");
            List<Reply> replies = driver.executeAll(
                    List.of(Command.of(Verb.GET, bytes("a")), Command.of(Verb.INCR, bytes("b"))), call(3000));
            assertThat(replies).allMatch(Reply::isError);
            assertThat(replies.get(1).error()).hasFieldOrPropertyWithValue("kind", ErrorKind.CONNECTION_LOST);
        }
    }

    @Test
    void aSilentServerEndsInATimeoutAndTheLateReplyHarmsNobody() {
        try (RedisDriver driver = driver(config().poolSize(1).minIdle(0).readTimeout(Duration.ofMillis(100)))) {
            execute(driver, Verb.SET, bytes("late"), bytes("1"));
            execute(driver, Verb.SET, bytes("next"), bytes("2"));
            redis.pause();
            try {
                assertThatThrownBy(() -> execute(driver, Verb.GET, bytes("late")))
                        .isInstanceOf(RedisOutcomeUnknownException.class)
                        .extracting("kind")
                        .isEqualTo(ErrorKind.TIMEOUT);
            } finally {
                redis.resume();
            }
            assertThat(execute(driver, Verb.GET, bytes("next")).text()).isEqualTo("2");
        }
    }

    @Test
    void findsAServerThatComesBackAndSaysSoWhileItIsAway() {
        try (EmbeddedRedis own = EmbeddedRedis.start();
                RedisDriver driver = driver(config().port(own.port()))) {
            execute(driver, Verb.PING);
            own.stop();
            assertThatThrownBy(() -> execute(driver, Verb.PING))
                    .isInstanceOf(RedisUnavailableException.class)
                    .extracting("kind")
                    .isEqualTo(ErrorKind.NOT_CONNECTED);
            own.restart();
            awaitPing(driver);
        }
    }

    @Test
    void aWrongPasswordIsNamedAndMayBeCorrected() {
        try (EmbeddedRedis own = EmbeddedRedis.builder().password("right").start();
                RedisDriver driver = driver(config().port(own.port()).password("wrong"))) {
            assertThatThrownBy(() -> execute(driver, Verb.PING)).isInstanceOf(RedisAuthenticationException.class);
            own.execute("CONFIG", "SET", "requirepass", "wrong");
            awaitPing(driver);
        }
    }

    @Test
    void usesNothingOfRedissonThatStartsItsOwnThreads() {
        RedisDriver driver = driver(config());
        execute(driver, Verb.PING);
        assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
        driver.close();
        awaitNoThreads();
        assertThatThrownBy(() -> execute(driver, Verb.PING)).isInstanceOf(IllegalStateException.class);
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().contains("redisson"))
                .toList();
    }

    private static void awaitNoThreads() {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (!threads().isEmpty() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(threads()).isEmpty();
    }

    private static void awaitPing(RedisDriver driver) {
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        while (true) {
            try {
                execute(driver, Verb.PING);
                return;
            } catch (RedisException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static Reply lua(RedisDriver driver, String script) {
        return execute(driver, EVAL, bytes(script), bytes("0"));
    }

    private static Reply execute(RedisDriver driver, Verb verb, byte[]... args) {
        return driver.execute(Command.of(verb, args), call(2000));
    }

    private static Call call(long millis) {
        return Call.start(Operation.OTHER, Duration.ofMillis(millis));
    }

    private static RedisConfigBuilder config() {
        return RedisConfig.builder().host("127.0.0.1").port(redis.port());
    }

    private static RedisDriver driver(RedisConfigBuilder config) {
        return new RedissonDriverFactory().connect(config.build());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
