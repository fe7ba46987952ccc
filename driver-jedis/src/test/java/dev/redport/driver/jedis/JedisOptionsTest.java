package dev.redport.driver.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every row of the table "our field, Jedis' setting" is in force. */
@Timeout(30)
class JedisOptionsTest {
    private static final Duration BOUND = Duration.ofMillis(250);
    private static final Command PING = Command.of(Verb.PING);

    private EmbeddedRedis redis = EmbeddedRedis.start();

    @AfterEach
    void stop() {
        redis.close();
    }

    private RedisDriver connect(UnaryOperator<RedisConfigBuilder> change) {
        RedisConfigBuilder config = RedisConfig.builder()
                .host("localhost")
                .port(redis.port())
                .poolSize(3)
                .minIdle(0);
        return new JedisDriverFactory().connect(change.apply(config).build());
    }

    private static Call call() {
        return Call.start(Operation.OTHER, Duration.ofSeconds(5));
    }

    private static ErrorKind failure(RedisDriver driver, Command command) {
        RedisException e = catchThrowableOfType(RedisException.class, () -> driver.execute(command, call()));
        assertThat(e).isNotNull();
        return e.kind();
    }

    private static ErrorKind failsWithin(Duration bound, RedisDriver driver, Command command) {
        long start = System.nanoTime();
        ErrorKind kind = failure(driver, command);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(bound, bound.plusMillis(300));
        return kind;
    }

    private String clients() {
        return String.valueOf(redis.execute("CLIENT", "LIST"));
    }

