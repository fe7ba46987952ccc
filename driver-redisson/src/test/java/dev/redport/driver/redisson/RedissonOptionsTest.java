package dev.redport.driver.redisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisTlsException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each of our settings is in force on a real server. */
@Timeout(30)
class RedissonOptionsTest {
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
    void dialTimeoutCoversTheWholeGreeting() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RedisDriver driver = driver(config().port(mute.getLocalPort()).dialTimeout(Duration.ofMillis(200)))) {
            long start = System.nanoTime();
            assertKind(driver, ErrorKind.NOT_CONNECTED);
            assertThat(since(start)).isBetween(Duration.ofMillis(100), Duration.ofMillis(700));
        }
    }

    @Test
    void readTimeoutEndsTheWaitForAReply() {
        try (RedisDriver driver = driver(config().readTimeout(Duration.ofMillis(150)))) {
            execute(driver, Verb.PING);
            redis.pause();
            try {
                long start = System.nanoTime();
                assertKind(driver, ErrorKind.TIMEOUT);
                assertThat(since(start)).isBetween(Duration.ofMillis(140), Duration.ofMillis(500));
            } finally {
                redis.resume();
            }
        }
    }

    @Test
    void poolSizeBoundsTheConnectionsAndPoolTimeoutTheWait() throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        try (RedisDriver driver = driver(config().clientName("bounded")
                .poolSize(2)
                .minIdle(2)
                .poolTimeout(Duration.ofMillis(100))
                .readTimeout(Duration.ofSeconds(2)))) {
            await(() -> driver.pool().total() == 2);
            redis.pause();
            List<Future<Reply>> inFlight = new ArrayList<>();
            try {
                for (int i = 0; i < 2 * RedissonNode.PLACES; i++) {
                    inFlight.add(callers.submit(() -> execute(driver, Verb.PING)));
                }
                await(() -> driver.pool().active() == 2 * RedissonNode.PLACES);
                assertKind(driver, ErrorKind.POOL_TIMEOUT);
                assertThat(driver.pool().timeouts()).isEqualTo(1);
            } finally {
                redis.resume();
            }
            for (Future<Reply> each : inFlight) {
                assertThat(each.get().text()).isEqualTo("PONG");
            }
            assertThat(clients("bounded")).isEqualTo(2);
            assertThat(driver.pool().opened()).isEqualTo(2);
            assertThat(driver.pool().idle()).isEqualTo(2);
        } finally {
            callers.shutdownNow();
        }
        await(() -> clients("bounded") == 0);
    }

    @Test
    void minIdleConnectionsAreOpenedAtTheStart() {
        try (RedisDriver driver = driver(config().clientName("idlers").minIdle(3))) {
            await(() -> driver.pool().total() == 3);
            assertThat(clients("idlers")).isEqualTo(3);
        }
    }

    @Test
    void databaseIsSelected() {
        try (RedisDriver driver = driver(config().database(3))) {
            execute(driver, Verb.SET, bytes("in-three"), bytes("x"));
            assertThat(redis.info("keyspace")).containsKey("db3");
        }
    }

    @Test
    void credentialsAreAskedForAtEachConnection() {
        try (EmbeddedRedis own = EmbeddedRedis.builder()
                .user("app", "secret", "~*", "+get", "-ping", "-client")
                .start()) {
            AtomicInteger asked = new AtomicInteger();
            try (RedisDriver driver =
                    driver(config().port(own.port()).poolSize(1).minIdle(0).credentials(() -> {
                        asked.incrementAndGet();
                        return new Credentials("app", Secret.of("secret"));
                    }))) {
                int before = asked.get();
                assertThat(execute(driver, Verb.GET, bytes("k")).isNil()).isTrue();
                assertThat(asked).hasValue(before + 1);
                own.restart();
                await(() -> {
                    try {
                        return execute(driver, Verb.GET, bytes("k")).isNil();
                    } catch (RedisException e) {
                        return false;
                    }
                });
                assertThat(asked.get()).isGreaterThan(before + 1);
            }
        }
    }

    @Test
    void certificateAndHostNameAreVerifiedUnlessSkipped() {
        try (EmbeddedRedis own = EmbeddedRedis.builder()
                .tls()
                .certificates(TestCertificates.wrongHost())
                .start()) {
            RedisConfigBuilder tls = config().port(own.port())
                    .tlsEnabled(true)
                    .tlsCaFile(own.certificates().ca());
            try (RedisDriver driver = driver(tls)) {
                assertThatThrownBy(() -> execute(driver, Verb.PING)).isInstanceOf(RedisTlsException.class);
            }
            try (RedisDriver driver = driver(tls.tlsSkipVerify(true))) {
                assertThat(execute(driver, Verb.PING).text()).isEqualTo("PONG");
            }
        }
    }

    @Test
    void clientCertificateIsSentAndItsAbsenceNamed() {
        try (EmbeddedRedis own = EmbeddedRedis.builder().mutualTls().start()) {
            RedisConfigBuilder tls = config().port(own.port())
                    .tlsEnabled(true)
                    .tlsCaFile(own.certificates().ca());
            try (RedisDriver driver = driver(tls)) {
                assertThatThrownBy(() -> execute(driver, Verb.PING)).isInstanceOf(RedisTlsException.class);
            }
            tls.tlsCertFile(own.certificates().clientCertificate())
                    .tlsKeyFile(own.certificates().clientKey());
            try (RedisDriver driver = driver(tls)) {
                assertThat(execute(driver, Verb.PING).text()).isEqualTo("PONG");
            }
        }
    }

    @Test
    void nothingIsSentThatNobodyAskedFor() {
        try (EmbeddedRedis own = EmbeddedRedis.start();
                RedisDriver driver = driver(config().port(own.port()).database(1))) {
            execute(driver, Verb.GET, bytes("k"));
            assertThat(own.info("commandstats").keySet())
                    .allMatch(
                            each -> each.matches("cmdstat_(select|client.*|ping|get|info|acl.*|auth|config.*|hello)"));
        }
    }

    private static long clients(String name) {
        return String.valueOf(asText(redis.execute("CLIENT", "LIST")))
                .lines()
                .filter(each -> each.contains("name=" + name + " "))
                .count();
    }

    private static @Nullable Object asText(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : reply;
    }

    private static void assertKind(RedisDriver driver, ErrorKind kind) {
        assertThatThrownBy(() -> execute(driver, Verb.PING))
                .isInstanceOf(RedisException.class)
                .hasFieldOrPropertyWithValue("kind", kind);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("time over").isNegative();
            Thread.onSpinWait();
        }
    }

    private static Reply execute(RedisDriver driver, Verb verb, byte[]... args) {
        return driver.execute(Command.of(verb, args), Call.start(Operation.OTHER, Duration.ofSeconds(4)));
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
