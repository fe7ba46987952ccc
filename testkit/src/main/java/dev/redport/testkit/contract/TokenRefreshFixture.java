package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.ClientId;
import dev.redport.token.RefreshStatus;
import dev.redport.token.Refreshed;
import dev.redport.token.Refusal;
import dev.redport.token.Rotation;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Short ways to say what becomes of refresh tokens, and what is stored. */
abstract class TokenRefreshFixture extends TokenFixture {
    static final Duration GRACE = Duration.ofSeconds(30);

    TokenRefreshFixture() {}

    /** Asking and using agree on why a token is not good. */
    static void assertRefused(TokenStore store, Token token, ClientId client, Refusal reason) {
        assertThat(store.refreshTokens().validate(token, client)).isEqualTo(new RefreshStatus.Refused(reason));
        assertThat(store.refreshTokens().rotate(token, client)).isEqualTo(new Rotation.Refused(reason));
    }

    static void assertRefused(TokenStore store, Token token, Refusal reason) {
        assertRefused(store, token, WEB, reason);
    }

    static void assertValid(TokenStore store, Token token) {
        assertThat(store.refreshTokens().validate(token, WEB)).isInstanceOf(RefreshStatus.Valid.class);
    }

    static Refreshed replay(TokenStore store, Token token) {
        return as(Rotation.Replayed.class, store.refreshTokens().rotate(token, WEB))
                .refreshed();
    }

    /** Asking and using agree that a token was used before. */
    static void assertReused(TokenStore store, Token token, Subject subject) {
        assertThat(store.refreshTokens().validate(token, WEB)).isEqualTo(new RefreshStatus.Used(subject));
        assertThat(store.refreshTokens().rotate(token, WEB)).isEqualTo(new Rotation.Reused(subject));
    }

    /** The whole state of Redis but for what is kept of answers: keys and their dumps. */
    SortedMap<String, String> state() {
        SortedMap<String, String> state = new TreeMap<>();
        for (EmbeddedRedis primary : redis.primaries()) {
            for (String key : keysOf(primary)) {
                Object dump = primary.executeBinary(bytes("DUMP"), bytes(key));
                if (dump instanceof byte[] bytes && !key.contains("}:x:")) {
                    state.put(key, Arrays.toString(bytes));
                }
            }
        }
        return state;
    }

    static List<String> keysOf(EmbeddedRedis node) {
        Object keys = node.executeBinary(bytes("KEYS"), bytes("*"));
        return keys instanceof List<?> all
                ? all.stream()
                        .map(key -> key instanceof byte[] name ? new String(name, StandardCharsets.ISO_8859_1) : "")
                        .toList()
                : List.of();
    }

    /** The one key of a subject's families that there is. */
    String familyKey(TokenStore store, Subject subject) {
        String prefix = "{" + store.pseudonym(subject) + "}:r:";
        List<String> found = redis.primaries().stream()
                .flatMap(each -> keysOf(each).stream())
                .filter(key -> key.contains(prefix))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
