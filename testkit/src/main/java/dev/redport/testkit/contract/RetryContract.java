package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import dev.redport.testkit.FaultProxy;
import dev.redport.testkit.ScriptedServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What may have run is repeated only if it may run twice. The proxy lets a command through and cuts the connection before
 * its reply.
 *
 * @since 0.1.0
 */
public abstract class RetryContract extends ServerContract {
    private final AtomicInteger retries = new AtomicInteger();
    private FaultProxy proxy;
    private PortContext context;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected RetryContract() {}

    @BeforeEach
    void connectThroughTheProxy() {
        retries.set(0);
        proxy = closedAtTheEnd(FaultProxy.to(redis));
        context = stack(at(proxy.host(), proxy.port()).maxRetries(3), new RedisListener() {
            @Override
            public void onRetry(Operation operation, ErrorKind error) {
                retries.incrementAndGet();
            }
        });
        run(context.driver(), Verb.PING);
    }

    @Test
    void aCommandThatMustNotRunTwiceRunsExactlyOnce() {
        proxy.cutBeforeReply("INCR");

        assertThatThrownBy(() -> run(context.driver(), Verb.INCR, "n"))
                .isInstanceOf(RedisOutcomeUnknownException.class);

        assertThat(redis.execute("GET", "n")).hasToString("1");
        assertThat(retries).hasValue(0);
    }

    @Test
    void aScriptThatMustNotRunTwiceRunsExactlyOnce() {
        Script script = Script.of("incr", Replay.NEVER, "return redis.call('INCR', KEYS[1])");
        Command command = script.call(List.of(bytes("warm")));
        context.driver().execute(command, call());
        proxy.cutBeforeReply("EVALSHA");

        assertThatThrownBy(() -> context.driver().execute(script.call(List.of(bytes("n"))), call()))
                .isInstanceOf(RedisOutcomeUnknownException.class);

        assertThat(redis.execute("GET", "n")).hasToString("1");
    }

    @Test
    void aReadIsRepeated() {
        redis.execute("SET", "a", "1");
        proxy.cutBeforeReply("GET");

        assertThat(run(context.driver(), Verb.GET, "a").text()).isEqualTo("1");
        assertThat(retries).hasPositiveValue();
    }

    @Test
    void aWriteThatLeavesTheSameStateIsRepeated() {
        proxy.cutBeforeReply("SET");

        run(context.driver(), Verb.SET, "a", "1");

        assertThat(redis.execute("GET", "a")).hasToString("1");
        assertThat(redis.commandCount("set")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aGuardedScriptIsRepeatedAndGivesItsFirstAnswer() {
        Script once = Script.of(
                "once",
                Replay.GUARDED,
                "if redis.call('GET', KEYS[1]) == ARGV[1] then return 'done' end redis.call('SET', KEYS[1], ARGV[1])"
                        + " return 'done'");
        proxy.cutBeforeReply("EVAL");

        assertThat(context.driver()
                        .execute(once.call(List.of(bytes("k")), bytes("nonce")), call())
                        .text())
                .isEqualTo("done");
    }

    @Test
    void inABatchOnlyTheCommandsThatMayBeAreRepeated() {
        redis.execute("SET", "a", "1");
        proxy.cutBeforeReply("INCR");

        List<Reply> replies = context.driver()
                .executeAll(List.of(command(Verb.GET, "a"), command(Verb.INCR, "n"), command(Verb.GET, "a")), call());

        assertThat(replies.get(0).text()).isEqualTo("1");
        assertThat(replies.get(1).error()).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(replies.get(2).text()).isEqualTo("1");
        assertThat(redis.execute("GET", "n")).hasToString("1");
    }

    @Test
    void aServerThatTurnsACommandAwayIsAskedAgainWhateverTheCommand() {
        try (ScriptedServer server =
                ScriptedServer.start().reply("INCR", "-LOADING Redis is loading the dataset in memory\r\n", ":1\r\n")) {
            PortContext other = stack(at(server.host(), server.port()).maxRetries(3), RedisListener.NONE);

            assertThat(run(other.driver(), Verb.INCR, "n").integer()).isEqualTo(1);
            assertThat(server.count("INCR")).isEqualTo(2);
        }
    }

    @Test
    void attemptsEndWithTheConfiguredNumber() {
        try (ScriptedServer server = ScriptedServer.start().reply("GET", "-LOADING busy\r\n")) {
            PortContext other = stack(at(server.host(), server.port()).maxRetries(2), RedisListener.NONE);

            assertThatThrownBy(() -> run(other.driver(), Verb.GET, "n")).isInstanceOf(RedisUnavailableException.class);
            assertThat(server.count("GET")).isEqualTo(3);
        }
    }

    @Test
    void whatTheServerRefusedForGoodIsNotRepeated() {
        try (ScriptedServer server = ScriptedServer.start().reply("GET", "-WRONGTYPE no\r\n")) {
            PortContext other = stack(at(server.host(), server.port()).maxRetries(3), RedisListener.NONE);

            assertThatThrownBy(() -> run(other.driver(), Verb.GET, "n")).isInstanceOf(RuntimeException.class);
            assertThat(server.count("GET")).isEqualTo(1);
        }
    }
}
