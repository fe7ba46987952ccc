package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.RedisListener;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cache that may read what is a little old asks replicas, never writes to them, and does without them when it must.
 *
 * @since 0.1.0
 */
public abstract class ReplicaReadsContract extends FaultContract {
    private static final int KEYS = 60;

    private Deployment redis;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init")
    protected ReplicaReadsContract() {}

    abstract Deployment startServers();

    @BeforeAll
    void startTheServers() {
        redis = startServers();
        warmUp();
    }

    @AfterAll
    void closeTheServers() {
        redis.close();
    }

    @BeforeEach
    void emptyTheServers() {
        redis.flushAll();
    }

    @Override
    RedisConfigBuilder config() {
        return redis.config();
    }

    private List<EmbeddedRedis> replicas() {
        List<EmbeddedRedis> primaries = redis.primaries();
        return redis.nodes().stream().filter(node -> !primaries.contains(node)).toList();
    }

    /** A cache that is filled, with replicas that know it. */
    private Cache<String, String> filled(int retries) {
        Cache<String, String> cache = Cache.over(
                stack(config().maxRetries(retries), RedisListener.NONE),
                CacheSpec.named("old", String.class).readFromReplicas(true));
        IntStream.range(0, KEYS).forEach(i -> cache.put("k" + i, "v" + i));
        assertThat(eventually(Duration.ofSeconds(5), () -> replicated() % KEYS == 0 && replicated() > 0))
                .isTrue();
        return cache;
    }

    private long replicated() {
        return replicas().stream()
                .mapToLong(node -> (Long) node.execute("DBSIZE"))
                .sum();
    }

    private static long reads(List<EmbeddedRedis> nodes) {
        return nodes.stream()
                .mapToLong(node -> node.commandCount("get") + node.commandCount("mget"))
                .sum();
    }

    @Test
    void replicasServeTheReadsAndPrimariesTheWrites() {
        Cache<String, String> cache = filled(0);
        List<EmbeddedRedis> replicas = replicas();
        redis.resetStats();

        for (int i = 0; i < KEYS; i++) {
            assertThat(cache.find("k" + i)).hasValue("v" + i);
        }
        List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> "k" + i).toList();
        assertThat(cache.findAll(keys)).hasSize(KEYS);
        cache.put("k1", "new");

        assertThat(reads(replicas))
                .isEqualTo(KEYS + (redis.isClustered() ? KEYS : 1L)); // one MGET if all is in one place
        assertThat(reads(redis.primaries())).isZero();
        assertThat(replicas)
                .allSatisfy(replica -> assertThat(replica.info("errorstats")).isEmpty());
        assertThat(eventually(
                        Duration.ofSeconds(2), () -> cache.find("k1").orElse("").equals("new")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutReplicasThePrimaryIsRead(boolean killed) {
        Cache<String, String> cache = filled(0);
        assertThat(cache.find("k0")).hasValue("v0");
        for (EmbeddedRedis replica : replicas()) {
            if (killed) {
                replica.kill();
                repairedBy(replica::restart);
            } else {
                replica.pause();
                repairedBy(replica::resume);
            }
        }

        Duration longest = Duration.ZERO;
        for (int i = 0; i < KEYS / 4; i++) {
            String key = "k" + i;
            String value = "v" + i;
            Duration took = timed(() -> assertThat(cache.find(key)).hasValue(value));
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        Duration all = timed(() -> assertThat(cache.findAll(
                        IntStream.range(0, KEYS).mapToObj(i -> "k" + i).toList()))
                .hasSize(KEYS));

        assertThat(longest).isLessThan(DEADLINE.plus(grace()));
        assertThat(all).isLessThan(DEADLINE.plus(grace()));
        String where = redis.isClustered() ? "cluster" : "sentinel";
        matrix().row(where + ": reads, replicas " + (killed ? "killed" : "hang"), longest, longest);
    }
}
