package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.token.Creation;
import dev.redport.token.Denial;
import dev.redport.token.Device;
import dev.redport.token.LegacyTokens;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.Refusal;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Session;
import dev.redport.token.SessionId;
import dev.redport.token.SessionLimit;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Mistakes that token stores over Redis are known to have made, each as the scenario that shows it.
 *
 * @since 0.1.0
 */
public abstract class TokenFlawsContract extends TokenFixture {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** For subclasses. */
    protected TokenFlawsContract() {}

    private static NewSession brief() {
        return NewSession.of(ANNA).lifetime(SHORT, SHORT);
    }

    @Test
    void f01_aShortSessionDoesNotHideALongOne() {
        TokenStore store = store();
        Creation.Created a = login(store, NewSession.of(ANNA).lifetime(HOUR, HOUR));
        Duration blink = Duration.ofMillis(50);
        Token b = login(store, NewSession.of(ANNA).lifetime(blink, blink)).token();

        assertThat(eventually(
                        Duration.ofSeconds(5), () -> store.sessions().find(b).isEmpty()))
                .isTrue();

        assertThat(store.sessions().list(ANNA)).containsExactly(a.session());
        assertThat(store.sessions().count(ANNA)).isOne();
        assertThat(store.sessions().endAll(ANNA)).isOne();
        assertThat(store.sessions().find(a.token())).isEmpty();
    }

    @Test
    void f02_useOfAShortSessionDoesNotHideALongOne() {
        TokenStore store = clocked(spec());
        Creation.Created a = login(store, NewSession.of(ANNA).lifetime(HOUR, HOUR));
        String index = "test:t1:auth:{" + store.pseudonym(ANNA) + "}:si";
        long before = Long.parseLong(String.valueOf(redis.execute("PTTL", index)));
        Token b = login(store, brief()).token();
        pass(Duration.ofSeconds(1));

        store.sessions().findAndTouch(b);

        assertThat(Long.parseLong(String.valueOf(redis.execute("PTTL", index)))).isGreaterThan(before - 60_000);
        pass(SHORT);
        assertThat(store.sessions().list(ANNA)).containsExactly(a.session());
    }

    @Test
    void f03_everyIdCanBeStoredAndAFailedCallLeavesNothing() {
        TokenStore store = store();
        for (String id : List.of("all", "{all}", "}{", "*", "a b", "\0", "\r\n", "g", "w", "si", "'\"\\;=%d")) {
            Subject subject = Subject.of(id);
            Creation.Created created = login(store, subject);
            assertThat(store.sessions().list(subject)).as(id).containsExactly(created.session());
            assertThat(store.sessions().find(created.token())).contains(created.session());
        }
        redis.flushAll();
        redis.execute("SET", "test:t1:auth:{" + store.pseudonym(ANNA) + "}:si", "not an index");

        assertThatThrownBy(() -> store.sessions().create(NewSession.of(ANNA))).isInstanceOf(RedisException.class);

        assertThat(redis.keys()).isOne();
    }

    @Test
    void f04_endingAnUnknownSessionEndsNothingElse() {
        TokenStore store = store();
        Creation.Created created = login(store, Subject.of("all"));
        String text = created.session().id().text();
        String other = text.substring(0, text.length() - 16) + "all-all-all-all-";

        assertThat(store.sessions().end(SessionId.of(other))).isFalse();
        assertThat(store.sessions().end(Token.of("all"))).isFalse();
        assertThat(store.sessions().findAndTouch(Token.of("all"))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> SessionId.of("all"));

        assertThat(store.sessions().list(Subject.of("all"))).containsExactly(created.session());
    }

    @Test
    void f05_noHashIsValidBecauseAnotherOneIs() {
        LegacyTokens legacy = store().legacy();
        legacy.storeRefreshToken(ANNA, "one", HOUR);

        for (String hash : List.of("all", "*", "on", "one ", "One", "si", "l")) {
            assertThat(legacy.isValidRefreshToken(ANNA, hash)).as(hash).isFalse();
        }
        assertThat(legacy.isValidRefreshToken(BERT, "one")).isFalse();
        assertThat(legacy.isValidRefreshToken(ANNA, "one")).isTrue();
    }