    @Test
    void dialTimeoutBoundsTcp() throws IOException {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RedisDriver driver = connect(config ->
                        config.host("127.0.0.1").port(full.getLocalPort()).dialTimeout(BOUND))) {
            fill(queue, full.getLocalPort());
            assertThat(failsWithin(BOUND, driver, PING)).isEqualTo(ErrorKind.NOT_CONNECTED);
        } finally {
            for (Socket each : queue) {
                each.close();
            }
        }
    }

    /** Connects until the listener's queue takes no more. */
    private static void fill(List<Socket> queue, int port) throws IOException {
        try {
            while (queue.size() < 100) {
                Socket socket = new Socket();
                queue.add(socket);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            }
        } catch (SocketTimeoutException e) {
            return;
        }
        throw new IllegalStateException("the queue of the listener has no end");
    }

    @Test
    void dialTimeoutBoundsTls() throws IOException {
        try (RudeServer silent = RudeServer.silent();
                RedisDriver driver = connect(config -> config.host("127.0.0.1")
                        .port(silent.port())
                        .tlsEnabled(true)
                        .dialTimeout(BOUND))) {
            assertThat(failsWithin(BOUND, driver, PING)).isEqualTo(ErrorKind.NOT_CONNECTED);
        }
    }

    @Test
    void readTimeoutBoundsTheReply() {
        try (RedisDriver driver = connect(config -> config.readTimeout(BOUND))) {
            driver.execute(PING, call());
            redis.pause();
            assertThat(failsWithin(BOUND, driver, PING)).isEqualTo(ErrorKind.TIMEOUT);
            redis.resume();
        }
    }

    @Test
    void writeTimeoutBoundsSendingALargeValue() {
        Command large = Command.of(Verb.SET, "k".getBytes(UTF_8), new byte[32 << 20]);
        try (RedisDriver driver = connect(config -> config.writeTimeout(BOUND))) {
            driver.execute(PING, call());
            redis.pause();
            assertThat(failsWithin(BOUND, driver, large)).isEqualTo(ErrorKind.TIMEOUT);
            redis.resume();
        }
    }

    @Test
    void poolSizeIsTheMostConnections() {
        try (RedisDriver driver = connect(config -> config.poolSize(3).clientName("counted"))) {
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                calls.add(CompletableFuture.runAsync(
                        () -> {
                            for (int j = 0; j < 50; j++) {
                                driver.execute(PING, call());
                            }
                        },
                        task -> new Thread(task).start()));
            }
            calls.forEach(CompletableFuture::join);
            assertThat(clients().split("name=counted", -1)).hasSizeBetween(2, 4);
            assertThat(driver.pool().total()).isBetween(1, 3);
            assertThat(driver.pool().opened()).isEqualTo(driver.pool().total());
        }
    }

    @Test
    void poolTimeoutBoundsTheWaitForAConnection() {
        try (RedisDriver driver = connect(config -> config.poolSize(1).poolTimeout(BOUND))) {
            driver.execute(PING, call());
            redis.pause();
            CompletableFuture<?> busy =
                    CompletableFuture.runAsync(() -> driver.execute(PING, call()), task -> new Thread(task).start());
            while (driver.pool().active() == 0) {
                Thread.onSpinWait();
            }
            assertThat(failsWithin(BOUND, driver, PING)).isEqualTo(ErrorKind.POOL_TIMEOUT);
            redis.resume();
            busy.join();
        }
    }

    @Test
    void minIdleConnectionsOpenByThemselvesAndAgainAfterARestart() {
        try (RedisDriver driver = connect(config -> config.minIdle(2))) {
            while (driver.pool().idle() < 2) {
                Thread.onSpinWait();
            }
            redis.restart();
            assertThat(failure(driver, PING)).isEqualTo(ErrorKind.CONNECTION_LOST);
            while (driver.pool().idle() < 2 || driver.pool().opened() < 4) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void clientNameAndDatabaseAreSetAndNothingElseIsSent() {
        redis.resetStats();
        try (RedisDriver driver = connect(config -> config.clientName("named").database(3))) {
            driver.execute(PING, call());
            assertThat(clients()).containsPattern("name=named .* db=3 ");
            assertThat(redis.commandCount("select")).isOne();
            assertThat(redis.commandCount("ping")).isOne();
            assertThat(redis.commandCount("auth")).isZero();
            assertThat(redis.commandCount("hello")).isZero();
        }
    }

    @Test
    void credentialsAreAskedForAtEachConnection() {
        redis.close();
        redis = EmbeddedRedis.builder()
                .user("app", "one", "+ping", "~*")
                .user("next", "two", "+@all", "~*")
                .start();
        AtomicReference<Credentials> now = new AtomicReference<>(new Credentials("app", Secret.of("one")));
        try (RedisDriver driver = connect(config -> config.credentials(now::get))) {
            assertThat(driver.execute(PING, call()).text()).isEqualTo("PONG");
            assertThat(failure(driver, Command.of(Verb.TIME))).isEqualTo(ErrorKind.PERMISSION);
            now.set(new Credentials("next", Secret.of("two")));
            redis.execute("CLIENT", "KILL", "USER", "app");
            assertThat(failure(driver, PING)).isEqualTo(ErrorKind.CONNECTION_LOST);
            assertThat(driver.execute(Command.of(Verb.TIME), call()).list()).hasSize(2);
        }
        now.set(new Credentials("next", Secret.of("wrong")));
        try (RedisDriver driver = connect(config -> config.credentials(now::get))) {
            assertThat(failure(driver, PING)).isEqualTo(ErrorKind.AUTH);
        }
    }

    @Test
    void theVersionIsThatOfJedis() {
        try (RedisDriver driver = connect(config -> config)) {
            assertThat(driver.info().clientVersion()).startsWith("8.");
        }
    }

    @Nested
    class Tls {
        private RedisDriver secure(UnaryOperator<RedisConfigBuilder> change) {
            TestCertificates certificates = redis.certificates();
            return connect(config -> change.apply(config.tlsEnabled(true).tlsCaFile(certificates.ca())));
        }

        private void serve(EmbeddedRedis server) {
            redis.close();
            redis = server;
        }

        @Test
        void verifiesTheHostNameUnlessToldNotTo() {
            serve(EmbeddedRedis.builder()
                    .tls()
                    .certificates(TestCertificates.wrongHost())
                    .start());
            try (RedisDriver driver = secure(config -> config)) {
                assertThat(failure(driver, PING)).isEqualTo(ErrorKind.TLS);
            }
            try (RedisDriver driver = secure(config -> config.tlsSkipVerify(true))) {
                assertThat(driver.execute(PING, call()).text()).isEqualTo("PONG");
            }
        }

        @Test
        void saysTlsWhereTheClientCertificateIsMissing() {
            serve(EmbeddedRedis.builder().mutualTls().start());
            try (RedisDriver driver = secure(config -> config)) {
                assertThat(failure(driver, PING)).isEqualTo(ErrorKind.TLS);
            }
            TestCertificates certificates = redis.certificates();
            try (RedisDriver driver = secure(config ->
                    config.tlsCertFile(certificates.clientCertificate()).tlsKeyFile(certificates.clientKey()))) {
                assertThat(driver.execute(PING, call()).text()).isEqualTo("PONG");
            }
        }
    }
}
