package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EmbeddedSentinelTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static EmbeddedSentinel sentinel;

    @BeforeAll
    static void start() {
        long before = System.nanoTime();
        sentinel = EmbeddedRedis.sentinel().start();
        System.out.println("primary, replicas and sentinels up after " + Duration.ofNanos(System.nanoTime() - before));
    }

    @AfterAll
    static void end() {
        sentinel.close();
    }

    @BeforeEach
    void clean() {
        sentinel.rejoin();
        sentinel.flushAll();
        sentinel.resetStats();
    }

    @Test
    void hasAPrimaryWithTwoReplicas() {
        assertThat(sentinel.nodes()).hasSize(3).contains(sentinel.primary()).containsAll(sentinel.replicas());
        assertThat(sentinel.replicas()).hasSize(2).doesNotContain(sentinel.primary());
        assertThat(sentinel.addresses()).hasSize(3);
        assertThat(sentinel.primary().execute("SET", "k", "v")).isEqualTo("OK");
        assertThat(sentinel.replicas()).allMatch(replica -> Poll.until(() -> "v".equals(replica.execute("GET", "k"))));
    }

    @Test
    void promotesAReplicaOnFailover() {
        EmbeddedRedis before = sentinel.primary();
        long start = System.nanoTime();
        EmbeddedRedis after = sentinel.failover();
        System.out.println("sentinel failover took " + Duration.ofNanos(System.nanoTime() - start));
        assertThat(after).isNotSameAs(before).isSameAs(sentinel.primary());
        assertThat(after.execute("SET", "k", "v")).isEqualTo("OK");
        sentinel.rejoin();
        assertThat(sentinel.replicas()).contains(before);
    }

    @Test
    void replacesAPrimaryThatDied() {
        EmbeddedRedis dead = sentinel.killPrimary();
        long start = System.nanoTime();
        assertThat(sentinel.primary()).isSameAs(dead);
        sentinel.awaitHealthy(LIMIT);
        System.out.println("sentinel failover took " + Duration.ofNanos(System.nanoTime() - start));
        assertThat(sentinel.primary()).isNotSameAs(dead);
        start = System.nanoTime();
        dead.restart();
        sentinel.rejoin();
        Duration rejoining = Duration.ofNanos(System.nanoTime() - start);
        assertThat(rejoining).as("sooner than sentinels do it").isLessThan(Duration.ofSeconds(8));
        assertThat(sentinel.replicas()).contains(dead);
    }
}
