package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redport.config.Topology;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Verb;
import dev.redport.health.Health;
import dev.redport.health.HealthCheck;
import dev.redport.health.HealthDetails;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whether Redis answers, in time and without telling too much.
 *
 * @since 0.1.0
 */
public abstract class HealthContract extends TopologyContract {
    /** For subclasses. */
    protected HealthContract() {}

    @Test
    void aServerThatAnswersIsUp() {
        Health health = HealthCheck.over(stack(config(), RedisListener.NONE)).check();

        assertThat(health.status()).isEqualTo(Health.Status.UP);
        assertThat(health.reasons()).isEmpty();
        assertThat(health.latency()).isPositive();
        assertThat(health.toJson()).startsWith("{\"status\":\"UP\",\"ready\":true,\"reasons\":[],\"warnings\":[],");
    }

    @Test
    void aStalledServerIsDownByTheDeadline() {
        PortContext context = stack(config(), RedisListener.NONE);
        HealthCheck check = HealthCheck.over(context, Duration.ofMillis(200));
        context.driver().masters(call()).drivers().forEach(master -> run(master, Verb.PING));
        redis.pause();
        try {
            long start = System.nanoTime();
            Health health = check.check();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(600));
            assertThat(health.isUp()).isFalse();
            assertThat(health.reasons()).containsExactly(ErrorKind.TIMEOUT);
        } finally {
            redis.resume();
        }
    }

    @Test
    void probesWithinASecondShareOneAnswer() {
        HealthCheck check = HealthCheck.over(stack(config(), RedisListener.NONE));
        redis.resetStats();
        check.check();
        long asked = redis.commandCount("hello");
        for (int i = 0; i < 50; i++) {
            check.check();
        }
        assertThat(asked).isEqualTo(redis.primaries().size());
        assertThat(redis.commandCount("hello")).isLessThanOrEqualTo(2 * asked);
    }

    @Test
    void aMasterOfManyThatIsAwayDegrades() {
        List<EmbeddedRedis> masters = redis.primaries();
        assumeTrue(masters.size() > 1, "several masters");
        PortContext context = stack(config(), RedisListener.NONE);
        HealthCheck check = HealthCheck.over(context, Duration.ofMillis(400));
        context.driver().masters(call()).drivers().forEach(master -> run(master, Verb.PING));
        masters.get(0).pause();
        try {
            Health health = check.check();
            assertThat(health.status()).isEqualTo(Health.Status.DEGRADED);
            assertThat(health.reasons()).containsExactly(ErrorKind.TIMEOUT);
            assertThat(health.isReady()).isTrue();
        } finally {
            masters.get(0).resume();
        }
    }

    @Test
    void detailsAreThoseOfTheServers() {
        HealthDetails details =
                HealthCheck.over(stack(config(), RedisListener.NONE)).details();

        assertThat(details.servers()).hasSameSizeAs(redis.primaries()).allSatisfy(server -> {
            assertThat(server.skipped()).isEmpty();
            assertThat(server.version()).matches("[0-9]+[.][0-9.]+");
            assertThat(server.role()).isEqualTo("master");
            assertThat(server.memory().usedBytes()).isPositive();
            assertThat(server.memory().policy()).isEqualTo("noeviction");
        });
        assertThat(details.servers().stream().map(server -> server.address().port()))
                .containsExactlyInAnyOrderElementsOf(
                        redis.primaries().stream().map(EmbeddedRedis::port).toList());
        assertThat(details.pool().total()).isPositive();
        assertThat(details.toJson()).doesNotContain("127.0.0.1").doesNotContain("localhost");
        assertThat(details.tlsPeer().isPresent())
                .isEqualTo(config().build().tls().enabled());
        assertThat(details.toJsonWithAddresses())
                .contains(String.valueOf(redis.primaries().get(0).port()));
        Topology topology = config().build().topology();
        assertThat(details.cluster().isPresent()).isEqualTo(topology instanceof Topology.Cluster);
        details.cluster().ifPresent(cluster -> {
            assertThat(cluster.ok()).isTrue();
            assertThat(cluster.slotsUnassigned() + cluster.slotsFailed()).isZero();
            assertThat(cluster.knownNodes()).isEqualTo(redis.nodes().size());
        });
        assertThat(details.sentinels().isPresent()).isEqualTo(topology instanceof Topology.Sentinel);
        details.sentinels().ifPresent(sentinels -> {
            assertThat(sentinels.quorum()).isEqualTo(2);
            assertThat(sentinels.known()).isEqualTo(3);
            assertThat(sentinels.canFailOver()).isTrue();
        });
    }

    @Test
    void aDeadlineMustBePositive() {
        PortContext context = stack(config(), RedisListener.NONE);
        assertThatThrownBy(() -> HealthCheck.over(context, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
