package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Commands go out and replies come back unchanged.
 *
 * @since 0.1.0
 */
public abstract class CommandsContract extends TopologyContract {
    /** For what a busy machine may take long over. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Verb LPUSH = new Verb("LPUSH", Replay.NEVER, 0);

    private RedisDriver driver;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected CommandsContract() {}

    @BeforeEach
    void connectOne() {
        driver = connect();
    }

    private RedisDriver patient() {
        return connect(config().readTimeout(PATIENCE).writeTimeout(PATIENCE).operationDeadline(PATIENCE));
    }

    @Test
    void keysAndValuesAreBinarySafe() {
        byte[] all = new byte[258];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        all[256] = '\r';
        all[257] = '\n';

        driver.execute(Command.of(Verb.SET, all, all), call());

        assertThat(driver.execute(Command.of(Verb.GET, all), call()).bytes()).isEqualTo(all);
    }

    @Test
    void anEmptyValueIsNotAnAbsentOne() {
        run(driver, Verb.SET, "empty", "");

        assertThat(run(driver, Verb.GET, "empty").bytes()).isEmpty();
        assertThat(run(driver, Verb.GET, "absent").isNil()).isTrue();
    }

    @Test
    void aBigValueSurvives() {
        byte[] big = new byte[5 << 20];
        new Random(7).nextBytes(big);

        RedisDriver patient = patient();
        Call call = Call.start(Operation.OTHER, PATIENCE);
        patient.execute(Command.of(Verb.SET, bytes("big"), big), call);

        assertThat(patient.execute(Command.of(Verb.GET, bytes("big")), call).bytes())
                .isEqualTo(big);
    }

    @Test
    void statusAndIntegerRepliesKeepTheirShape() {
        assertThat(run(driver, Verb.PING).text()).isEqualTo("PONG");
        assertThat(run(driver, Verb.SET, "a", "1").text()).isEqualTo("OK");
        assertThat(run(driver, Verb.INCR, "a").integer()).isEqualTo(2);
    }

    @Test
    void listsKeepTheirAbsentElements() {
        run(driver, Verb.SET, "{t}a", "1");

        List<Reply> replies = run(driver, Verb.MGET, "{t}a", "{t}b", "{t}a").list();

        assertThat(replies).hasSize(3);
        assertThat(replies.get(0).text()).isEqualTo("1");
        assertThat(replies.get(1).isNil()).isTrue();
        assertThat(replies.get(2).text()).isEqualTo("1");
    }

    @Test
    void nestedScriptRepliesKeepTheirShape() {
        Reply reply = run(driver, Verb.EVAL, "return {1, 'two', false, {3, {'four'}}, {}}", "1", "k");

        List<Reply> parts = reply.list();
        assertThat(parts).hasSize(5);
        assertThat(parts.get(0).integer()).isEqualTo(1);
        assertThat(parts.get(1).text()).isEqualTo("two");
        assertThat(parts.get(2).isNil()).isTrue();
        assertThat(parts.get(3).list().get(0).integer()).isEqualTo(3);
        assertThat(parts.get(3).list().get(1).list().get(0).text()).isEqualTo("four");
        assertThat(parts.get(4).list()).isEmpty();
    }

    @Test
    void anErrorInsideAListStaysThere() {
        Reply reply = run(driver, Verb.EVAL, "return {1, redis.error_reply('OOPS it broke'), 3}", "1", "k");

        assertThat(reply.list().get(0).integer()).isEqualTo(1);
        assertThat(reply.list().get(1).isError()).isTrue();
        assertThat(reply.list().get(2).integer()).isEqualTo(3);
    }

    @Test
    void aServerErrorIsThrownWithItsKind() {
        run(driver, LPUSH, "list", "x");

        assertThatThrownBy(() -> run(driver, Verb.GET, "list"))
                .isInstanceOfSatisfying(
                        RedisRejectedException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.WRONG_TYPE));
        assertThat(run(driver, Verb.PING).text()).isEqualTo("PONG");
    }

    @Test
    void aBatchKeepsItsOrderAndItsErrorsPerItem() {
        run(driver, LPUSH, "{t}list", "x");

        List<Reply> replies = driver.executeAll(
                List.of(
                        command(Verb.SET, "{t}a", "1"),
                        command(Verb.INCR, "{t}list"),
                        command(Verb.INCR, "{t}a"),
                        command(new Verb("NOSUCHCOMMAND", Replay.NEVER, 0), "{t}a"),
                        command(Verb.GET, "{t}a")),
                call());

        assertThat(replies).hasSize(5);
        assertThat(replies.get(0).text()).isEqualTo("OK");
        assertThat(kind(replies.get(1))).isEqualTo(ErrorKind.WRONG_TYPE);
        assertThat(replies.get(2).integer()).isEqualTo(2);
        assertThat(kind(replies.get(3))).isEqualTo(ErrorKind.OTHER);
        assertThat(replies.get(4).text()).isEqualTo("2");
    }

    private static ErrorKind kind(Reply reply) {
        RedisException error = reply.error();
        return Objects.requireNonNull(error, "an error was expected").kind();
    }

    @Test
    void anEmptyBatchSendsNothing() {
        assertThat(driver.executeAll(List.of(), call())).isEmpty();
    }

    @Test
    void aBatchOfThousandsIsAnsweredInOrder() {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            commands.add(command(Verb.INCR, "counter"));
        }

        List<Reply> replies = driver.executeAll(commands, call());

        for (int i = 0; i < 10_000; i++) {
            assertThat(replies.get(i).integer()).isEqualTo(i + 1);
        }
    }

    @Test
    void aBatchWithBigValuesInBothDirectionsDoesNotBlockItself() {
        byte[] value = new byte[200_000];
        Arrays.fill(value, (byte) 'x');
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            commands.add(Command.of(Verb.SET, bytes("big"), value));
            commands.add(Command.of(Verb.GET, bytes("big")));
        }

        List<Reply> replies = patient().executeAll(commands, Call.start(Operation.OTHER, PATIENCE));

        for (int i = 0; i < 50; i++) {
            assertThat(replies.get(2 * i).text()).isEqualTo("OK");
            assertThat(replies.get(2 * i + 1).bytes()).hasSize(value.length);
        }
    }

    @Test
    void aCommandForEveryMasterIsAnsweredByEach() {
        List<RedisDriver> masters = driver.masters(call()).drivers();

        assertThat(masters).isNotEmpty().allSatisfy(master -> {
            assertThat(run(master, Verb.PING).text()).isEqualTo("PONG");
            assertThat(master.executeAll(List.of(command(Verb.PING), command(Verb.TIME)), call()))
                    .hasSize(2)
                    .noneMatch(Reply::isError);
        });
    }

    @Test
    void aScriptTheServerForgotIsSentAgain() {
        PortContext context = stack(config(), RedisListener.NONE);
        Script script = Script.of("add", Replay.NEVER, "return redis.call('INCRBY', KEYS[1], ARGV[1])");
        Command call = script.call(List.of(bytes("n")), bytes("5"));

        assertThat(context.driver().execute(call, call()).integer()).isEqualTo(5);
        redis.onPrimaries("SCRIPT", "FLUSH");
        assertThat(context.driver().execute(call, call()).integer()).isEqualTo(10);
        redis.onPrimaries("SCRIPT", "FLUSH");
        List<Reply> replies = context.driver().executeAll(List.of(call, command(Verb.GET, "n"), call), call());
        assertThat(replies.get(0).integer() + replies.get(2).integer()).isEqualTo(15 + 20);
    }

    @Test
    void theDriverSaysWhatItIs() {
        assertThat(driver.info().driver()).isEqualTo(factory().name());
        assertThat(driver.info().clientVersion()).matches("\\d+\\.\\d+.*");
        assertThat(driver.info().config().namespace()).isEqualTo("test");
    }
}
