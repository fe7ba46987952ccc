package dev.redport.testkit.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.contract.RecordingDriver.Recorded;
import dev.redport.token.ClientId;
import dev.redport.token.Creation;
import dev.redport.token.NewSession;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refusal;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What Redis gets to see, and anybody who looks over its shoulder: no token, subject, client, address or payload, in no key,
 * value or command, and no key that stays for ever. What is logged is another suite's: {@link SecrecyContract}.
 *
 * @since 0.1.0
 */
public abstract class TokenSecrecyContract extends TokenRefreshFixture {
    private static final List<String> ODD = List.of(
            "all",
            "*",
            "a:b",
            "{",
            "}",
            "{}",
            "{a}",
            "}{",
            "a{b}c",
            "\n",
            "\r\n",
            "\u0000",
            " ",
            "%s",
            "\\",
            "..",
            "é",
            "\uD83D\uDE00",
            "-inf",
            "0",
            "x".repeat(256));

    /** For subclasses. */
    protected TokenSecrecyContract() {}

    /** All that could be made of the canary and the tokens, as bytes seen as Latin-1. */
    private static List<String> secrets(List<Token> tokens) {
        List<String> secrets = new ArrayList<>(SecrecyContract.spellings());
        for (Token token : tokens) {
            String text = token.reveal();
            secrets.add(text);
            secrets.add(text.substring(text.lastIndexOf('.') + 1));
        }
        for (String part : TokenSecrecyScenario.KEYS.text().reveal().split(",", -1)) {
            secrets.add(part.substring(part.indexOf('=') + 1));
            secrets.add(new String(Base64.getDecoder().decode(part.substring(part.indexOf('=') + 1)), ISO_8859_1));
        }
        return secrets;
    }

    private static void assertHides(List<String> secrets, String what, String text) {
        for (String secret : secrets) {
            assertThat(text.contains(secret)).as("%s shows a secret", what).isFalse();
        }
    }

    @Test
    void nothingSecretIsStoredSentOrShown() {
        RecordingDriver driver = new RecordingDriver(context.driver());
        Queue<String> shown = new ConcurrentLinkedQueue<>();
        List<Token> tokens = TokenSecrecyScenario.use(driver.around(context), each -> shown.add(String.valueOf(each)));
        List<String> secrets = secrets(tokens);
        assertThat(tokens).hasSizeGreaterThan(15);

        shown.forEach(each -> assertHides(secrets, "something printed", each));
        for (Recorded each : driver.recorded) {
            assertHides(secrets, each.command() + " as MONITOR shows it", sent(each));
            if (each.reply().error() != null) {
                assertHides(secrets, "an error", each.reply().error().toString());
            }
        }
        String everything = content();
        assertThat(everything).contains("secret:").hasSizeGreaterThan(2_000);
        assertHides(secrets, "Redis", everything);
    }

    @Test
    void theSearchWouldFindWhatIsThere() {
        TokenStore store = store();
        login(store, NewSession.of(ANNA).attribute("mail", SecrecyScenario.CANARY));
        assertThat(content()).as("attributes that are not encrypted").contains(SecrecyScenario.CANARY);
    }

