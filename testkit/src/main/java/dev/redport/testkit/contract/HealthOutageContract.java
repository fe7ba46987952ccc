package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.TlsPeer;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Need;
import dev.redport.driver.RedisListener;
import dev.redport.health.Health;
import dev.redport.health.HealthCheck;
import dev.redport.health.HealthDetails;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Health of a server that is away, refuses us or is not what it should be, which no topology changes; and of one that
 * speaks TLS.
 *
 * @since 0.1.0
 */
public abstract class HealthOutageContract extends ServerContract {
    /** For subclasses. */
    protected HealthOutageContract() {}

    @AfterEach
    void restartTheServer() {
        redis.restart();
    }

    @Test
    void aServerThatIsAwayIsDownAndUpAgainWhenItIsBack() {
        HealthCheck check = HealthCheck.over(stack(config(), RedisListener.NONE));
        redis.stop();

        Health health = check.check();

        assertThat(health.isUp()).isFalse();
        assertThat(health.reasons()).containsExactly(ErrorKind.NOT_CONNECTED);
        assertThat(health.toJson()).doesNotContain("127.0.0.1").doesNotContain(String.valueOf(redis.port()));
        redis.restart();
        assertThat(eventually(Duration.ofSeconds(4), () -> check.check().isUp()))
                .isTrue();
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
    void aReplicaThatIsMistakenForTheMasterIsDown() {
        try (EmbeddedRedis master = EmbeddedRedis.start();
                EmbeddedRedis replica = EmbeddedRedis.start()) {
            replica.execute("REPLICAOF", master.host(), String.valueOf(master.port()));
            Health health =
                    HealthCheck.over(stack(config(replica), RedisListener.NONE)).check();
            assertThat(health.status()).isEqualTo(Health.Status.DOWN);
            assertThat(health.reasons()).containsExactly(ErrorKind.READ_ONLY);
        }
    }

    @Test
    void readinessFollowsRedisOnlyIfAPortRequiresIt() {
        HealthCheck relaxed = HealthCheck.over(stack(config(), RedisListener.NONE));
        HealthCheck strict = HealthCheck.over(stack(config(), RedisListener.NONE));
        strict.require(Need.TOKEN_STORE);
        redis.stop();

        assertThat(relaxed.check().status()).isEqualTo(Health.Status.DOWN);
        assertThat(relaxed.check().isReady()).isTrue();
        assertThat(strict.check().isReady()).isFalse();
    }

    @Test
    void detailsNameTheTlsOfTheConnection() {
        try (EmbeddedRedis secured = EmbeddedRedis.builder().tls().start()) {
            HealthDetails details =
                    HealthCheck.over(stack(config(secured), RedisListener.NONE)).details();
            TlsPeer peer = details.tlsPeer().orElseThrow();
            assertThat(peer.protocol()).startsWith("TLSv1.");
            assertThat(peer.cipher()).startsWith("TLS_");
            assertThat(peer.certificateExpiry()).isAfter(Instant.now());
            assertThat(details.toJson()).contains("\"tls\":{\"enabled\":true,\"version\":\"" + peer.protocol() + "\"");
        }
    }
}
