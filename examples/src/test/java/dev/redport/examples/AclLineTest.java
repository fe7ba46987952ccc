package dev.redport.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.cache.Lookup;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.driver.AccessRights;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Need;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.ClientId;
import dev.redport.token.Consumption;
import dev.redport.token.Creation;
import dev.redport.token.Issue;
import dev.redport.token.KeyRing;
import dev.redport.token.NewSession;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Patch;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.SessionLimit;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ACL rules, which SECURITY.md shows: enough for cache, rate limiter and health through every driver, and nothing in it for nothing. */
@Timeout(60)
class AclLineTest {
    private static final Pattern CALL = Pattern.compile("redis\\.call\\('(\\w+)'");
    private static final Pattern REPLAY = Pattern.compile("(?m)^-- Replay class (\\w+)");
    /** For servers with replicas, and for those that do not know HELLO. */
    private static final Set<String> ELSEWHERE = Set.of("+wait", "+ping");

    private static final RedisConfig SHOP =
            RedisConfig.builder().namespace("shop").database(1).build();

    private static String security() throws IOException {
        return Files.readString(Path.of("..", "SECURITY.md"));
    }

    private static String[] rules() {
        return AccessRights.ofData(SHOP, Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER, Need.HEALTH)
                .toArray(String[]::new);
    }

    @Test
    void theDocumentShowsTheLinesOfTheCode() throws IOException {
        RedisConfig cluster = RedisConfig.builder()
                .namespace("shop")
                .cluster(new Endpoint("localhost", 7000))
                .build();
        assertThat(security())
                .contains(
                        line(List.of(rules())),
                        line(AccessRights.ofData(
                                cluster, Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER, Need.HEALTH)),
                        line(AccessRights.ofSentinels()));
    }

    private static String line(List<String> rules) {
        return "\nACL SETUSER app on >PASSWORD " + String.join(" ", rules) + "\n";
    }

