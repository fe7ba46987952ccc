package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Verb;
import dev.redport.health.Health;
import dev.redport.health.HealthCheck;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
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
        assertThat(health.toJson()).startsWith("{\"status\":\"UP\",\"reasons\":[],\"warnings\":[],\"latencyMs\":");
    }

    @Test
    void aServerThatIsAwayIsDownAndUpAgainWhenItIsBack() {
        EmbeddedRedis server = closedAtTheEnd(EmbeddedRedis.start());
        PortContext context = stack(config(server), RedisListener.NONE);
        HealthCheck check = HealthCheck.over(context);
        server.stop();

        Health health = check.check();

        assertThat(health.isUp()).isFalse();
        assertThat(health.reasons()).containsExactly(ErrorKind.NOT_CONNECTED);
        assertThat(health.toJson()).doesNotContain("127.0.0.1").doesNotContain(String.valueOf(server.port()));
        server.restart();
        assertThat(eventually(Duration.ofSeconds(4), () -> check.check().isUp()))
                .isTrue();
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
    void aWrongPasswordIsAReason() {
        try (EmbeddedRedis guarded = EmbeddedRedis.builder().password("right").start()) {
            Health health = HealthCheck.over(stack(config(guarded).password("wrong"), RedisListener.NONE))
                    .check();
            assertThat(health.reasons()).containsExactly(ErrorKind.AUTH);
        }
    }

    @Test
    void probesWithinASecondShareOneAnswer() {
        HealthCheck check = HealthCheck.over(stack(config(), RedisListener.NONE));
        check.check();
        redis.resetStats();
        for (int i = 0; i < 50; i++) {
            check.check();
        }
        assertThat(redis.commandCount("ping")).isLessThanOrEqualTo(3);
    }

    @Test
    void aDeadlineMustBePositive() {
        PortContext context = stack(config(), RedisListener.NONE);
        assertThatThrownBy(() -> HealthCheck.over(context, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
