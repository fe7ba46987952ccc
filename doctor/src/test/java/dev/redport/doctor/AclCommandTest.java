package dev.redport.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.Redport;
import dev.redport.cache.CacheSpec;
import dev.redport.config.Credentials;
import dev.redport.config.RedisConfig;
import dev.redport.config.Secret;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisException;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import dev.redport.token.ClientId;
import dev.redport.token.KeyRing;
import dev.redport.token.NewSession;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RevokeScope;
import dev.redport.token.Subject;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AclCommandTest {
    private static final String PASSWORD = "a-password-of-the-test";

    @Nested
    class Line {
        @Test
        void isTheOnlyOutputAndHoldsAPlaceholder() {
            Ran ran = Ran.with(
                    Map.of("REDIS_PASSWORD", PASSWORD, "REDIS_USERNAME", "svc", "REDIS_NAMESPACE", "shop"),
                    "acl",
                    "--ports",
                    "health");
            assertThat(ran.status()).isZero();
            assertThat(ran.lines())
                    .containsExactly(
                            "ACL SETUSER svc reset on >PASSWORD resetchannels ~shop:* +auth +client|setname +ping +hello +info");
            assertThat(ran.err()).contains("namespace shop").doesNotContain(PASSWORD);
            assertThat(ran.err().lines()).allMatch(line -> line.length() <= 100);
        }

        @Test
        void followsTheServersVersion() {
            assertThat(Ran.with(Map.of(), "acl", "--server", "6.0").out()).doesNotContain("resetchannels");
            assertThat(Ran.with(Map.of(), "acl", "--server", "8.0").out()).contains(" resetchannels ");
            Ran old = Ran.with(Map.of(), "acl", "--server", "6.0.20", "--sentinel");
            assertThat(old.lines()).hasSize(1);
            assertThat(old.err()).contains("requirepass");
        }

        @Test
        void followsDatabaseAndTopology() {
            assertThat(Ran.with(Map.of(), "acl", "--database", "2").out()).contains(" +select ");
            assertThat(Ran.with(Map.of("REDIS_MODE", "cluster"), "acl").out()).contains(" +cluster|nodes ");
            assertThat(Ran.with(Map.of(), "acl", "--cluster").out()).contains(" +cluster|nodes ");
            Ran sentinel = Ran.with(Map.of("REDIS_URL", "redis-sentinel://app:x@s1,s2/1"), "acl");
            assertThat(sentinel.lines()).hasSize(2);
            assertThat(sentinel.lines().get(1)).contains("+sentinel|master").doesNotContain("~");
        }

        @Test
        void canBeForAFile() {
            assertThat(Ran.with(Map.of(), "acl", "--ports", "health", "--format", "aclfile", "--hash")
                            .lines())
                    .containsExactly(
                            "user app on #SHA256 resetchannels ~redport:* +auth +client|setname +ping +hello +info");
        }
    }

    /** The line as it was printed, with a password. */
    private static void apply(EmbeddedRedis redis, String line) {
        String[] words = line.replace(">PASSWORD", ">" + PASSWORD).split(" ", -1);
        assertThat(redis.execute(words)).isEqualTo("OK");
    }

    private static EmbeddedRedis served(String... options) {
        EmbeddedRedis redis = EmbeddedRedis.builder().defaultUserOff().start();
        List<String> arguments = new ArrayList<>(List.of("acl", "--namespace", "shop"));
        arguments.addAll(Arrays.asList(options));
        apply(
                redis,
                Ran.with(Map.of(), arguments.toArray(String[]::new)).lines().get(0));
        return redis;
    }

    private static Redport connect(EmbeddedRedis redis) {
        return Redport.connect(RedisConfig.builder()
                .host(redis.host())
                .port(redis.port())
                .username("app")
                .password(PASSWORD)
                .namespace("shop")
                .build());
    }

    private static void useCache(Redport redport) {
        var cache = redport.cache(CacheSpec.named("user", String.class).negativeTtl(Duration.ofMinutes(1)));
        cache.putAll(Map.of("a", "1", "b", "2"));
        assertThat(cache.findAll(List.of("a", "b"))).hasSize(2);
        assertThat(cache.getOrLoad("c", key -> "3")).isEqualTo("3");
        assertThat(cache.findOrLoad("e", key -> Optional.empty())).isEmpty();
        assertThat(cache.putIfAbsent("f", "5")).isTrue();
        assertThat(cache.touch("f", Duration.ofMinutes(1))).isTrue();
        assertThat(cache.exists("f")).isTrue();
        cache.invalidate("f");
        assertThat(cache.clear()).isPositive();
    }

    private static void useLimiter(Redport redport) {
        var limiter = redport.rateLimiter(RateLimitPolicy.named("api")
                .limit(Limit.tokenBucket(5).per(Duration.ofMinutes(1)).named("burst"))
                .limit(Limit.slidingLog(5, Duration.ofMinutes(1)))
                .onUnavailable(OutagePolicy.THROW)
                .deadline(Duration.ofSeconds(5)));
        assertThat(limiter.tryAcquire("a", 2).allowed()).isTrue();
        assertThat(limiter.tryAcquire("a", 4).allowed()).isFalse();
        assertThat(limiter.debit("a", 2).remaining()).isEqualTo(1);
        assertThat(limiter.refund("a", 3).remaining()).isEqualTo(4);
        assertThat(limiter.reset("a")).isTrue();
    }

    private static void useTokens(Redport redport) {
        TokenStore store = redport.tokenStore(TokenSpec.named("auth", KeyRing.random()));
        Subject anna = Subject.of("shop", "anna");
        store.sessions().create(NewSession.of(anna).attribute("a", "1"));
        assertThat(store.sessions().list(anna)).hasSize(1);
        store.refreshTokens().issue(RefreshGrant.of(anna, ClientId.of("web")));
        store.revocations().deny("jti", Instant.now().plusSeconds(60));
        store.revokeAll(anna, RevokeScope.EVERYTHING);
    }

    private static void assertRefused(Runnable use) {
        RedisException refused = catchThrowableOfType(RedisException.class, use::run);
        assertThat(refused).isNotNull();
        assertThat(refused.kind()).isIn(ErrorKind.PERMISSION, ErrorKind.SCRIPT);
    }

    @Nested
    class OnAServer {
        @Test
        void everyPortWorksAndNothingIsRefused() {
            try (EmbeddedRedis redis = served();
                    Redport redport = connect(redis)) {
                useCache(redport);
                useLimiter(redport);
                useTokens(redport);
                assertThat(redport.health().check().isUp()).isTrue();
                assertThat((List<?>) redis.execute("ACL", "LOG")).isEmpty();
            }
        }

        @Test
        void onePortWorksAndTheOthersAreRefused() {
            try (EmbeddedRedis redis = served("--ports", "cache");
                    Redport redport = connect(redis)) {
                useCache(redport);
                assertThat((List<?>) redis.execute("ACL", "LOG")).isEmpty();
                assertRefused(() -> useLimiter(redport));
                assertRefused(() -> useTokens(redport));
            }
            try (EmbeddedRedis redis = served("--ports", "rate-limiter,health");
                    Redport redport = connect(redis)) {
                useLimiter(redport);
                assertThat(redport.health().check().isUp()).isTrue();
                assertThat((List<?>) redis.execute("ACL", "LOG")).isEmpty();
                assertRefused(() -> useCache(redport));
                assertRefused(() -> useTokens(redport));
            }
            try (EmbeddedRedis redis = served("--ports", "token-store");
                    Redport redport = connect(redis)) {
                useTokens(redport);
                assertThat((List<?>) redis.execute("ACL", "LOG")).isEmpty();
                assertRefused(() -> useCache(redport));
                assertRefused(() -> useLimiter(redport));
            }
        }

        @Test
        void aLineWithoutOneOfItsRightsIsFoundOut() {
            try (EmbeddedRedis redis = served("--ports", "cache");
                    Redport redport = connect(redis)) {
                redis.execute("ACL", "SETUSER", "app", "-getrange");
                assertRefused(() -> useCache(redport));
                assertThat((List<?>) redis.execute("ACL", "LOG")).isNotEmpty();
            }
        }

        @Test
        void anOlderLineOfTheSameUserIsForgotten() {
            try (EmbeddedRedis redis = EmbeddedRedis.start()) {
                redis.execute("ACL", "SETUSER", "app", "on", ">old", "~*", "&*", "+@all");
                apply(
                        redis,
                        Ran.with(Map.of(), "acl", "--ports", "health").lines().get(0));
                String user = String.valueOf(redis.execute("ACL", "GETUSER", "app"));
                assertThat(user).contains("redport:*").doesNotContain("+@all", "allkeys", "allchannels");
            }
        }

        @Test
        void theLineForSentinelsIsEnough() {
            List<String> lines = Ran.with(Map.of(), "acl", "--namespace", "shop", "--sentinel")
                    .lines();
            try (EmbeddedSentinel sentinel = EmbeddedRedis.sentinel().start()) {
                sentinel.nodes().forEach(node -> apply(node, lines.get(0)));
                sentinel.sentinels().forEach(node -> {
                    apply(node, lines.get(1).replace(" app ", " watcher "));
                    node.execute("ACL", "SETUSER", "default", "off");
                });
                RedisConfig config = RedisConfig.of(sentinel.url()).toBuilder()
                        .username("app")
                        .password(PASSWORD)
                        .namespace("shop")
                        .sentinelCredentials(() -> new Credentials("watcher", Secret.of(PASSWORD)))
                        .build();
                try (Redport redport = Redport.connect(config)) {
                    useCache(redport);
                    useLimiter(redport);
                }
            }
        }
    }
}
