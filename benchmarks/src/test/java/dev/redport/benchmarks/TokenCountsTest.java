package dev.redport.benchmarks;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.testkit.EmbeddedRedis;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class TokenCountsTest {
    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    void eachPeerKeepsSessions(String driver) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                SessionContest contest = SessionContest.open(driver, URI.create(redis.url()), true)) {
            assertThat(contest.peers()).hasSize(4);
            int user = 0;
            for (SessionPeer peer : contest.peers()) {
                String token = peer.create(++user);
                assertThat(peer.find(token)).as(peer.name()).isTrue();
                assertThat(peer.touch(token)).as(peer.name()).isTrue();
                assertThat(peer.update(token)).as(peer.name()).isTrue();
                assertThat(peer.list(user)).as(peer.name()).isIn(1, -1);
                assertThat(peer.end(token)).as(peer.name()).isTrue();
                assertThat(peer.find(token)).as(peer.name()).isFalse();
                assertThat(peer.touch(token)).as(peer.name()).isFalse();
                assertThat(peer.list(user)).as(peer.name()).isIn(0, -1);
            }
        }
    }

    @Test
    void countsTripsAndCommandsInScripts() {
        Set<String> some = Set.of(
                "check",
                "check, denied and remembered",
                "checkAll of 100 subjects",
                "stamp",
                "session list of 10",
                "refresh rotate");
        Map<String, CallCost> costs = TokenCounts.operations("jedis", some::contains);
        assertThat(costs).containsOnlyKeys(some);
        assertThat(of(costs, "check").trips()).isEqualTo(1);
        assertThat(of(costs, "check").wire().commands()).isEqualTo(3);
        assertThat(of(costs, "check").inner()).isZero();
        assertThat(of(costs, "check, denied and remembered").trips()).isZero();
        assertThat(of(costs, "checkAll of 100 subjects").trips()).isEqualTo(1);
        assertThat(of(costs, "stamp").inner())
                .isEqualTo(of(costs, "stamp").wire().commands() - 2);
        assertThat(of(costs, "session list of 10").trips()).isEqualTo(2);
        assertThat(of(costs, "refresh rotate").trips()).isEqualTo(1);
    }

    private static CallCost of(Map<String, CallCost> costs, String name) {
        return requireNonNull(costs.get(name), name);
    }
}
