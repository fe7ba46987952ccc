package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Slots that are spread, move, are half on their way or lost: every command finds its key, once.
 *
 * @since 0.1.0
 */
public abstract class ClusterMovesContract extends FaultContract {
    private static final Script INCREMENT =
            Script.of("incr", Replay.NEVER, "return redis.call('INCRBY', KEYS[1], ARGV[1])");

    private static final int BATCHES = 40;

    private EmbeddedCluster cluster;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected ClusterMovesContract() {}

    @BeforeAll
    void startTheCluster() {
        cluster = EmbeddedRedis.cluster().nodeTimeout(Duration.ofSeconds(1)).start();
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

    private EmbeddedRedis anotherThan(EmbeddedRedis owner) {
        return cluster.primaries().stream()
                .filter(node -> node != owner)
                .findFirst()
                .orElseThrow();
    }

    private EmbeddedRedis anotherThanOwnerOf(String key) {
        return anotherThan(cluster.primaryOf(key));
    }

    private long redirects(String kind) {
        return cluster.nodes().stream()
                .map(node -> node.info("errorstats").getOrDefault("errorstat_" + kind, "count=0"))
                .mapToLong(count -> Long.parseLong(count.replace("count=", "")))
                .sum();
    }

    @Test
    void aHundredKeysAreOneTripToEachNode() {
        RedisDriver driver = connect(config());
        List<Command> writes = IntStream.range(0, 100)
                .mapToObj(i -> command(Verb.SET, "key" + i, "v" + i))
                .toList();
        assertThat(driver.executeAll(writes, call())).noneMatch(Reply::isError);
        cluster.resetStats();
        Map<EmbeddedRedis, Long> before = reads();
        List<Command> gets = IntStream.range(0, 100)
                .mapToObj(i -> command(Verb.GET, "key" + i))
                .toList();

        for (int batch = 0; batch < BATCHES; batch++) {
            List<Reply> replies = driver.executeAll(gets, call());
            for (int i = 0; i < 100; i++) {
                assertThat(replies.get(i).text()).isEqualTo("v" + i);
            }
        }

        assertThat(cluster.commandCount("get")).isEqualTo(100L * BATCHES);
        assertThat(redirects("MOVED")).isZero();
        for (EmbeddedRedis node : cluster.primaries()) {
            assertThat(node.commandCount("get")).as("spread").isGreaterThan(10L * BATCHES);
            long trips = reads().getOrDefault(node, 0L) - before.getOrDefault(node, 0L);
            assertThat(trips)
                    .as("reads from sockets, these questions and the replica's among them")
                    .isBetween((long) BATCHES, 2L * BATCHES);
        }
    }

    private Map<EmbeddedRedis, Long> reads() {
        return cluster.primaries().stream()
                .collect(Collectors.toMap(
                        node -> node,
                        node -> Long.parseLong(node.info("stats").getOrDefault("total_reads_processed", "0"))));
    }

    @Test
    void aMovedSlotCostsOneRedirectAndThenNone() {
        RedisDriver driver = connect(config());
        run(driver, Verb.SET, "a", "1");
        cluster.moveSlot(EmbeddedCluster.slot("a"), anotherThanOwnerOf("a"));
        cluster.resetStats();

        assertThat(run(driver, Verb.GET, "a").text()).isEqualTo("1");
        long first = redirects("MOVED");
        run(driver, Verb.SET, "a", "2");
        assertThat(driver.executeAll(List.of(command(Verb.GET, "a"), command(Verb.GET, "b")), call())
                        .get(0)
                        .text())
                .isEqualTo("2");

        assertThat(first).as("none if the driver had looked just now").isBetween(0L, 1L);
        assertThat(redirects("MOVED")).isEqualTo(first);
    }

    @Test
    void keysThatAreOnTheirWayAreFoundOnEitherSide() {
        Load load;
        RedisDriver driver = connect(config());
        int slot = EmbeddedCluster.slot("{t}");
        for (int i = 0; i < 20; i++) {
            run(driver, Verb.SET, "{t}" + i, "v" + i);
        }
        cluster.beginMove(slot, anotherThan(cluster.primaryOf(slot)));
        repairedBy(() -> cluster.endMove(slot));
        assertThat(cluster.migrateKeys(slot, 10)).isEqualTo(10);
        cluster.resetStats();

        load = closedAtTheEnd(Load.of(8, (caller, n) -> {
            int i = (int) (n % 20);
            expect("v" + i, driver.execute(command(Verb.GET, "{t}" + i), patience()));
            List<Command> batch = IntStream.range(0, 20)
                    .mapToObj(j -> command(Verb.GET, "{t}" + j))
                    .toList();
            List<Reply> replies = driver.executeAll(batch, patience());
            for (int j = 0; j < 20; j++) {
                expect("v" + j, replies.get(j));
            }
            String mine = "{t}new-" + caller + "-" + n; // not there yet, so it is made where the slot goes
            long one = driver.execute(command(Verb.INCR, mine), patience()).integer();
            expect("1", Reply.of(Long.toString(one)));
        }));
        boolean moved = load.moves(200, PATIENCE);

        assertThat(load.stop().failures()).isEmpty();
        assertThat(moved).isTrue();
        assertThat(redirects("ASK")).isPositive();
        assertThat(redirects("MOVED")).as("somebody else used up an ASKING").isZero();
        matrix().row("cluster: half-moved slot, 8 callers", load);
    }

    private static void expect(String value, Reply reply) {
        if (!reply.orThrow().text().equals(value)) {
            throw new AssertionError("read " + reply.text() + " instead of " + value);
        }
    }

    @Test
    void scriptsRunOnceWhileTheirKeyIsOnItsWay() {
        PortContext context = stack(config().maxRetries(3), RedisListener.NONE);
        RedisDriver driver = context.driver();
        int slot = EmbeddedCluster.slot("{s}");
        for (int i = 0; i < 4; i++) {
            driver.execute(INCREMENT.call(List.of(bytes("{s}" + i)), bytes("1")), call());
        }
        EmbeddedRedis target = anotherThan(cluster.primaryOf(slot));
        target.execute("SCRIPT", "FLUSH");
        cluster.beginMove(slot, target);
        repairedBy(() -> cluster.endMove(slot));
        cluster.migrateKeys(slot, 2);

        for (int i = 0; i < 4; i++) {
            Command script = INCREMENT.call(List.of(bytes("{s}" + i)), bytes("1"));
            assertThat(driver.execute(script, call()).integer()).isEqualTo(2);
            assertThat(driver.executeAll(List.of(script, script), call()))
                    .extracting(Reply::integer)
                    .containsExactly(3L, 4L);
        }
    }

    @Test
    void severalKeysOfWhichOnlySomeMovedAreTriedAgainUntilTheyAreTogether() {
        RedisDriver driver = connect(config());
        RedisDriver patient = patient(config());
        int slot = EmbeddedCluster.slot("{m}");
        run(driver, Verb.SET, "{m}1", "1");
        runPatiently(patient, Verb.SET, "{m}2", "2");
        cluster.beginMove(slot, anotherThan(cluster.primaryOf(slot)));
        cluster.migrateKeys(slot, 1);

        RedisException thrown =
                catchThrowableOfType(RedisException.class, () -> run(driver, Verb.MGET, "{m}1", "{m}2"));
        Load load = closedAtTheEnd(Load.of(
                1,
                (caller, n) -> assertThat(
                                runPatiently(patient, Verb.MGET, "{m}1", "{m}2").list())
                        .extracting(Reply::text)
                        .containsExactly("1", "2")));
        boolean early = eventually(Duration.ofMillis(200), () -> load.done() > 0);
        cluster.endMove(slot);

        assertThat(early).as("before the keys were together").isFalse();
        assertThat(thrown).isInstanceOf(RedisUnavailableException.class);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.SERVER_BUSY);
        assertThat(load.moves(1, PATIENCE)).isTrue();
        assertThat(load.stop().failures()).isEmpty();
    }