    @Test
    void f06_noTwoNamesMeanTheSame() {
        TokenStore store = store();
        List<Subject> subjects = List.of(
                Subject.of("a:b"),
                Subject.of("a"),
                Subject.of("a", "b"),
                Subject.of("a", "b:c"),
                Subject.of("a:b", "c"),
                Subject.of("ab"),
                Subject.of("b", "a"),
                Subject.of("A"),
                Subject.of("a "),
                Subject.of("a\0"),
                Subject.of("{a}"),
                Subject.of("{a}b"),
                Subject.of("\u00e9"),
                Subject.of("e\u0301"));
        Set<String> pseudonyms = new HashSet<>();

        for (Subject subject : subjects) {
            assertThat(pseudonyms.add(store.pseudonym(subject))).isTrue();
            login(store, subject);
        }

        for (Subject subject : subjects) {
            assertThat(store.sessions().list(subject))
                    .extracting(Session::subject)
                    .containsExactly(subject);
        }
    }

    @Test
    void f07_expiredSessionsAreNeitherCountedNorKept() {
        TokenStore store = clocked(spec());
        Creation.Created b = login(store, NewSession.of(ANNA).lifetime(HOUR, HOUR));
        String index = "test:t1:auth:{" + store.pseudonym(ANNA) + "}:si";
        for (int i = 0; i < 20; i++) {
            login(store, brief());
            pass(SHORT);
        }

        assertThat(store.sessions().count(ANNA)).isOne();
        assertThat(store.sessions().list(ANNA)).containsExactly(b.session());
        assertThat(Long.parseLong(String.valueOf(redis.execute("ZCARD", index))))
                .isLessThanOrEqualTo(2);
    }

    @Test
    void f12_aLoginIsRevokedWithTheOthersOrListed() throws Exception {
        TokenStore store = store();
        for (int round = 0; round < 20; round++) {
            login(store, ANNA);
            var revoked = store.async(s -> s.revokeAll(ANNA, RevokeScope.EVERYTHING));
            Creation.Created created = login(store, ANNA);
            revoked.get(5, TimeUnit.SECONDS);

            boolean alive = store.sessions().find(created.token()).isPresent();
            assertThat(store.sessions().list(ANNA)).hasSize(alive ? 1 : 0);
            store.sessions().endAll(ANNA);
            assertThat(store.sessions().find(created.token())).isEmpty();
        }
    }

    @Test
    void f13_whatBelongsToASubjectIsInOneSlot() {
        TokenStore store = store();
        for (int i = 0; i < 8; i++) {
            Subject subject = Subject.of("tenant", "subject " + i);
            Token token = login(store, subject).token();
            store.sessions().update(token, Patch.set("a", "1"));
            grant(store, subject);
            store.legacy().storeRefreshToken(subject, "hash", HOUR);
            assertThat(store.revocations().check(access(store, "jti" + i, subject)))
                    .isEqualTo(Verdict.ACTIVE);
            String tag = "{" + store.pseudonym(subject) + "}";
            List<String> keys =
                    allKeys().stream().filter(key -> key.contains(tag)).toList();
            assertThat(keys).hasSizeGreaterThan(5);
            assertThat(keys.stream().map(EmbeddedCluster::slot).distinct()).hasSize(1);
        }
    }

    private List<String> allKeys() {
        List<String> keys = new ArrayList<>();
        redis.onPrimaries("KEYS", "*").forEach(each -> ((List<?>) each).forEach(key -> keys.add(String.valueOf(key))));
        return keys;
    }

