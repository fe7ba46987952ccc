package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import dev.redport.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The network is slow, breaks or swallows bytes, and the server has enough of clients: every call ends in time and with its
 * own reply, what must run once does, and neither threads nor connections pile up.
 *
 * @since 0.1.0
 */
public abstract class NetworkFaultsContract extends FaultContract {
    private static final Duration SLOWLY = Duration.ofSeconds(4);
    private static final int MANY = 200;
    private static final int DRIVERS = 20;

    private EmbeddedRedis redis;
    private FaultProxy proxy;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected NetworkFaultsContract() {}

    @BeforeAll
    void startTheServer() {
        redis = EmbeddedRedis.start();
        proxy = FaultProxy.to(redis);
        warmUp();
        RedisDriver driver = connect();
        proxy.stopReading();
        assertThat(succeeds(Duration.ZERO, () -> run(driver, Verb.PING))).isFalse();
        proxy.pass();
    }

    @AfterAll
    void closeTheServer() {
        proxy.close();
        redis.close();
    }

    @BeforeEach
    void emptyTheServer() {
        redis.flushAll();
        repairedBy(proxy::pass);
    }

    @Override
    RedisConfigBuilder config() {
        return at(proxy.host(), proxy.port());
    }

    @Test
    void aSlowAndUnevenNetworkIsNoFailure() {
        RedisDriver driver = connect(config().readTimeout(SLOWLY).operationDeadline(SLOWLY));
        Load load = closedAtTheEnd(Load.of(8, writing(driver, 20)));
        assertThat(load.moves(100, PATIENCE)).isTrue();

        proxy.jitter(Duration.ZERO, Duration.ofMillis(20));
        proxy.throttle(50_000);
        proxy.sliceFrames(7);
        assertThat(load.moves(100, PATIENCE)).isTrue();

        assertThat(load.stop().failures()).isEmpty();
        matrix().row("network: jitter, throttle, slices", load);
        assertThat(load.longestCall()).isLessThan(SLOWLY);
    }

    @Test
    void aReplyThatBreaksOffIsAnUnknownOutcomeAndReadsAreRepeated() {
        RedisDriver driver = connect(config());
        RedisDriver patient = patient(config());
        redis.execute("SET", "a", "a value to break off");
        run(driver, Verb.GET, "a");
        runPatiently(patient, Verb.GET, "a");

        proxy.cutMidFrame("INCR");
        RedisException thrown = catchThrowableOfType(RedisException.class, () -> runPatiently(patient, Verb.INCR, "n"));
        proxy.cutMidFrame("GET");
        Reply read = runPatiently(patient, Verb.GET, "a");

        assertThat(thrown).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(redis.execute("GET", "n")).isEqualTo("1");
        assertThat(read.text()).isEqualTo("a value to break off");
        assertThat(succeeds(Duration.ofSeconds(2), () -> run(driver, Verb.PING)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsThatAreResetAgainAndAgainRepeatNothingThatMustRunOnce(boolean reset) {
        RedisDriver driver = patient(config());
        AtomicLong counted = new AtomicLong();
        Load load = closedAtTheEnd(Load.of(8, (caller, n) -> {
            runPatiently(driver, Verb.INCR, "n");
            counted.incrementAndGet();
            writing(driver, 20).call(caller, n);
        }));
        for (int i = 0; i < 15; i++) {
            load.moves(30, Duration.ofSeconds(1));
            if (reset) {
                proxy.cutAll();
            } else {
                proxy.hangUpAll();
            }
        }
        assertThat(load.moves(30, PATIENCE)).isTrue();
        load.stop();

        matrix().row("network: 15 times " + (reset ? "reset" : "hung up"), load);
        long value = Long.parseLong(String.valueOf(redis.execute("GET", "n")));
        assertThat(value).isBetween(counted.get(), counted.get() + load.unknown());
        assertThat(load.failures()).as("only INCR may fail, as unknown").hasSize((int) load.unknown());
    }

    @Test
    void aNetworkThatSwallowsRequestsEndsTheCallByItsReadTimeout() {
        RedisDriver driver = connect(config());
        run(driver, Verb.PING);
        proxy.stopReading();

        RedisException[] thrown = new RedisException[1];
        Duration took =
                timed(() -> thrown[0] = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.INCR, "n")));

        assertThat(took).isLessThan(READ.plus(grace()));
        assertThat(thrown[0]).isInstanceOf(RedisOutcomeUnknownException.class);
        proxy.pass();
        long start = System.nanoTime();
        assertThat(succeeds(Duration.ofSeconds(3), () -> run(driver, Verb.PING)))
                .isTrue();
        matrix().row("network: requests swallowed", since(start), took);
    }

    @Test
    void whoFindsNoPlaceIsTurnedAwayAndComesAgain() {
        RedisDriver driver = patient(config().poolSize(1)
                .mergeCallers(false)
                .poolTimeout(Duration.ofMillis(400))
                .readTimeout(Duration.ofSeconds(5)));
        runPatiently(driver, Verb.PING);
        proxy.hold();
        AtomicLong answered = new AtomicLong();
        Load load = closedAtTheEnd(Load.of(110, (caller, n) -> {
            if (n == 0) {
                runPatiently(driver, Verb.SET, "k" + caller, "v");
                answered.incrementAndGet();
            }
        }));
        assertThat(eventually(PATIENCE, () -> driver.pool().timeouts() > 0)).isTrue();
        proxy.pass();

        assertThat(eventually(PATIENCE, () -> answered.get() == 110)).isTrue();
        assertThat(load.stop().failures()).isEmpty();
    }

    @Test
    void aServerWithEnoughClientsIsBusyAndNotStormed() {
        repairedBy(() -> redis.execute("CONFIG", "SET", "maxclients", "10000"));
        redis.execute("CONFIG", "SET", "maxclients", "1"); // which is the testkit's own
        RedisDriver driver = connect(config());
        long before = proxy.connections();
        List<RedisException> thrown = new ArrayList<>();
        eventually(Duration.ofSeconds(2), () -> {
            thrown.add(catchThrowableOfType(RedisException.class, () -> run(driver, Verb.PING)));
            return false;
        });

        assertThat(thrown).isNotEmpty().doesNotContainNull();
        assertThat(thrown)
                .extracting(RedisException::kind)
                .contains(ErrorKind.SERVER_BUSY)
                .isSubsetOf(ErrorKind.SERVER_BUSY, ErrorKind.NOT_CONNECTED); // if the hang-up overtakes the words
        assertThat(proxy.connections() - before).as("connects in 2 s").isBetween(1L, 30L);
        redis.execute("CONFIG", "SET", "maxclients", "10000");
        long start = System.nanoTime();
        assertThat(succeeds(Duration.ofSeconds(2), () -> run(driver, Verb.PING)))
                .isTrue();
        matrix().row("network: max clients", since(start), Duration.ZERO);
    }

    @Test
    void aServerThatIsAwayIsNotStormedByManyDrivers() {
        List<RedisDriver> drivers = new ArrayList<>();
        for (int i = 0; i < DRIVERS; i++) {
            drivers.add(connect(config()));
        }
        drivers.forEach(driver ->
                assertThat(succeeds(PATIENCE, () -> run(driver, Verb.PING))).isTrue());
        redis.kill();
        long before = proxy.connections();
        Load load = closedAtTheEnd(Load.of(DRIVERS, (caller, n) -> run(drivers.get(caller), Verb.PING)));
        eventually(Duration.ofSeconds(2), () -> false);
        long connects = proxy.connections() - before;
        redis.restart();
        long start = System.nanoTime();

        assertThat(connects).as("connects of 20 drivers in 2 s").isBetween(DRIVERS * 1L, DRIVERS * 20L);
        drivers.forEach(driver -> assertThat(succeeds(Duration.ofSeconds(2), () -> run(driver, Verb.PING)))
                .isTrue());
        load.stop();
        matrix().row("network: 20 drivers, " + connects + " connects in 2 s", since(start), load.longestCall());
    }

    @Test
    void anEndlessScriptMakesTheServerBusyUntilItIsKilled() {
        redis.execute("CONFIG", "SET", "lua-time-limit", "100");
        RedisDriver driver = connect(config());
        RedisDriver patient = patient(config());
        run(driver, Verb.PING);
        runPatiently(patient, Verb.PING);
        RedisDriver other = connect(config());
        Load script = closedAtTheEnd(Load.of(1, (caller, n) -> {
            if (n == 0) {
                run(other, Verb.EVAL, "while true do end", "1", "k");
            }
        }));
        assertThat(eventually(PATIENCE, () -> script.unknown() > 0)).isTrue();

        RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.GET, "a"));
        Load waiting = closedAtTheEnd(Load.of(2, (caller, n) -> runPatiently(patient, Verb.INCR, "n" + caller)));
        eventually(Duration.ofMillis(200), () -> waiting.done() > 0);
        redis.execute("SCRIPT", "KILL");