    private static String sent(Recorded recorded) {
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < recorded.command().size(); i++) {
            sent.append(new String(recorded.command().arg(i), ISO_8859_1)).append('\n');
        }
        return sent.toString();
    }

    /** Names and contents of all keys on all nodes. */
    private String content() {
        StringBuilder content = new StringBuilder();
        for (EmbeddedRedis node : redis.primaries()) {
            for (String key : keysOf(node)) {
                content.append(key).append('\n');
                String type = String.valueOf(node.execute("TYPE", key));
                append(
                        content,
                        switch (type) {
                            case "string" -> node.executeBinary(bytes("GET"), bytes(key));
                            case "hash" -> node.executeBinary(bytes("HGETALL"), bytes(key));
                            case "zset" ->
                                node.executeBinary(
                                        bytes("ZRANGE"), bytes(key), bytes("0"), bytes("-1"), bytes("WITHSCORES"));
                            default -> throw new AssertionError(type + " (expected: no such type)");
                        });
            }
        }
        return content.toString();
    }

    /** The parts of a hash one after the other, too, because a longer value is kept in parts. */
    private static void append(StringBuilder content, @Nullable Object value) {
        if (value instanceof byte[] bytes) {
            content.append(new String(bytes, ISO_8859_1)).append('\n');
        } else if (value instanceof List<?> list) {
            list.forEach(each -> append(content, each));
        }
    }

    @Test
    void everyKeyHasALifeAndIsInItsStoresNamespace() {
        TokenSecrecyScenario.use(context, each -> {});
        int seen = 0;
        for (EmbeddedRedis node : redis.primaries()) {
            for (String key : keysOf(node)) {
                long left = node.execute("PTTL", key) instanceof Long millis ? millis : 0;
                assertThat(left).as(key.replaceAll("\\{.*?}", "{...}")).isPositive();
                assertThat(key)
                        .matches("test:t1:secret:\\{[A-Za-z0-9_-]+}:(w|hi|si|ri|l|j|[sr]:[A-Za-z0-9_-]{16}"
                                + "|x:[A-Za-z0-9_-]{16}|o:reset(:[A-Za-z0-9_-]{22})?|[tc][A-Za-z0-9_-]+)");
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(20);
    }

    @Test
    void whatRevokesLivesAsLongAsWhatItRevokes() {
        TokenStore store = store(spec().clockSkew(Duration.ZERO));
        Duration month = Duration.ofDays(30);
        grant(store, RefreshGrant.of(ANNA, WEB).lifetime(month, month));
        store.oneTimeTokens().issue(OneTimeGrant.of(Purpose.of("reset"), BERT, month));
        assertThat(store.revocations().revokeBefore(Scope.of(ANNA, WEB))).isNotNull();
        assertThat(store.revocations().revokeBefore(Scope.of(BERT))).isNotNull();
        for (Subject subject : List.of(ANNA, BERT)) {
            String marks = "test:t1:auth:{" + store.pseudonym(subject) + "}:w";
            long left = redis.execute("PTTL", marks) instanceof Long millis ? millis : 0;
            assertThat(left)
                    .isBetween(
                            month.minusMinutes(1).toMillis(),
                            month.plusSeconds(1).toMillis());
        }
    }

    @Test
    void i16_theKeysOfEachScriptAreInOneSlot() {
        RecordingDriver driver = new RecordingDriver(context.driver());
        TokenSecrecyScenario.use(driver.around(context), each -> {});
        TokenStore store = TokenStore.over(driver.around(context), spec());
        ODD.forEach(id -> useWith(store, id));
        Set<Integer> slots = new HashSet<>();
        int scripts = 0;
        for (Recorded each : driver.recorded) {
            if (each.isScript()) {
                Set<Integer> own = new HashSet<>();
                each.keys().forEach(key -> own.add(EmbeddedCluster.slot(key)));
                assertThat(own).as(each.keys().toString()).hasSize(1);
                slots.addAll(own);
                scripts++;
            }
        }
        assertThat(scripts).isGreaterThan(100);
        assertThat(slots).as("subjects are spread").hasSizeGreaterThan(10);
    }

    private static void useWith(TokenStore store, String id) {
        Subject subject = Subject.of(id, id);
        ClientId client = ClientId.of(id);
        Creation.Created session = login(store, subject);
        assertThat(store.sessions().find(session.token()).orElseThrow().subject())
                .isEqualTo(subject);
        Token token = grant(
                        store,
                        RefreshGrant.of(subject, client)
                                .session(session.session().id()))
                .token();
        assertThat(as(Rotation.Rotated.class, store.refreshTokens().rotate(token, client))
                        .refreshed()
                        .subject())
                .isEqualTo(subject);
        assertRefused(store, token, WEB, Refusal.CLIENT_MISMATCH);
        store.legacy().storeRefreshToken(subject, id, Duration.ofMinutes(1));
        assertThat(store.legacy().isValidRefreshToken(subject, id)).isTrue();
        store.legacy().blacklist(id, Duration.ofMinutes(1));
        assertThat(store.legacy().isBlacklisted(id)).isTrue();
        assertThat(store.sessions().endAll(subject)).isEqualTo(1);
    }

    @Test
    void noTwoSubjectsAreTakenForOne() {
        TokenStore store = store();
        List<Subject> all = new ArrayList<>();
        for (String one : ODD) {
            all.add(Subject.of(one));
            all.add(Subject.of(one, "b"));
            all.add(Subject.of("a", one));
        }
        all.addAll(
                List.of(Subject.of("a:b", "c"), Subject.of("a", "b:c"), Subject.of("ab", "c"), Subject.of("a", "bc")));
        Set<Subject> distinct = new HashSet<>(all);
        Set<String> pseudonyms = new HashSet<>();
        distinct.forEach(subject -> pseudonyms.add(store.pseudonym(subject)));
        assertThat(pseudonyms).hasSameSizeAs(distinct);
        distinct.forEach(subject -> login(store, subject));
        assertThat(store.sessions().endAll(Subject.of("a", "b:c"))).isEqualTo(1);
        assertThat(store.sessions().count(Subject.of("a:b", "c"))).isEqualTo(1);
    }

    @Test
    void aListenerThatFailsDoesNoHarm() {
        TokenStore store = TokenStore.over(stack(config(), RedisListener.NONE), spec().listener(event -> {
            throw new IllegalStateException(SecrecyScenario.CANARY);
        }));
        rotate(store, grant(store, ANNA).token());
    }
}
