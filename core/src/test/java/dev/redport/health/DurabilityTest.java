package dev.redport.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurabilityTest {
    private static final String SAFE =
            "# Memory\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\nconnected_slaves:2\r\nmin_slaves_good_slaves:1\r\n";

    @Test
    void findsNothingWhereAllIsKept() {
        assertThat(Durability.warnings(SAFE)).isEmpty();
    }

    @Test
    void findsEachSettingThatForgets() {
        assertThat(Durability.warnings(SAFE.replace("noeviction", "volatile-lru")))
                .containsExactly(HealthWarning.EVICTION);
        assertThat(Durability.warnings(SAFE.replace("aof_enabled:1", "aof_enabled:0")))
                .containsExactly(HealthWarning.PERSISTENCE);
        assertThat(Durability.warnings(SAFE.replace("min_slaves_good_slaves:1\r\n", "")))
                .containsExactly(HealthWarning.REPLICATION);
    }

    @Test
    void aServerWithoutReplicasNeedsNone() {
        String alone =
                SAFE.replace("min_slaves_good_slaves:1\r\n", "").replace("connected_slaves:2", "connected_slaves:0");
        assertThat(Durability.warnings(alone)).isEmpty();
    }
}
