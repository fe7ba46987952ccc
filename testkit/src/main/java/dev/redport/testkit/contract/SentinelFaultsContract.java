package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import dev.redport.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The primary, or a sentinel, goes, hangs, comes back or lies: callers that may be patient lose nothing, nobody writes to a
 * server that is not the primary, and nothing that must run once runs twice.
 *
 * @since 0.1.0
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class SentinelFaultsContract extends FaultContract {
    private static final Duration DOWN_AFTER = Duration.ofSeconds(1);
    /** From the silence of a primary to the first write to its successor. */
    private static final Duration FAILOVER = DOWN_AFTER.plusSeconds(3);
    /** From the moment the sentinels name a successor. */
    private static final Duration NOTICED = Duration.ofMillis(1_500);

    private static final int CALLERS = 4;

    private EmbeddedSentinel sentinel;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected SentinelFaultsContract() {}

    @BeforeAll
    void startTheServers() {
        sentinel = EmbeddedRedis.sentinel()
                .downAfter(DOWN_AFTER)
                .failoverTimeout(Duration.ofSeconds(1))
                .start();
        warmUp();
    }

    @AfterAll
    void closeTheServers() {
        sentinel.close();
    }

    @Override
    RedisConfigBuilder config() {
        return Deployment.of(sentinel).config();
    }

    @Test
    @Order(1) // soon after a failure the sentinels take their time for one
    void aPlannedFailoverUnderLoadLosesNoCall() {
        RedisDriver driver = patient(config());
        Load load = closedAtTheEnd(Load.of(CALLERS, writing(driver, 50)));
        assertThat(load.moves(200, PATIENCE)).isTrue();
        load.forgetTimes();
        repairedBy(sentinel::rejoin);

        EmbeddedRedis successor = sentinel.failover();
        sentinel.rejoin();
        successor.resetStats();

        assertThat(eventually(PATIENCE, () -> successor.commandCount("set") > 0))
                .isTrue();
        assertThat(load.moves(200, PATIENCE)).isTrue();
        assertThat(load.stop().failures()).isEmpty();
        matrix().row("sentinel: planned failover", load);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesResumeSoonAfterThePrimaryIsKilledOrHangs(boolean killed) {
        RedisDriver driver = patient(config());
        Load load = closedAtTheEnd(Load.of(CALLERS, writing(driver, 50)));
        assertThat(load.moves(200, PATIENCE)).isTrue();
        load.forgetTimes();

        EmbeddedRedis old = losePrimary(killed);
        awaitAnotherPrimaryThan(old);
        boolean noticed = load.moves(CALLERS, NOTICED);

        assertThat(noticed)
                .as("writes resume as soon as the sentinels name a successor")
                .isTrue();
        assertThat(load.moves(200, PATIENCE)).isTrue();
        assertThat(load.stop().failures()).isEmpty();
        matrix().row("sentinel: primary " + (killed ? "killed" : "hangs"), load);
        assertThat(load.longestSilence()).isLessThan(FAILOVER.plus(NOTICED));
    }

    @Test
    void aPrimaryThatComesBackIsNotWrittenTo() {
        RedisDriver driver = patient(config());
        runPatiently(driver, Verb.SET, "a", "1");
        EmbeddedRedis old = losePrimary(true);
        runPatiently(driver, Verb.SET, "a", "2");
        awaitAnotherPrimaryThan(old);

        old.restart(); // and believes to be the primary still
        for (int i = 0; i < 100; i++) {
            runPatiently(driver, Verb.SET, "k" + i, "v");
        }
        RedisDriver other = patient(config());
        runPatiently(other, Verb.SET, "a", "3");

        assertThat(old.commandCount("set")).as("writes to the former primary").isZero();
        assertThat(sentinel.primary().execute("GET", "a")).isEqualTo("3");
    }

    @Test
    void aPrimaryThatBecameAReplicaSaysSoAndTheSuccessorIsFound() {
        RedisDriver patient = patient(config());
        runPatiently(patient, Verb.SET, "a", "1");
        RedisDriver driver = connect(config());
        run(driver, Verb.SET, "a", "1");
        sentinel.failover();
        sentinel.rejoin();

        runPatiently(patient, Verb.INCR, "n");
        long start = System.nanoTime();
        RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.SET, "a", "2"));
        boolean healed = succeeds(Duration.ofSeconds(2), () -> run(driver, Verb.SET, "a", "2"));

        if (thrown != null) { // unless it has looked in the meantime, as it does every few seconds
            assertThat(thrown.kind()).isIn(ErrorKind.READ_ONLY, ErrorKind.CONNECTION_LOST);
        }
        assertThat(healed).isTrue();
        matrix().row("sentinel: READONLY, found anew", since(start), since(start));
        assertThat(sentinel.primary().execute("GET", "n")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneSentinelThatIsDeadOrHangsDoesNotMatter(boolean dead) {
        RedisDriver before = patient(config());
        runPatiently(before, Verb.SET, "a", "1");
        EmbeddedRedis first = sentinel.sentinels().get(0);
        if (dead) {
            first.kill();
            repairedBy(first::restart);
        } else {
            first.pause();
            repairedBy(first::resume);
        }

        RedisDriver driver = connect(config());
        long start = System.nanoTime();
        assertThat(succeeds(DEADLINE.plus(grace()), () -> run(driver, Verb.SET, "a", "2")))
                .isTrue();
        matrix().row("sentinel: first start, one " + (dead ? "dead" : "hanging"), since(start), since(start));

        EmbeddedRedis old = losePrimary(true);
        runPatiently(before, Verb.SET, "a", "3");
        assertThat(since(start)).isLessThan(PATIENCE);
        awaitAnotherPrimaryThan(old);
        assertThat(sentinel.primary().execute("GET", "a")).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000_000})
    void amongSentinelsThatDifferTheHighestEpochIsRight(int epoch) {
        sentinel.failover(); // so that the true epoch is above 0
        sentinel.rejoin();
        try (EmbeddedRedis decoy = EmbeddedRedis.start();
                ScriptedServer liar = sentinelThatNames(decoy, epoch)) {
            List<Endpoint> nodes = new ArrayList<>();
            nodes.add(new Endpoint(liar.host(), liar.port()));
            nodes.addAll(List.of(Deployment.endpoints(sentinel.addresses())));
            RedisDriver driver = connect(config().sentinel(sentinel.masterName(), nodes.toArray(Endpoint[]::new)));

            EmbeddedRedis wrong = epoch == 0 ? decoy : sentinel.primary();
            long before = wrong.commandCount("set"); // of what was replicated

            run(driver, Verb.SET, "where", "here");

            assertThat(liar.count("SENTINEL")).as("it was asked").isPositive();
            EmbeddedRedis right = epoch == 0 ? sentinel.primary() : decoy;
            assertThat(right.execute("GET", "where")).isEqualTo("here");
            assertThat(wrong.commandCount("set")).as("elsewhere").isEqualTo(before);
        } finally {
            sentinel.flushAll();
            sentinel.resetStats();
        }
    }

    /** It answers the three questions of a look, over and over. */
    private ScriptedServer sentinelThatNames(EmbeddedRedis master, int epoch) {
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            replies.add(list(master.host(), Integer.toString(master.port())));
            replies.add(list("config-epoch", Integer.toString(epoch)));
            replies.add("*0");
        }
        return ScriptedServer.start().reply("SENTINEL", replies.toArray(String[]::new));
    }

    private static String list(String... texts) {
        StringBuilder reply = new StringBuilder("*" + texts.length + "\r\n");
        for (String text : texts) {
            reply.append('$').append(text.length()).append("\r\n").append(text).append("\r\n");
        }
        return reply.toString();
    }

    @Test
    void aWrongNameOfTheMasterIsSaidClearly() {
        RedisDriver driver = connect(config().sentinel("nosuch", Deployment.endpoints(sentinel.addresses())));

        long start = System.nanoTime();
        RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.PING));

        assertThat(since(start)).isLessThan(DEADLINE.plus(grace()));
        assertThat(thrown).isInstanceOf(RedisUnavailableException.class);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.NOT_CONNECTED);
        assertThat(thrown).hasMessageContaining("REDIS_SENTINEL_MASTER");
    }

    /**
     * Replication is asynchronous: a write that was acknowledged by the primary alone can be lost with it. So a write counts
     * as safe here only if a WAIT right behind it said that both replicas have it too.
     */
    @Test
    void whatMustRunOnceRunsOnceThroughAFailover() {
        Verb wait = new Verb("WAIT", Replay.NEVER, -1);
        RedisDriver driver = patient(config());
        AtomicLong safe = new AtomicLong();
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong unknown = new AtomicLong();
        Load load = closedAtTheEnd(Load.of(CALLERS, (caller, n) -> {
            List<Command> both = List.of(command(Verb.INCR, "counter"), command(wait, "2", "100"));
            List<Reply> replies = driver.executeAll(both, patience());
            RedisException failure = replies.get(0).error();
            if (failure != null) {
                unknown.addAndGet(failure instanceof RedisUnavailableException ? 0 : 1);
                throw failure;
            }
            acknowledged.incrementAndGet();
            safe.addAndGet(replies.get(1).isInteger() && replies.get(1).integer() >= 2 ? 1 : 0);
        }));
        assertThat(load.moves(100, PATIENCE)).isTrue();
        EmbeddedRedis old = losePrimary(true);
        awaitAnotherPrimaryThan(old);
        assertThat(load.moves(CALLERS, PATIENCE)).isTrue();
        load.stop();

        long value = Long.parseLong(Objects.requireNonNull(sentinel.primary().execute("GET", "counter"))
                .toString());
        assertThat(safe).hasPositiveValue();
        assertThat(value)
                .as("%s safe, %s acknowledged, %s unknown", safe, acknowledged, unknown)
                .isBetween(safe.get(), acknowledged.get() + unknown.get());
        matrix().row("sentinel: primary killed, INCR + WAIT", load);
    }

    private EmbeddedRedis losePrimary(boolean killed) {
        EmbeddedRedis old = sentinel.primary();
        repairedBy(sentinel::rejoin);
        if (killed) {
            old.kill();
            repairedBy(old::restart);
        } else {
            old.pause();
            repairedBy(old::resume);
        }
        return old;
    }

    private void awaitAnotherPrimaryThan(EmbeddedRedis old) {
        assertThat(eventually(
                        PATIENCE,
                        () -> sentinel.primary() != old
                                && "master"
                                        .equals(sentinel.primary()
                                                .info("replication")
                                                .get("role"))))
                .isTrue();
    }
}
