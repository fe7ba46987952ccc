package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes of a cluster go, hang and change their roles: callers that may be patient lose nothing, what must run once does, and
 * the other nodes are not affected.
 *
 * @since 0.1.0
 */
public abstract class ClusterFaultsContract extends FaultContract {
    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(1);
    /** From the silence of a primary to the first write to its successor. */
    private static final Duration FAILOVER = NODE_TIMEOUT.plusSeconds(5);

    private static final String PASSWORD = "first+/=@:%";
    private static final int CALLERS = 4;

    private EmbeddedCluster cluster;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected ClusterFaultsContract() {}

    @BeforeAll
    void startTheCluster() {
        cluster = EmbeddedRedis.cluster()
                .nodeTimeout(NODE_TIMEOUT)
                .partialCoverage()
                .user("app", PASSWORD, "~*", "+@all")
                .start();
        warmUp();
    }

    @AfterAll
    void closeTheCluster() {
        cluster.close();
    }

    @BeforeEach
    void emptyTheCluster() {
        cluster.flushAll();
    }

    @Override
    RedisConfigBuilder config() {
        return Deployment.of(cluster).config();
    }

    @Test
    void aPlannedFailoverUnderLoadLosesNothing() {
        RedisDriver driver = patient(config());
        AtomicLong counted = new AtomicLong();
        int slot = EmbeddedCluster.slot("counter");
        Load load = closedAtTheEnd(Load.of(CALLERS, (caller, n) -> {
            runPatiently(driver, Verb.INCR, "counter");
            counted.incrementAndGet();
            writing(driver, 20).call(caller, n);
        }));
        assertThat(load.moves(100, PATIENCE)).isTrue();
        load.forgetTimes();

        cluster.failover(slot);
        assertThat(load.moves(100, PATIENCE)).isTrue();
        load.stop();

        matrix().row("cluster: planned failover", load);
        assertThat(counter()).isBetween(counted.get(), counted.get() + load.unknown());
        assertThat(load.failures()).hasSize((int) load.unknown());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesResumeWhenAReplicaTakesOverFromAPrimaryThatIsKilledOrHangs(boolean killed) {
        RedisDriver driver = patient(config());
        Load load = closedAtTheEnd(Load.of(CALLERS, (caller, n) -> {
            String value = caller + "-" + n;
            runPatiently(driver, Verb.SET, "{lost}" + caller, value);
        }));
        assertThat(load.moves(100, PATIENCE)).isTrue();
        load.forgetTimes();

        lose("{lost}", killed);

        assertThat(load.moves(100, PATIENCE)).isTrue();
        assertThat(load.stop().failures()).isEmpty();
        matrix().row("cluster: primary " + (killed ? "killed" : "hangs"), load);
        assertThat(load.longestSilence()).isLessThan(FAILOVER);
    }

    /** Acknowledged by the primary alone means that it can be lost with it: so there is no lower bound but none runs twice. */
    @Test
    void nothingThatMustRunOnceRunsTwiceWhenItsPrimaryIsKilled() {
        RedisDriver driver = patient(config());
        AtomicLong counted = new AtomicLong();
        Load load = closedAtTheEnd(Load.of(CALLERS, (caller, n) -> {
            runPatiently(driver, Verb.INCR, "counter");
            counted.incrementAndGet();
        }));
        assertThat(load.moves(100, PATIENCE)).isTrue();

        lose("counter", true);
        assertThat(load.moves(100, PATIENCE)).isTrue();
        load.stop();

        assertThat(counter()).isBetween(100L, counted.get() + load.unknown());
        assertThat(load.failures()).as("each of them unknown").hasSize((int) load.unknown());
        assertThat(load.begun()).isEqualTo(counted.get() + load.unknown());
    }

    private long counter() {
        return Long.parseLong(String.valueOf(cluster.primaryOf("counter").execute("GET", "counter")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNodeThatIsAwayFailsItsOwnItemsOfABatchOnly(boolean killed) {
        RedisDriver driver = connect(config());
        List<Command> writes = IntStream.range(0, 60)
                .mapToObj(i -> command(Verb.SET, "key" + i, "v" + i))
                .toList();
        assertThat(driver.executeAll(writes, call())).noneMatch(Reply::isError);
        EmbeddedRedis away = cluster.primaryOf("key0");
        boolean[] its = new boolean[60];
        for (int i = 0; i < 60; i++) {
            its[i] = cluster.primaryOf("key" + i) == away;
        }
        lose("key0", killed);

        long start = System.nanoTime();
        List<Reply> replies = driver.executeAll(
                IntStream.range(0, 60)
                        .mapToObj(i -> command(Verb.GET, "key" + i))
                        .toList(),
                call());
        Duration took = since(start);

        assertThat(took).isLessThan(DEADLINE.plus(grace()));
        for (int i = 0; i < 60; i++) {
            assertThat(replies.get(i).isError()).as("key%s", i).isEqualTo(its[i]);
            if (!its[i]) {
                assertThat(replies.get(i).text()).isEqualTo("v" + i);
            }
        }
        matrix().row("cluster: batch, one node " + (killed ? "killed" : "hangs"), took, took);
    }

    @Test
    void aNodeThatForgotItsScriptsOrTookOverIsToldAgain() {
        Script increment = Script.of("incr", Replay.NEVER, "return redis.call('INCRBY', KEYS[1], ARGV[1])");
        RedisDriver driver = patient(config());
        List<Command> calls = IntStream.range(0, 20)
                .mapToObj(i -> increment.call(List.of(bytes("n" + i)), bytes("1")))
                .toList();
        assertThat(driver.executeAll(calls, patience())).allMatch(reply -> reply.integer() == 1);

        cluster.primaries().get(0).execute("SCRIPT", "FLUSH");
        assertThat(driver.executeAll(calls, patience())).allMatch(reply -> reply.integer() == 2);
        cluster.failover(EmbeddedCluster.slot("n0"));
        cluster.primaryOf("n0").execute("SCRIPT", "FLUSH");

        assertThat(driver.executeAll(calls, patience())).allMatch(reply -> reply.integer() == 3);
        assertThat(driver.execute(calls.get(0), patience()).integer()).isEqualTo(4);
    }

    @Test
    void seedsOfWhichSomeAreDeadWillDo() {
        EmbeddedRedis dead = cluster.replicas().get(0);
        dead.kill();
        repairedBy(() -> cluster.awaitHealthy(PATIENCE));
        repairedBy(dead::restart);
        List<String> seeds = List.of(
                dead.host() + ":" + dead.port(),
                dead.host() + ":1",
                cluster.primaries().get(0).host() + ":"
                        + cluster.primaries().get(0).port());

        RedisDriver driver = connect(config().cluster(Deployment.endpoints(seeds)));
        Duration took = timed(() -> run(driver, Verb.SET, "a", "1"));

        assertThat(took).isLessThan(DEADLINE.plus(grace()));
        matrix().row("cluster: first start, dead seeds", took, took);
    }

    @Test
    void aRedirectToAServerOutsideTheClusterIsRefused() {
        try (EmbeddedRedis foreign = EmbeddedRedis.start();
                ScriptedServer node = ScriptedServer.start()) {
            node.reply(
                    "CLUSTER",
                    bulk(String.format(
                            "%040d %s:%d@1 myself,master - 0 0 1 connected 0-16383", 1, node.host(), node.port())));
            node.reply("GET", "-MOVED 15495 " + foreign.host() + ":" + foreign.port());
            node.reply("INCR", "-ASK 15495 " + foreign.host() + ":" + foreign.port());
            RedisDriver driver = connect(settings()
                    .password("a secret for the cluster only")
                    .cluster(Deployment.endpoints(List.of(node.host() + ":" + node.port()))));
            String before = foreign.info("stats").getOrDefault("total_connections_received", "");

            RedisException moved = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.GET, "a"));
            RedisException asked = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.INCR, "a"));

            assertThat(List.of(moved, asked)).allMatch(RedisRejectedException.class::isInstance);
            assertThat(moved.kind()).isEqualTo(ErrorKind.REDIRECT);
            assertThat(moved).hasMessageNotContaining(Integer.toString(foreign.port()));
            assertThat(foreign.info("stats")).containsEntry("total_connections_received", before);
        }
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    @Test
    void newConnectionsUseNewCredentials() {
        AtomicReference<Credentials> now = new AtomicReference<>(new Credentials("app", Secret.of(PASSWORD)));
        RedisDriver driver = patient(config().credentials(now::get));
        Load load = closedAtTheEnd(Load.of(CALLERS, writing(driver, 20)));
        assertThat(load.moves(50, PATIENCE)).isTrue();
        for (EmbeddedRedis node : cluster.nodes()) {
            node.execute("ACL", "SETUSER", "app", ">second");
        }
        now.set(new Credentials("app", Secret.of("second")));
        for (EmbeddedRedis node : cluster.nodes()) {
            node.execute("ACL", "SETUSER", "app", "<" + PASSWORD);
            repairedBy(() -> node.execute("ACL", "SETUSER", "app", "resetpass", ">" + PASSWORD));
        }
        assertThat(load.moves(50, PATIENCE)).as("live connections go on").isTrue();
        load.forgetTimes();

        for (EmbeddedRedis node : cluster.nodes()) {
            node.execute("CLIENT", "KILL", "USER", "app");
        }

        assertThat(load.moves(100, PATIENCE)).isTrue();
        assertThat(load.stop().failures()).isEmpty();
        assertThat(driver.pool().closed()).as("connections that were killed").isPositive();
        matrix().row("cluster: credentials rotated, clients killed", load);
    }

    private void lose(String key, boolean killed) {
        EmbeddedRedis node = cluster.primaryOf(key);
        repairedBy(() -> cluster.awaitHealthy(PATIENCE));
        if (killed) {
            node.kill();
            repairedBy(node::restart);
        } else {
            node.pause();
            repairedBy(node::resume);
        }
    }
}