    @Test
    void f14_oneCallRevokesSessionsRefreshTokensAndAccessTokens() {
        TokenStore store = store();
        Token session = login(store, ANNA).token();
        Token refresh = grant(store, ANNA).token();
        store.legacy().storeRefreshToken(ANNA, "hash", HOUR);
        TokenRef access = access(store, "jti", ANNA);

        store.revokeAll(ANNA, RevokeScope.EVERYTHING);

        assertThat(store.sessions().find(session)).isEmpty();
        assertThat(store.refreshTokens().rotate(refresh, WEB)).isEqualTo(new Rotation.Refused(Refusal.REVOKED));
        assertThat(store.legacy().isValidRefreshToken(ANNA, "hash")).isFalse();
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.BEFORE_CUTOFF);
    }

    @Test
    void f15_denyingAgainNeverEndsEarlier() {
        TokenStore store = store();
        assertThat(store.revocations().deny("jti", now().plus(HOUR))).isEqualTo(Denial.ADDED);
        long life = Long.parseLong(
                String.valueOf(redis.execute("PTTL", allKeys("*:j").get(0))));

        assertThat(store.revocations().deny("jti", now().plus(SHORT))).isEqualTo(Denial.ALREADY);
        assertThat(store.legacy().blacklist("jti", SHORT)).isEqualTo(Denial.ALREADY);

        assertThat(Long.parseLong(
                        String.valueOf(redis.execute("PTTL", allKeys("*:j").get(0)))))
                .isBetween(life - 30_000, life);
    }

    private List<String> allKeys(String pattern) {
        return allKeys().stream()
                .filter(key -> key.endsWith(pattern.substring(1)))
                .toList();
    }

    @Test
    void f16_denyingAnExpiredTokenIsNoError() {
        TokenStore store = store();

        assertThat(store.revocations().deny("jti", now().minus(HOUR))).isEqualTo(Denial.EXPIRED);
        assertThat(store.legacy().blacklist("jti", Duration.ofSeconds(-1))).isEqualTo(Denial.EXPIRED);

        assertThat(redis.keys()).isZero();
    }

    @Test
    void f17_aNewSessionHasNothingOfAnEarlierOne() {
        TokenStore store = store();
        Token first = login(store, NewSession.of(ANNA).attribute("mfa", "true")).token();
        store.sessions().end(first);

        Token second =
                login(store, NewSession.of(ANNA).attribute("theme", "dark")).token();

        assertThat(store.sessions().find(second).orElseThrow().attributes()).isEqualTo(Map.of("theme", "dark"));
        assertThat(store.sessions().update(first, Patch.set("mfa", "true"))).isEqualTo(new Update.Gone());
        assertThat(store.sessions().list(ANNA)).hasSize(1);
    }

    @Test
    void f18_aSessionNeedsNoAttributes() {
        TokenStore store = store();

        Token token = login(store, NewSession.of(ANNA)).token();

        assertThat(store.sessions().find(token).orElseThrow().attributes()).isEmpty();
        assertThat(store.sessions().update(token, Patch.remove("none"))).isEqualTo(new Update.Updated(2));
    }

    @Test
    void f19_timesAreRoundedUpOrRefused() {
        TokenStore store = clocked(spec());
        Duration odd = Duration.ofMillis(1_900).plusNanos(1);

        Session session = login(store, NewSession.of(ANNA).lifetime(odd, odd)).session();

        assertThat(session.expires()).isEqualTo(now().plusMillis(1_901));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewSession.of(ANNA).lifetime(Duration.ofNanos(1), Duration.ofNanos(999_999)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.legacy().storeRefreshToken(ANNA, "hash", Duration.ofNanos(1)));
        store.legacy().storeRefreshToken(ANNA, "hash", odd);
        pass(Duration.ofMillis(1_900));
        assertThat(store.legacy().isValidRefreshToken(ANNA, "hash")).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(store.legacy().isValidRefreshToken(ANNA, "hash")).isFalse();
    }

    @Test
    void f20_noUseKeepsASessionAliveForEver() {
        TokenStore store = clocked(spec().sessions(Duration.ofMinutes(30), HOUR));
        Token token = login(store, ANNA).token();

        for (int i = 0; i < 3; i++) {
            pass(Duration.ofMinutes(19));
            assertThat(store.sessions().findAndTouch(token).orElseThrow().lastSeen())
                    .isEqualTo(now());
        }
        pass(Duration.ofMinutes(3));
        assertThat(store.sessions().findAndTouch(token)).isEmpty();
    }

    @Test
    void f22_nothingSecretIsInRedisOrInWhatIsTold() {
        TokenStore store = store();
        String jti = "d9b1d7db-3f2e-4a6c";
        Device device = new Device("phone of Anna", "203.0.113.77", "Netscape/4.0");
        Creation.Created created =
                login(store, NewSession.of(ANNA).device(device).attribute("visible", "yes"));
        Token renewed = store.sessions().renew(created.token()).orElseThrow();
        store.revocations().deny(jti, now().plus(HOUR));
        store.legacy().storeRefreshToken(ANNA, "hash-of-a-refresh-token", HOUR);
        TokenRef access = access(store, jti, ANNA).session(created.session().id());
        store.revocations().check(access);

        String all = everything() + events + created + access + renewed + store + NewSession.of(ANNA) + device;

        assertThat(all).as("this look would see it").contains("visible", store.pseudonym(ANNA));
        assertThat(all)
                .doesNotContain(
                        jti,
                        "anna@",
                        "phone of",
                        "203.0.113",
                        "Netscape",
                        "hash-of",
                        secretOf(created.token()),
                        secretOf(renewed));
    }

    private static String secretOf(Token token) {
        return token.reveal().substring(token.reveal().lastIndexOf('.') + 1);
    }

    private String everything() {
        StringBuilder all = new StringBuilder();
        for (String key : allKeys()) {
            String read = switch (String.valueOf(redis.execute("TYPE", key))) {
                case "hash" -> "HGETALL";
                case "zset" -> "ZRANGE";
                default -> "GET";
            };
            Object value = read.equals("ZRANGE") ? redis.execute(read, key, "0", "-1") : redis.execute(read, key);
            all.append(key).append('=').append(value).append('\n');
        }
        return all.toString();
    }

    @Test
    void f23_aFailureIsNoAnswer() {
        TokenStore store = store();
        TokenRef access = access(store, "jti", ANNA);
        redis.flushAll();
        redis.execute("RPUSH", "test:t1:auth:{" + store.pseudonym(ANNA) + "}:w", "not a string");
        redis.execute("SET", "test:t1:auth:{" + store.pseudonym(BERT) + "}:si", "not an index");

        assertThatThrownBy(() -> store.revocations().check(access)).isInstanceOf(RedisException.class);
        assertThatThrownBy(() -> store.revocations().checkAll(List.of(access))).isInstanceOf(RedisException.class);
        assertThatThrownBy(() -> store.legacy().isValidRefreshToken(ANNA, "h")).isInstanceOf(RedisException.class);
        assertThatThrownBy(() -> store.sessions().count(ANNA)).isInstanceOf(RedisException.class);
        assertThatThrownBy(() -> store.sessions().list(BERT)).isInstanceOf(RedisException.class);
        assertThat(counted(TokenOutcome.CHECK_ACTIVE)).isZero();
    }

    @Test
    void f25_manySessionsEndInBoundedBatches() {
        TokenStore store = store(spec().maxSessions(1_000, SessionLimit.REJECT));
        for (int i = 0; i < 150; i++) {
            login(store, ANNA);
        }
        redis.resetStats();

        assertThat(store.sessions().endAll(ANNA)).isEqualTo(150);

        assertThat(redis.commandCount("unlink"))
                .as("the index, and two batches")
                .isEqualTo(3);
        assertThat(store.sessions().count(ANNA)).isZero();
        assertThat(allKeys()).noneMatch(key -> key.contains(":s:"));
    }
}
