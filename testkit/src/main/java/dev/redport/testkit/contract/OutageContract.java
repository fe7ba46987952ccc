package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server is away, slow, silent, or comes back: every call ends by its deadline, and the driver finds the server again.
 *
 * @since 0.1.0
 */
public abstract class OutageContract extends ServerContract {
    /** For subclasses. */
    protected OutageContract() {}

    @AfterEach
    void wakeTheServer() {
        redis.resume();
    }

    @Test
    void aServerThatIsAwayAtTheStartIsFoundWhenItComes() {
        EmbeddedRedis late = closedAtTheEnd(EmbeddedRedis.start());
        late.stop();
        RedisDriver driver = connect(config(late));

        for (int i = 0; i < 3; i++) {
            RedisException thrown = timed(DEADLINE, () -> run(driver, Verb.PING));
            assertThat(thrown).isInstanceOf(RedisUnavailableException.class);
            assertThat(thrown).extracting(RedisException::kind).isEqualTo(ErrorKind.NOT_CONNECTED);
        }
        late.restart();

        assertThat(answersWithin(driver, Duration.ofSeconds(2))).isTrue();
    }

    @Test
    void aRestartUnderLoadCostsErrorsButNeverAWrongReply() throws InterruptedException {
        EmbeddedRedis server = closedAtTheEnd(EmbeddedRedis.start());
        RedisDriver driver = connect(config(server));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong good = new AtomicLong();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String mine = "caller-" + i;
            callers.add(LifecycleContract.start(
                    () -> {
                        for (int n = 0; !stop.get() && n < 1_000_000; n++) {
                            askForOwn(driver, mine + "-" + n, good, wrong);
                        }
                    },
                    wrong));
        }
        assertThat(eventually(Duration.ofSeconds(5), () -> good.get() > 100)).isTrue();
        server.kill();
        eventually(Duration.ofMillis(300), () -> false);
        server.restart();
        long before = good.get();
        boolean back = eventually(Duration.ofSeconds(2), () -> good.get() > before + 8);
        stop.set(true);
        LifecycleContract.join(callers);