    @Test
    void theDocumentShowsTheTableOfTheCode() throws IOException {
        String expected = AccessRights.table().stream()
                .filter(right -> !right.needs().isEmpty())
                .map(right -> "| `" + right.command() + "` | " + right.verb().replay() + " | "
                        + right.needs().stream().sorted().map(Need::text).collect(joining(", ")) + " |")
                .collect(joining("\n"));
        String shown = security()
                .lines()
                .filter(row -> row.matches("\\| `[A-Z][A-Z0-9 -]*` \\| .*"))
                .collect(joining("\n"));
        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void theDocumentShowsTheScriptsOfTheCode() throws IOException {
        Path resources = Path.of("..", "core", "src", "main", "resources");
        try (Stream<Path> files = Files.walk(resources)) {
            String expected = files.filter(file -> file.toString().endsWith(".lua"))
                    .sorted()
                    .map(AclLineTest::scriptRow)
                    .collect(joining("\n"));
            String shown = security()
                    .lines()
                    .filter(row -> row.matches("\\| `\\w+\\.lua` \\| .*"))
                    .collect(joining("\n"));
            assertThat(shown).isEqualTo(expected);
        }
    }

    private static String scriptRow(Path file) {
        try {
            String source = Files.readString(file);
            String inside = CALL.matcher(source)
                    .results()
                    .map(call -> "`" + call.group(1) + "`")
                    .distinct()
                    .collect(joining(", "));
            String replay =
                    REPLAY.matcher(source).results().map(each -> each.group(1)).collect(joining(", "));
            String shown = replay.isEmpty() ? "as what it stands in front of" : replay;
            return "| `" + file.getFileName() + "` | " + shown + " | " + inside + " |";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Redport connect(EmbeddedRedis redis, String driver) {
        return Redport.connect(RedisConfig.builder()
                .host(redis.host())
                .port(redis.port())
                .username("app")
                .password("secret")
                .database(1)
                .namespace("shop")
                .driver(driver)
                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void theRulesAreEnoughAndNotTooMany(String driver) {
        try (EmbeddedRedis redis = EmbeddedRedis.builder()
                        .user("app", "secret", rules())
                        .defaultUserOff()
                        .start();
                Redport redport = connect(redis, driver)) {
            useEverything(redport.cache(CacheSpec.named("user", String.class).negativeTtl(Duration.ofMinutes(1))));
            useEverything(
                    redport.cache(CacheSpec.named("plain", Codecs.string()).sharedAs("shop:plain:")));
            limitEverything(redport);
            keepEveryToken(redport.tokenStore(TokenSpec.named("auth", KeyRing.random())
                    .touchInterval(Duration.ZERO)
                    .maxSessions(2, SessionLimit.EVICT_OLDEST)));
            assertThat(redport.health().check().isUp()).isTrue();
            assertThat(redport.health().details().servers())
                    .allMatch(server -> server.skipped().isEmpty());

            assertThat((List<?>) redis.execute("ACL", "LOG")).as("denied").isEmpty();
            for (String rule : rules()) {
                if (rule.startsWith("+") && !ELSEWHERE.contains(rule)) {
                    String command = rule.substring(1).replaceFirst("\\|.*", "");
                    assertThat(redis.commandCount(command)).as(command).isPositive();
                }
            }
        }
    }

    private static void useEverything(Cache<String, String> cache) {
        cache.putAll(Map.of("a", "1", "b", "2"));
        assertThat(cache.findAll(List.of("a", "b"))).hasSize(2);
        assertThat(cache.getOrLoad("c", key -> "3")).isEqualTo("3");
        assertThat(cache.find("c")).contains("3");
        assertThat(cache.getOrLoadAll(List.of("c", "d"), keys -> Map.of("d", "4")))
                .hasSize(2);
        assertThat(cache.findOrLoad("e", key -> Optional.empty())).isEmpty();
        assertThat(cache.putIfAbsent("f", "5")).isTrue();
        if (cache.lookup("f") instanceof Lookup.Hit<String> hit) {
            assertThat(cache.replace("f", hit.version(), "6")).isTrue();
        }
        assertThat(cache.touch("f", Duration.ofMinutes(1))).isTrue();
        assertThat(cache.exists("f")).isTrue();
        cache.invalidate("f");
        cache.invalidateAll(List.of("a", "b"));
        assertThat(cache.clear()).isGreaterThanOrEqualTo(2);
    }

    private static void limitEverything(Redport redport) {
        RateLimitPolicy policy = RateLimitPolicy.named("api")
                .limit(Limit.tokenBucket(5).per(Duration.ofMinutes(1)).named("burst"))
                .onUnavailable(OutagePolicy.THROW)
                .deadline(Duration.ofSeconds(5));
        Limit log = Limit.slidingLog(5, Duration.ofMinutes(1));
        for (RateLimitPolicy each : List.of(policy, policy.limit(log))) {
            RateLimiter limiter = redport.rateLimiter(each);
            assertThat(limiter.tryAcquire("a", 2).allowed()).isTrue();
            assertThat(limiter.tryAcquire("a", 4).allowed()).isFalse();
            assertThat(limiter.peek("a").remaining()).isEqualTo(3);
            assertThat(limiter.debit("a", 2).remaining()).isEqualTo(1);
            assertThat(limiter.refund("a", 3).remaining()).isEqualTo(4);
            assertThat(limiter.refund("a", 5).remaining()).isEqualTo(5);
            assertThat(limiter.tryAcquireAll(List.of(Request.of("a"), Request.of("b"))))
                    .allMatch(Decision::allowed);
            assertThat(limiter.reset("a")).isTrue();
        }
        RateLimiter brief = redport.rateLimiter(policy.limits(List.of(Limit.slidingLog(2, Duration.ofMillis(1))))
                .version(2));
        for (int i = 0; i < 50; i++) { // some are over when the next one comes, and are removed then
            brief.debit("c", 1);
        }
    }

    private static void keepEveryToken(TokenStore store) {
        Subject anna = Subject.of("shop", "anna");
        ClientId web = ClientId.of("web");
        for (int i = 0; i < 3; i++) { // the third takes the place of the first
            store.sessions().create(NewSession.of(anna).attribute("a", "1"));
        }
        Creation creation = store.sessions().create(NewSession.of(anna).attribute("a", "1"));
        if (creation instanceof Creation.Created created) {
            Token token = created.token();
            assertThat(store.sessions().findAndTouch(token)).isPresent();
            store.sessions().update(token, Patch.remove("a").andSet("b", "2"));
            assertThat(store.sessions().renew(token)).isPresent();
            assertThat(store.sessions().list(anna)).hasSize(2);
            RefreshGrant grant =
                    RefreshGrant.of(anna, web).session(created.session().id());
            if (store.refreshTokens().issue(grant) instanceof Issue.Issued issued) {
                Token refresh = issued.refreshed().token();
                assertThat(store.refreshTokens().rotate(refresh, web)).isInstanceOf(Rotation.Rotated.class);
                assertThat(store.refreshTokens().revoke(refresh, web)).isTrue();
            }
            assertThat(store.sessions().end(created.session().id())).isTrue();
        }
        Purpose reset = Purpose.of("reset");
        Token once = store.oneTimeTokens()
                .issue(OneTimeGrant.of(reset, anna, Duration.ofMinutes(1)).latestOnly());
        assertThat(store.oneTimeTokens().consume(reset, once)).isInstanceOf(Consumption.Consumed.class);
        store.legacy().storeRefreshToken(anna, "hash", Duration.ofMinutes(1));
        assertThat(store.legacy().rotateRefreshToken(anna, "hash", "next", Duration.ofMinutes(1)))
                .isTrue();
        Instant soon = Instant.now().plusSeconds(60);
        TokenRef access = TokenRef.of("jti", anna, store.revocations().stamp(anna, web), soon);
        store.revocations().deny("jti", soon);
        assertThat(store.revocations().check(access)).isEqualTo(Verdict.DENIED);
        store.revocations().revokeBefore(Scope.of(web));
        store.revokeAll(anna, RevokeScope.EVERYTHING);
    }

    @Test
    void anotherNamespaceIsOutOfReach() {
        try (EmbeddedRedis redis = EmbeddedRedis.builder()
                        .user("app", "secret", rules())
                        .defaultUserOff()
                        .start();
                Redport redport = connect(redis, "jedis")) {
            Command foreign = Command.of(Verb.GET, "other:a".getBytes(StandardCharsets.UTF_8));
            Call call = Call.start(Operation.OTHER, Duration.ofSeconds(5));
            RedisException refused = catchThrowableOfType(
                    RedisException.class, () -> redport.driver().execute(foreign, call));
            assertThat(refused.kind()).isEqualTo(ErrorKind.PERMISSION);
        }
    }
}