    @Test
    void lostSlotsAreABusyServerAndComeBack() {
        RedisDriver driver = connect(config());
        RedisDriver patient = patient(config());
        run(driver, Verb.SET, "a", "1");
        runPatiently(patient, Verb.SET, "a", "1");
        int slot = EmbeddedCluster.slot("a");
        cluster.loseSlots(slot, slot);

        RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(driver, Verb.GET, "a"));
        Load load = closedAtTheEnd(Load.of(2, writing(patient, 10)));
        eventually(Duration.ofMillis(300), () -> false);
        cluster.restoreSlots();
        long start = System.nanoTime();
        boolean back = succeeds(Duration.ofSeconds(2), () -> run(driver, Verb.GET, "a"));

        assertThat(thrown).isInstanceOf(RedisUnavailableException.class);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.SERVER_BUSY);
        assertThat(back).isTrue();
        Duration took = since(start);
        assertThat(load.moves(10, PATIENCE)).isTrue();
        assertThat(load.stop().failures()).isEmpty();
        matrix().row("cluster: slots lost and restored", took, load.longestCall());
    }

    @Test
    void slotsThatMoveUnderLoadLoseNoCallAndRepeatNone() {
        RedisDriver driver = patient(config());
        AtomicLong counted = new AtomicLong();
        Load load = closedAtTheEnd(Load.of(8, (caller, n) -> {
            runPatiently(driver, Verb.INCR, "{c}" + caller);
            counted.incrementAndGet();
            writing(driver, 20).call(caller, n);
        }));
        assertThat(load.moves(50, PATIENCE)).isTrue();
        load.forgetTimes();
        List<String> moving = List.of("{c}", "w0-1", "w3-7");
        for (int i = 0; i < 4; i++) {
            for (String key : moving) {
                cluster.moveSlot(EmbeddedCluster.slot(key), anotherThanOwnerOf(key));
            }
        }
        assertThat(load.moves(50, PATIENCE)).isTrue();

        assertThat(load.stop().failures()).isEmpty();
        long sum = IntStream.range(0, 8)
                .mapToLong(i ->
                        Long.parseLong(String.valueOf(cluster.primaryOf("{c}").execute("GET", "{c}" + i))))
                .sum();
        assertThat(sum).isEqualTo(counted.get());
        matrix().row("cluster: 12 slot moves, 8 callers", load);
    }

    @Test
    void clearFindsEveryKeyWhileASlotIsOnItsWayAndAfterwards() {
        Cache<String, String> cache = Cache.over(
                stack(config().maxRetries(2).operationDeadline(PATIENCE), RedisListener.NONE),
                CacheSpec.named("moving", String.class));
        List<String> keys =
                IntStream.range(0, 300).mapToObj(i -> "k" + i).collect(Collectors.toCollection(ArrayList::new));
        keys.forEach(key -> cache.put(key, key));
        String stored = String.valueOf(
                ((List<?>) Objects.requireNonNull(cluster.primaries().get(0).execute("KEYS", "*"))).get(0));
        int slot = EmbeddedCluster.slot(stored);
        cluster.moveSlot(slot, anotherThan(cluster.primaryOf(slot)));

        cache.clear();

        assertThat(Deployment.of(cluster).keys()).isZero();
        keys.forEach(key -> cache.put(key, key));
        cluster.beginMove(slot, anotherThan(cluster.primaryOf(slot)));
        cluster.migrateKeys(slot, 1);
        Load load = closedAtTheEnd(Load.of(1, (caller, n) -> cache.clear()));
        eventually(Duration.ofMillis(150), () -> load.done() > 0);
        cluster.endMove(slot);
        boolean cleared = load.moves(1, PATIENCE);
        load.stop();

        assertThat(cleared).isTrue();
        assertThat(Deployment.of(cluster).keys()).isZero();
    }
}
