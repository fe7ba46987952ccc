package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.Credentials;
import dev.redport.config.Secret;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisAuthenticationException;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.ScriptedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every refusal of a server has the same type and kind through every driver, and says nothing it should not.
 *
 * @since 0.1.0
 */
public abstract class FailureContract extends ServerContract {
    private static final String CANARY = "canary-4f9a2c";

    /** For subclasses. */
    protected FailureContract() {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOADING Redis is loading the dataset in memory | RedisUnavailableException | SERVER_BUSY",
                "BUSY Redis is busy running a script. | RedisUnavailableException | SERVER_BUSY",
                "CLUSTERDOWN Hash slot not served | RedisUnavailableException | SERVER_BUSY",
                "MASTERDOWN Link with MASTER is down | RedisUnavailableException | SERVER_BUSY",
                "TRYAGAIN Multiple keys request during rehashing | RedisUnavailableException | SERVER_BUSY",
                "NOREPLICAS Not enough good replicas to write. | RedisUnavailableException | SERVER_BUSY",
                "READONLY You can't write against a read only replica. | RedisUnavailableException | READ_ONLY",
                "OOM command not allowed when used memory > 'maxmemory'. | RedisRejectedException | OUT_OF_MEMORY",
                "NOPERM this user has no permissions | RedisRejectedException | PERMISSION",
                "NOAUTH Authentication required. | RedisAuthenticationException | AUTH",
                "WRONGTYPE Operation against a key | RedisRejectedException | WRONG_TYPE",
                "ERR something else | RedisRejectedException | OTHER",
            })
    void anErrorReplyHasItsTypeAndKind(String line, String type, ErrorKind kind) {
        try (ScriptedServer server = ScriptedServer.start().reply("GET", "-" + line + "\r\n");
                RedisDriver driver =
                        factory().connect(at(server.host(), server.port()).build())) {
            RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.GET, CANARY));
            assertThat(thrown).isNotNull();
            assertThat(thrown.getClass().getSimpleName()).isEqualTo(type);
            assertThat(thrown.kind()).isEqualTo(kind);
            assertThat(server.count("GET")).as("sent once").isEqualTo(1);

            Reply item = driver.executeAll(List.of(command(Verb.GET, CANARY)), call())
                    .get(0);
            assertThat(item.error()).isInstanceOf(thrown.getClass());
            assertThat(item.error()).extracting(RedisException::kind).isEqualTo(kind);
            assertThat(server.count("GET")).as("sent once").isEqualTo(2);
        }
    }

    @Test
    void aRealServerOutOfMemoryIsToldApart() {
        try (EmbeddedRedis small = EmbeddedRedis.builder()
                        .config("maxmemory", "3mb")
                        .config("maxmemory-policy", "noeviction")
                        .start();
                RedisDriver driver = factory().connect(config(small).build())) {
            byte[] value = new byte[1 << 20];
            RedisException thrown = null;
            for (int i = 0; i < 10 && thrown == null; i++) {
                byte[] key = bytes("k" + i);
                thrown = catchThrowableOfType(
                        RedisException.class, () -> driver.execute(Command.of(Verb.SET, key, value), call()));
            }
            assertThat(thrown).isInstanceOf(RedisRejectedException.class);
            assertThat(thrown).extracting(RedisException::kind).isEqualTo(ErrorKind.OUT_OF_MEMORY);
        }
    }

    @Test
    void aWrongPasswordIsAnAuthenticationFailureUntilItIsRight() {
        try (EmbeddedRedis guarded = EmbeddedRedis.builder()
                        .password("the-right-one-" + CANARY)
                        .start();
                RedisDriver driver = factory()
                        .connect(config(guarded)
                                .password("the-wrong-one-" + CANARY)
                                .build())) {
            assertAuth(driver);
            guarded.execute("CONFIG", "SET", "requirepass", "the-wrong-one-" + CANARY);
            assertThat(recovers(driver)).isTrue();
        }
    }

    @Test
    void aMissingPasswordIsAnAuthenticationFailure() {
        try (EmbeddedRedis guarded = EmbeddedRedis.builder().password("secret").start();
                RedisDriver driver = factory().connect(config(guarded).build())) {
            assertAuth(driver);
        }
    }

    @Test
    void credentialsAreAskedForAtEachConnect() {
        try (EmbeddedRedis guarded = EmbeddedRedis.builder().password("first").start()) {
            AtomicReference<Credentials> now = new AtomicReference<>(new Credentials("", Secret.of("first")));
            try (RedisDriver driver =
                    factory().connect(config(guarded).credentials(now::get).build())) {
                assertThat(run(driver, Verb.PING).text()).isEqualTo("PONG");
                guarded.execute("CONFIG", "SET", "requirepass", "second");
                now.set(new Credentials("", Secret.of("second")));
                guarded.execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                assertThat(recovers(driver)).isTrue();
            }
        }
    }

    @Test
    void aPasswordFileIsReadAtEachConnect(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "first\n");
        try (EmbeddedRedis guarded = EmbeddedRedis.builder().password("first").start();
                RedisDriver driver =
                        factory().connect(config(guarded).passwordFile(file).build())) {
            assertThat(run(driver, Verb.PING).text()).isEqualTo("PONG");
            guarded.execute("CONFIG", "SET", "requirepass", "second");
            guarded.execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            assertThat(eventually(Duration.ofSeconds(2), () -> refused(driver) == ErrorKind.AUTH))
                    .isTrue();

            Files.writeString(file, "second\n");

            assertThat(recovers(driver)).isTrue();
        }
    }

    private static @Nullable ErrorKind refused(RedisDriver driver) {
        RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.PING));
        return thrown == null ? null : thrown.kind();
    }

    @Test
    void credentialsThatCannotBeReadAreAFailureOfTheirOwnAndHealThemselves() {
        AtomicBoolean away = new AtomicBoolean(true);
        RedisDriver driver = connect(config().credentials(() -> {
            if (away.get()) {
                throw new IllegalStateException(CANARY);
            }
            return Credentials.none();
        }));

        RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.PING));

        assertThat(thrown.kind()).isEqualTo(ErrorKind.AUTH);
        assertThat(thrown)
                .hasMessageContaining("REDIS_PASSWORD_FILE")
                .hasStackTraceContaining("could not be read")
                .extracting(Throwable::toString)
                .asString()
                .doesNotContain(CANARY);
        away.set(false);
        assertThat(recovers(driver)).isTrue();
    }

    @Test
    void anAclUserWorksWithinItsRightsAndIsRefusedBeyond() {
        try (EmbeddedRedis acl = EmbeddedRedis.builder()
                        .user("app", "p+/=@:%w", "~app:*", "+get", "+set", "+ping", "+client|setname")
                        .defaultUserOff()
                        .start();
                RedisDriver driver = factory()
                        .connect(
                                config(acl).username("app").password("p+/=@:%w").build())) {
            run(driver, Verb.SET, "app:a", "1");
            assertThat(run(driver, Verb.GET, "app:a").text()).isEqualTo("1");
            assertThat(((List<?>) Objects.requireNonNull(acl.execute("ACL", "LOG"))))
                    .as("commands the driver sent without need")
                    .isEmpty();
            RedisException command = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.INCR, "app:a"));
            assertThat(command).isInstanceOf(RedisRejectedException.class);
            assertThat(command.kind()).isEqualTo(ErrorKind.PERMISSION);
            RedisException key = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.GET, "other:a"));
            assertThat(key.kind()).isEqualTo(ErrorKind.PERMISSION);
        }
    }

    @Test
    void noFailureNamesAKeyAValueOrASecret() {
        List<Throwable> thrown = new ArrayList<>();
        try (EmbeddedRedis server = EmbeddedRedis.builder().password(CANARY).start();
                RedisDriver driver =
                        factory().connect(config(server).password(CANARY).build())) {
            Verb hset = new Verb("HSET", Replay.SAME_STATE, 0);
            thrown.add(catchThrowable(() -> run(driver, hset, CANARY)));
            thrown.add(catchThrowable(() -> run(driver, new Verb("NOSUCH", Replay.NEVER, 0), CANARY, CANARY)));
            thrown.add(catchThrowable(
                    () -> run(driver, Verb.EVAL, "return redis.error_reply('BAD ' .. ARGV[1])", "1", CANARY, CANARY)));
            run(driver, hset, CANARY, CANARY, CANARY);
            thrown.add(catchThrowable(() -> run(driver, Verb.GET, CANARY)));
            server.pause();
            thrown.add(catchThrowable(() -> run(driver, Verb.SET, CANARY, CANARY)));
            server.resume();
            server.stop();
            for (int i = 0; i < 3; i++) {
                thrown.add(catchThrowable(() -> run(driver, Verb.SET, CANARY, CANARY)));
            }
        }
        assertThat(thrown).doesNotContainNull();
        for (Throwable each : thrown) {
            assertThat(stackTrace(each)).doesNotContain(CANARY);
        }
    }

    @Test
    void everyFailureShowsTheCallThatFailed() {
        List<Throwable> thrown = new ArrayList<>();
        RedisDriver driver = connect();
        run(driver, new Verb("HSET", Replay.SAME_STATE, 0), "hash", "f", "v");
        thrown.add(catchThrowable(() -> run(driver, Verb.GET, "hash")));
        thrown.add(catchThrowable(() -> driver.executeAll(List.of(command(Verb.GET, "hash")), call())
                .get(0)
                .orThrow()));
        redis.pause();
        thrown.add(catchThrowable(() -> run(driver, Verb.PING)));
        redis.resume();
        try (EmbeddedRedis guarded = EmbeddedRedis.builder().password("right").start();
                RedisDriver stranger = factory().connect(config(guarded).build())) {
            thrown.add(catchThrowable(() -> run(stranger, Verb.PING)));
            guarded.stop();
            thrown.add(catchThrowable(() -> run(stranger, Verb.PING)));
            thrown.add(catchThrowable(() -> run(stranger, Verb.PING)));
        }
        assertThat(thrown).doesNotContainNull();
        for (Throwable each : thrown) {
            assertThat(each.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(FailureContract.class.getName()));
        }
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void assertAuth(RedisDriver driver) {
        for (int i = 0; i < 3; i++) {
            RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.PING));
            assertThat(thrown).isInstanceOf(RedisAuthenticationException.class);
            assertThat(thrown.kind()).isEqualTo(ErrorKind.AUTH);
            assertThat(stackTrace(thrown)).doesNotContain(CANARY);
        }
    }

    private static boolean recovers(RedisDriver driver) {
        return eventually(Duration.ofSeconds(5), () -> {
            try {
                return run(driver, Verb.PING).text().equals("PONG");
            } catch (RedisUnavailableException | RedisAuthenticationException | RedisOutcomeUnknownException e) {
                return false;
            }
        });
    }
}
