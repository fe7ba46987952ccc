package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EmbeddedRedisTest {

    @Nested
    class Plain {
        private static EmbeddedRedis redis;

        @BeforeAll
        static void start() {
            redis = EmbeddedRedis.start();
        }

        @AfterAll
        static void end() {
            redis.close();
        }

        @BeforeEach
        void clean() {
            redis.flushAll();
            redis.resetStats();
        }

        @Test
        void answersCommandsOnAFreePort() {
            assertThat(redis.execute("SET", "k", "v")).isEqualTo("OK");
            assertThat(redis.execute("GET", "k")).isEqualTo("v");
            assertThat(redis.execute("GET", "absent")).isNull();
            assertThat(redis.execute("INCR", "n")).isEqualTo(1L);
            assertThat(redis.execute("MGET", "k", "n", "absent")).isEqualTo(Arrays.asList("v", "1", null));
            assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
            assertThat(redis.version()).matches("\\d+\\.\\d+\\.\\d+");
            assertThatThrownBy(redis::certificates).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void carriesAnyBytes() {
            byte[] value = {0, '\r', '\n', (byte) 0xff, '"'};
            redis.executeBinary(AdminClient.utf8("SET"), AdminClient.utf8("k"), value);
            assertThat((byte[]) redis.executeBinary(AdminClient.utf8("GET"), AdminClient.utf8("k")))
                    .isEqualTo(value);
        }

        @Test
        void throwsTheServersErrors() {
            redis.execute("SET", "k", "text");
            assertThatThrownBy(() -> redis.execute("INCR", "k"))
                    .isInstanceOf(RedisServerError.class)
                    .hasMessageStartingWith("ERR value is not an integer");
            assertThat(redis.execute("PING")).isEqualTo("PONG");
        }

        @Test
        void countsCallsOfACommand() {
            redis.execute("GET", "a");
            redis.execute("GET", "b");
            assertThat(redis.commandCount("GET")).isEqualTo(2);
            assertThat(redis.commandCount("SET")).isZero();
            redis.resetStats();
            assertThat(redis.commandCount("get")).isZero();
        }

        @Test
        void countsClientsOtherThanItself() throws IOException {
            assertThat(redis.clientCount()).isZero();
            try (RespConnection client = connect(redis)) {
                client.execute(AdminClient.utf8("PING"));
                assertThat(redis.clientCount()).isEqualTo(1);
            }
            assertThat(Poll.until(() -> redis.clientCount() == 0)).isTrue();
        }

        @Test
        void survivesTheLossOfItsOwnConnection() {
            redis.execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no");
            assertThat(redis.execute("PING")).isEqualTo("PONG");
        }
    }

    @Nested
    class Access {
        @Test
        void needsThePasswordIfThereIsOne() throws IOException {
            String password = "p w/\"+=@:%\\";
            try (EmbeddedRedis redis =
                            EmbeddedRedis.builder().password(password).start();
                    RespConnection client = connect(redis)) {
                assertThat(redis.url()).isEqualTo("redis://:p%20w%2F%22%2B%3D%40%3A%25%5C@127.0.0.1:" + redis.port());
                assertError(client, "NOAUTH", "PING");
                assertError(client, "WRONGPASS", "AUTH", "wrong");
                assertThat(send(client, "AUTH", password)).isEqualTo("OK");
                assertThat(send(client, "PING")).isEqualTo("PONG");
            }
        }

        @Test
        void isWhatTheUsersRulesAllow() throws IOException {
            try (EmbeddedRedis redis = EmbeddedRedis.builder()
                            .user("reader", "one", "~app:*", "+get")
                            .user("any", "two")
                            .defaultUserOff()
                            .start();
                    RespConnection client = connect(redis)) {
                assertError(client, "WRONGPASS", "AUTH", "default", "");
                assertThat(send(client, "AUTH", "reader", "one")).isEqualTo("OK");
                assertThat(send(client, "GET", "app:k")).isNull();
                assertError(client, "NOPERM", "GET", "other:k");
                assertError(client, "NOPERM", "SET", "app:k", "v");
                assertThat(send(client, "AUTH", "any", "two")).isEqualTo("OK");
                assertThat(send(client, "SET", "other:k", "v")).isEqualTo("OK");
                assertThat(redis.execute("GET", "other:k")).isEqualTo("v");
            }
        }

        @Test
        void stillOpenForTheTestAtTheClientLimit() throws IOException {
            try (EmbeddedRedis redis =
                            EmbeddedRedis.builder().config("maxclients", "2").start();
                    RespConnection client = connect(redis);
                    RespConnection tooMany = connect(redis)) {
                assertThat(send(client, "PING")).isEqualTo("PONG");
                assertError(tooMany, "ERR max number of clients", "PING");
                assertThat(redis.execute("PING")).isEqualTo("PONG");
            }
        }

        @Test
        void cannotHaveAPasswordAndNoDefaultUser() {
            EmbeddedRedisBuilder builder = EmbeddedRedis.builder().password("p").defaultUserOff();
            assertThatThrownBy(builder::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void takesDirectivesOfSeveralWords() {
        try (EmbeddedRedis redis = EmbeddedRedis.builder()
                .config("client-output-buffer-limit", "normal", "1mb", "512kb", "60")
                .start()) {
            assertThat(String.valueOf(redis.execute("CONFIG", "GET", "client-output-buffer-limit")))
                    .contains("normal 1048576 524288 60");
        }
    }

    @Test
    void startsFast() {
        EmbeddedRedis.start().close();
        List<Duration> times = Stream.generate(EmbeddedRedisTest::timeOfOneStart)
                .limit(5)
                .sorted()
                .toList();
        System.out.println("start to first answer: " + times);
        assertThat(times.get(0)).isLessThan(Duration.ofMillis(500));
    }

    private static Duration timeOfOneStart() {
        long before = System.nanoTime();
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThat(redis.port()).isPositive();
            return Duration.ofNanos(System.nanoTime() - before);
        }
    }

    private static RespConnection connect(EmbeddedRedis redis) throws IOException {
        return RespConnection.open(redis.host(), redis.port(), null, Duration.ofSeconds(5));
    }

    private static @Nullable Object send(RespConnection client, String... command) throws IOException {
        return AdminClient.text(
                client.execute(Arrays.stream(command).map(AdminClient::utf8).toArray(byte[][]::new)));
    }

    private static void assertError(RespConnection client, String start, String... command) {
        assertThatThrownBy(() -> send(client, command))
                .isInstanceOf(RedisServerError.class)
                .hasMessageStartingWith(start);
    }
}
