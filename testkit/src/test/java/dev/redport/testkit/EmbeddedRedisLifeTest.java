package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EmbeddedRedisLifeTest {

    @Nested
    class Ends {
        @TempDir
        private Path temporary;

        @Test
        void onCloseAndLeavesNoFiles() {
            EmbeddedRedis redis = EmbeddedRedis.start();
            long pid = redis.pid();
            Path directory = Path.of(redis.info("server").get("config_file")).getParent();
            assertThat(directory).isDirectory();

            redis.close();
            redis.close();

            assertThat(gone(pid)).isTrue();
            assertThat(directory).doesNotExist();
            assertThat(redis.log()).contains("Ready to accept connections");
        }

        @Test
        void onCloseWhilePaused() {
            EmbeddedRedis redis = EmbeddedRedis.start();
            redis.pause();
            redis.close();
            assertThat(gone(redis.pid())).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"running", "paused"})
        void whenTheJvmIsKilled(String state) throws Exception {
            Process jvm = childJvm(state);
            long pid = Long.parseLong(jvm.inputReader().readLine());
            assertThat(gone(pid)).isFalse();

            jvm.destroyForcibly();

            assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Poll.until(() -> gone(pid))).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"running", "paused"})
        void whenTheJvmExits(String state) throws Exception {
            Process jvm = childJvm(state);
            long pid = Long.parseLong(jvm.inputReader().readLine());
            jvm.getOutputStream().write('\n');
            jvm.getOutputStream().close();

            assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Poll.until(() -> gone(pid))).isTrue();
        }

        private Process childJvm(String state) throws IOException {
            return new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-Djava.io.tmpdir=" + temporary,
                            ServerInChildJvm.class.getName(),
                            state)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }
    }

    @Nested
    class Restarts {
        @Test
        void onTheSamePortWithTheSameSettings() {
            try (EmbeddedRedis redis =
                    EmbeddedRedis.builder().config("maxmemory", "3mb").start()) {
                long first = redis.pid();
                redis.execute("SET", "k", "v");

                redis.restart();

                assertThat(gone(first)).isTrue();
                assertThat(redis.pid()).isNotEqualTo(first);
                assertThat(redis.execute("GET", "k")).isNull();
                assertThat(redis.info("memory")).containsEntry("maxmemory", "3145728");
            }
        }

        @Test
        void afterStopAndAfterKill() {
            try (EmbeddedRedis redis = EmbeddedRedis.start()) {
                redis.stop();
                assertThatThrownBy(() -> redis.execute("PING")).isInstanceOf(UncheckedIOException.class);
                assertThat(redis.log()).contains("ready to exit");
                redis.restart();
                redis.kill();
                assertThatThrownBy(() -> redis.execute("PING")).isInstanceOf(UncheckedIOException.class);
                redis.restart();
                assertThat(redis.execute("PING")).isEqualTo("PONG");
            }
        }

        @Test
        void withItsDataIfToldToKeepThem() {
            try (EmbeddedRedis redis =
                    EmbeddedRedis.builder().config("appendonly", "yes").start()) {
                redis.execute("SET", "k", "v");
                redis.restart();
                assertThat(redis.execute("GET", "k")).isEqualTo("v");
            }
        }

        @Test
        void notAfterClose() {
            EmbeddedRedis redis = EmbeddedRedis.start();
            redis.close();
            assertThatThrownBy(redis::restart)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Nested
    class Pauses {
        @Test
        void andGoesOnWhereItWas() {
            try (EmbeddedRedis redis = EmbeddedRedis.start()) {
                redis.execute("SET", "k", "v");
                redis.pause();
                assertThat(Poll.until(() -> state(redis.pid()).equals("T"))).isTrue();
                redis.resume();
                assertThat(redis.execute("GET", "k")).isEqualTo("v");
            }
        }

        @Test
        void andStillStops() {
            try (EmbeddedRedis redis = EmbeddedRedis.start()) {
                redis.pause();
                redis.stop();
                assertThat(gone(redis.pid())).isTrue();
            }
        }

        private static String state(long pid) {
            Path status = Path.of("/proc", Long.toString(pid), "stat");
            try {
                return Files.exists(status) ? Files.readString(status).replaceAll("^.*\\) (.).*\\s*$", "$1") : "T";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Nested
    class FailsToStart {
        @Test
        void onATakenPortAndLeavesTheOtherServerAlone() {
            try (EmbeddedRedis redis = EmbeddedRedis.start()) {
                EmbeddedRedisBuilder second = EmbeddedRedis.builder().port(redis.port());
                assertThatThrownBy(second::start)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Address already in use");
                assertThat(redis.execute("PING")).isEqualTo("PONG");
            }
        }

        @Test
        void withTheServersLogInTheMessage() {
            EmbeddedRedisBuilder builder = EmbeddedRedis.builder().config("no-such-directive", "yes");
            assertThatThrownBy(builder::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no-such-directive");
        }
    }

    private static boolean gone(long pid) {
        return ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true);
    }
}
