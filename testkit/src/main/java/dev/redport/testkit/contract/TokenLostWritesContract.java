package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.RefreshStatus;
import dev.redport.token.Refreshed;
import dev.redport.token.Refusal;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A new primary that lost the last exchanges of a family, simulated with an older dump of its record: the client that has a
 * newer token goes on, and an older one is recognised from then on.
 *
 * @since 0.1.0
 */
public abstract class TokenLostWritesContract extends TokenRefreshFixture {
    /** For subclasses. */
    protected TokenLostWritesContract() {}

    private byte[] dump(String key) {
        Object dump = redis.owner(key).executeBinary(bytes("DUMP"), bytes(key));
        assertThat(dump).isInstanceOf(byte[].class);
        return dump instanceof byte[] bytes ? bytes : new byte[0];
    }

    private void restore(String key, byte[] dump) {
        EmbeddedRedis owner = redis.owner(key);
        Object left = owner.execute("PTTL", key);
        owner.execute("DEL", key);
        owner.executeBinary(bytes("RESTORE"), bytes(key), bytes(String.valueOf(left)), dump);
    }

    @Test
    void aNewerTokenHealsAFamilyAndOlderOnesAreRecognisedThen() {
        for (int lost = 1; lost <= 3; lost++) {
            redis.flushAll();
            TokenStore store = clocked(spec().grace(Duration.ZERO, 0));
            Token first = grant(store, ANNA).token();
            String key = familyKey(store, ANNA);
            byte[] older = dump(key);
            Token newest = first;
            Token beforeIt = first;
            for (int i = 0; i < lost; i++) {
                beforeIt = newest;
                newest = rotate(store, newest).token();
            }
            restore(key, older);
            assertValid(store, newest);
            Refreshed next = rotate(store, newest);
            assertThat(next.token()).isNotIn(first, beforeIt, newest);
            assertThat(events.get(events.size() - 1).detail()).isEqualTo("generation " + (lost + 2));
            assertReused(store, beforeIt, ANNA);
            assertRefused(store, next.token(), Refusal.REVOKED);
            events.clear();
        }
    }

    @Test
    void anOlderTokenThatComesFirstLeadsToTheSameNextOne() {
        TokenStore store = clocked(spec().grace(Duration.ZERO, 0));
        Token first = grant(store, ANNA).token();
        String key = familyKey(store, ANNA);
        byte[] older = dump(key);
        Token second = rotate(store, first).token();
        restore(key, older);
        assertThat(rotate(store, first).token()).as("nobody can know better").isEqualTo(second);
        rotate(store, second);
        assertReused(store, first, ANNA);
    }

    @Test
    void theGraceOfAHealedFamilyBeginsWithTheExchangeThatIsKnown() {
        TokenStore store = clocked(spec().grace(GRACE, 1));
        Token first = grant(store, ANNA).token();
        String key = familyKey(store, ANNA);
        byte[] older = dump(key);
        Token second = rotate(store, first).token();
        restore(key, older);
        Token third = rotate(store, second).token();
        assertThat(replay(store, second).token()).isEqualTo(third);
        assertThat(store.refreshTokens().validate(second, WEB)).isEqualTo(new RefreshStatus.Used(ANNA));
        assertReused(store, first, ANNA);
    }

    @Test
    void aFamilyWhoseRecordOrIndexIsLostIsNoLongerGood() {
        TokenStore store = store();
        Token first = grant(store, ANNA).token();
        String key = familyKey(store, ANNA);
        redis.execute("DEL", key);
        assertRefused(store, first, Refusal.UNKNOWN);
        Token second = grant(store, ANNA).token();
        redis.execute("DEL", key.substring(0, key.indexOf("}:") + 2) + "ri");
        assertRefused(store, second, Refusal.REVOKED);
    }
}