        assertThat(wrong).isEmpty();
        assertThat(back).as("first success within 2 s of the restart").isTrue();
    }

    private static void askForOwn(RedisDriver driver, String mine, AtomicLong good, Queue<String> wrong) {
        try {
            List<Reply> replies =
                    driver.executeAll(List.of(command(Verb.SET, mine, mine), command(Verb.GET, mine)), call());
            Reply reply = replies.get(1);
            if (reply.isError() || replies.get(0).isError()) {
                return;
            }
            if (reply.isNil() || !reply.text().equals(mine)) {
                wrong.add(mine + " saw " + reply);
            }
            good.incrementAndGet();
        } catch (RedisException e) {
            // expected while the server is away
        }
    }

    @Test
    void aStalledServerEndsTheCallByItsReadTimeout() {
        RedisDriver driver = connect();
        run(driver, Verb.SET, "a", "right");
        redis.pause();

        RedisException thrown = timed(READ, () -> run(driver, Verb.GET, "a"));

        assertThat(thrown).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(thrown).extracting(RedisException::kind).isEqualTo(ErrorKind.TIMEOUT);
        redis.resume();
        assertThat(answersWithin(driver, Duration.ofSeconds(2))).isTrue();
        assertThat(run(driver, Verb.GET, "a").text()).isEqualTo("right");
    }

    @Test
    void aDeadlineShorterThanTheReadTimeoutHolds() {
        RedisDriver driver =
                connect(config().readTimeout(Duration.ofSeconds(5)).operationDeadline(Duration.ofSeconds(6)));
        run(driver, Verb.PING);
        redis.pause();
        Duration deadline = Duration.ofMillis(300);

        RedisException thrown =
                timed(deadline, () -> driver.execute(command(Verb.GET, "a"), Call.start(Operation.OTHER, deadline)));

        assertThat(thrown).extracting(RedisException::kind).isEqualTo(ErrorKind.TIMEOUT);
    }

    @Test
    void aStalledBatchFailsPerItemAndInTime() {
        RedisDriver driver = connect();
        run(driver, Verb.PING);
        redis.pause();
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            commands.add(command(Verb.GET, "k" + i));
        }

        long start = System.nanoTime();
        List<Reply> replies = driver.executeAll(commands, call());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(READ.plus(grace()));
        assertThat(replies).hasSize(100).allMatch(Reply::isError);
    }

    @Test
    void lateRepliesAreNotGivenToOthers() {
        RedisDriver driver = connect();
        for (int i = 0; i < 20; i++) {
            run(driver, Verb.SET, "k" + i, "v" + i);
        }
        redis.execute("CLIENT", "PAUSE", "900");
        for (int i = 0; i < 5; i++) {
            int mine = i;
            assertThat(catchThrowableOfType(
                            RedisException.class,
                            () -> driver.execute(
                                    command(Verb.GET, "k" + mine),
                                    Call.start(Operation.OTHER, Duration.ofMillis(100)))))
                    .isNotNull();
        }
        assertThat(eventually(Duration.ofSeconds(3), () -> answersWithin(driver, Duration.ofMillis(1))))
                .isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(run(driver, Verb.GET, "k" + i).text()).isEqualTo("v" + i);
        }
    }

    @Test
    void aPeerThatDoesNotReadEndsTheCallByItsDeadline() {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(redis));
        RedisDriver driver = connect(at(proxy.host(), proxy.port()));
        run(driver, Verb.PING);
        proxy.hold();
        byte[] big = new byte[32 << 20];

        RedisException thrown = timed(DEADLINE, () -> driver.execute(Command.of(Verb.SET, bytes("a"), big), call()));

        assertThat(thrown).isInstanceOf(RedisOutcomeUnknownException.class);
        proxy.pass();
        assertThat(answersWithin(driver, Duration.ofSeconds(3))).isTrue();
    }

    @Test
    void aConnectionThatIsAcceptedButNeverAnsweredEndsTheCallByItsDeadline() {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(redis));
        proxy.hold();
        RedisDriver driver = connect(at(proxy.host(), proxy.port()));

        RedisException thrown = timed(DEADLINE, () -> run(driver, Verb.PING));

        assertThat(thrown).isInstanceOf(RedisException.class);
        proxy.pass();
        assertThat(answersWithin(driver, Duration.ofSeconds(4))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void repliesInSmallPiecesAreWhole(int bytes) {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(redis));
        RedisDriver driver = connect(at(proxy.host(), proxy.port()));
        run(driver, Verb.SET, "a", "some text that is longer than a piece");
        proxy.sliceFrames(bytes);

        List<Reply> replies = driver.executeAll(
                List.of(command(Verb.GET, "a"), command(Verb.INCR, "n"), command(Verb.GET, "none")), call());

        assertThat(replies.get(0).text()).isEqualTo("some text that is longer than a piece");
        assertThat(replies.get(1).integer()).isEqualTo(1);
        assertThat(replies.get(2).isNil()).isTrue();
    }

    @Test
    void aLostReplyIsAnUnknownOutcomeAndTheCommandRanOnce() {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(redis));
        RedisDriver driver = connect(at(proxy.host(), proxy.port()));
        run(driver, Verb.PING);
        proxy.cutBeforeReply("INCR");

        RedisException thrown = timed(READ, () -> run(driver, Verb.INCR, "n"));

        assertThat(thrown).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(redis.execute("GET", "n")).hasToString("1");
        assertThat(answersWithin(driver, Duration.ofSeconds(2))).isTrue();
        assertThat(redis.execute("GET", "n")).hasToString("1");
    }

    private static boolean answersWithin(RedisDriver driver, Duration time) {
        return eventually(time, () -> {
            try {
                return run(driver, Verb.PING).text().equals("PONG");
            } catch (RedisException e) {
                return false;
            }
        });
    }

    /** Runs a call that must fail, and by then. */
    private RedisException timed(Duration deadline, Runnable call) {
        long start = System.nanoTime();
        RedisException thrown = catchThrowableOfType(RedisException.class, call::run);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(deadline.plus(grace()));
        assertThat(thrown).as("the call succeeded").isNotNull();
        return thrown;
    }
}
