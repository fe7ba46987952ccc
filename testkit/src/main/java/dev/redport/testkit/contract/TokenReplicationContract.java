package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.Creation;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Changes of tokens that wait for replicas.
 *
 * @since 0.1.0
 */
public abstract class TokenReplicationContract extends TokenFixture {
    /** For subclasses. */
    protected TokenReplicationContract() {}

    private TokenSpec replicated() {
        return spec().replicas(1, Duration.ofMillis(300));
    }

    private List<EmbeddedRedis> replicas() {
        return redis.nodes().stream()
                .filter(each -> !redis.primaries().contains(each))
                .toList();
    }

    @Test
    void aChangeIsOnAReplicaOnceTheCallHasReturned() {
        TokenStore store = store(replicated());
        if (replicas().isEmpty()) {
            assertThatThrownBy(() -> login(store, ANNA))
                    .isInstanceOf(RedisOutcomeUnknownException.class)
                    .hasMessage(
                            "0 replicas have a change that was made (expected: 1 within PT0.3S; see TokenSpec.replicas)");
            assertThat(counted(TokenOutcome.UNREPLICATED)).isEqualTo(1);
            return;
        }
        login(store, ANNA);
        assertThat(replicas().stream().mapToLong(each -> (Long) each.execute("DBSIZE")))
                .as("the session, its index, marks, and the answer that is kept")
                .anyMatch(keys -> keys >= 4);
        assertThat(trips).contains(Operation.TOKEN_REPLICATE);
        assertThat(counted(TokenOutcome.UNREPLICATED)).isZero();
    }

    @Test
    void replicasThatDoNotAnswerInTimeAreToldAndTheChangeStands() {
        TokenStore store = store(replicated());
        if (replicas().isEmpty()) {
            return;
        }
        Creation.Created anna = login(store, ANNA);
        replicas().forEach(EmbeddedRedis::pause);
        try {
            assertThatThrownBy(() -> store.sessions().end(anna.token()))
                    .isInstanceOf(RedisOutcomeUnknownException.class);
        } finally {
            replicas().forEach(EmbeddedRedis::resume);
        }
        assertThat(store.sessions().find(anna.token())).isEmpty();
    }

    @Test
    void readsDoNotWait() {
        TokenStore store = store();
        Creation.Created anna = login(store, ANNA);
        TokenStore waiting = store(replicated());
        trips.clear();
        assertThat(waiting.sessions().findAndTouch(anna.token())).isPresent();
        assertThat(waiting.revocations().checkAll(List.of())).isEmpty();
        assertThat(trips).containsExactly(Operation.TOKEN_SESSION_FIND);
    }
}
