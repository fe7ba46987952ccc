package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.Operation;
import dev.redport.health.Health;
import dev.redport.health.HealthCheck;
import dev.redport.health.HealthWarning;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Warnings of settings that make servers forget what a token store keeps.
 *
 * @since 0.1.0
 */
public abstract class TokenHealthContract extends TokenFixture {
    /** For subclasses. */
    protected TokenHealthContract() {}

    private Health watched() {
        HealthCheck check = HealthCheck.over(context);
        check.watchDurability();
        return check.check();
    }

    @Test
    void settingsThatForgetAreWarnedOfAndDoNotMakeItDown() {
        try {
            redis.primaries().get(0).execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
            Health health = watched();
            assertThat(health.isUp()).isTrue();
            assertThat(health.warnings())
                    .contains(HealthWarning.EVICTION, HealthWarning.PERSISTENCE)
                    .doesNotContain(HealthWarning.UNKNOWN);
            assertThat(health.toJson()).contains("\"eviction\"");
        } finally {
            redis.primaries().get(0).execute("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }
    }

    @Test
    void settingsThatKeepEverythingAreNotWarnedOf() {
        for (var primary : redis.primaries()) {
            primary.execute("CONFIG", "SET", "appendonly", "yes");
            primary.execute("CONFIG", "SET", "min-replicas-to-write", hasReplicas() ? "1" : "0");
        }
        try {
            assertThat(watched().warnings()).isEmpty();
        } finally {
            for (var primary : redis.primaries()) {
                primary.execute("CONFIG", "SET", "appendonly", "no");
                primary.execute("CONFIG", "SET", "min-replicas-to-write", "0");
            }
        }
    }

    private boolean hasReplicas() {
        return redis.nodes().size() > redis.primaries().size();
    }

    @Test
    void theyAreLookedAtOnceAMinuteAndOnlyIfAskedFor() {
        HealthCheck check = HealthCheck.over(context);
        check.check();
        assertThat(trips).doesNotContain(Operation.HEALTH_SETTINGS);
        HealthCheck watching = HealthCheck.over(context);
        watching.watchDurability();
        List<HealthWarning> first = watching.check().warnings();
        trips.clear();
        for (int i = 0; i < 5; i++) {
            assertThat(watching.check().warnings()).isEqualTo(first);
        }
        assertThat(trips).doesNotContain(Operation.HEALTH_SETTINGS);
        assertThat(Set.copyOf(first)).hasSameSizeAs(first);
    }
}