        assertThat(thrown).isInstanceOf(RedisUnavailableException.class);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.SERVER_BUSY);
        assertThat(waiting.moves(4, PATIENCE)).isTrue();
        assertThat(waiting.stop().failures()).isEmpty();
        matrix().row("network: endless script, killed", waiting);
    }

    @Test
    void aServerThatCannotSaveRefusesWritesForGood() {
        try (ScriptedServer server = ScriptedServer.start().reply("SET", "-MISCONF Errors writing to the AOF file")) {
            RedisDriver driver = stack(at(server.host(), server.port()).maxRetries(3), RedisListener.NONE)
                    .driver();
            RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.SET, "a", "b"));

            assertThat(thrown).isInstanceOf(RedisRejectedException.class);
            assertThat(server.count("SET")).isEqualTo(1);
        }
    }

    @Test
    void aStallPilesUpNeitherThreadsNorConnections() {
        RedisDriver driver = connect(config());
        run(driver, Verb.PING);
        long threads = othersThan("load-");
        long before = proxy.connections();
        proxy.hold();
        Load load = closedAtTheEnd(Load.of(MANY, (caller, n) -> run(driver, Verb.GET, "k" + caller)));
        AtomicLong most = new AtomicLong();
        eventually(Duration.ofSeconds(3), () -> {
            most.accumulateAndGet(driver.pool().total(), Math::max);
            return false;
        });
        long threadsAtLast = othersThan("load-");
        long opened = proxy.connections() - before;
        proxy.pass();
        long start = System.nanoTime();
        boolean back = load.moves(MANY, Duration.ofSeconds(4));
        load.stop();
        matrix().row("network: 3 s stall, 200 callers, " + opened + " connects", since(start), load.longestCall());

        assertThat(back).isTrue();
        assertThat(load.longestCall()).as("with so many threads").isLessThan(DEADLINE.plus(grace().multipliedBy(2)));
        assertThat(most.get()).as("connections at once").isLessThanOrEqualTo(4);
        assertThat(opened).as("connections opened in 3 s").isLessThanOrEqualTo(60);
        assertThat(threadsAtLast - threads).as("threads of the driver").isLessThanOrEqualTo(16);
    }

    /** Without the proxy's, of which there are some for each connection. */
    private static long othersThan(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith(prefix))
                .filter(thread -> !thread.getName().startsWith("redport-proxy"))
                .count();
    }
}
