package dev.redport.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.ConfigException;
import dev.redport.config.RedisConfig;
import dev.redport.examples.snippets.Shop.Repository;
import dev.redport.examples.snippets.Shop.User;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.ClientId;
import dev.redport.token.Creation;
import dev.redport.token.KeyRing;
import dev.redport.token.NewSession;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.Refreshed;
import dev.redport.token.SessionLimit;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the documentation shows does what its comments say. */
@Timeout(60)
class SnippetsTest {
    private EmbeddedRedis redis;
    private RedisConfig config;
    private Redport redport;

    @SuppressWarnings("NullAway.Init")
    SnippetsTest() {}

    @BeforeEach
    void start() {
        redis = EmbeddedRedis.start();
        config = RedisConfig.of(redis.url()).toBuilder().driver("jedis").build();
        redport = Redport.connect(config);
    }

    @AfterEach
    void end() {
        redport.close();
        redis.close();
    }

    @Test
    void theFirstScreenLoadsOneAndManyAndInvalidates() {
        CacheSnippets.firstScreen(config, new Repository(), Shop.IDS);
        assertThat(redis.execute("EXISTS", "redport:c:user:v1:1")).isEqualTo(0L);
        assertThat(redis.execute("EXISTS", "redport:c:user:v1:2")).isEqualTo(1L);
    }

    @Test
    void theCacheRemembersAbsenceAndReplacesByVersion() {
        assertThat(CacheSnippets.cache(redport, new Repository())).isTrue();
        assertThat(redis.execute("EXISTS", "redport:c:user:v1:7")).isEqualTo(1L);
    }

    @Test
    void anUpdateRemovesTheCopy() {
        Cache<String, User> users = redport.cache(CacheSpec.named("user", User.class));
        users.put("1", new User("Ada"));
        CacheSnippets.update(users, new Repository());
        assertThat(users.find("1")).isEmpty();
    }

    @Test
    void aSharedEntryIsThePlainValue() {
        assertThat(CacheSnippets.shared(redport).find("en")).contains("Hello");
        assertThat(redis.execute("GET", "greeting:en")).isEqualTo("Hello");
    }

    @Test
    void healthIsUpAndInjectionAndMetersWork() {
        assertThat(WiringSnippets.health(redport)).isEqualTo(200);
        assertThat(WiringSnippets.guice(config)).isTrue();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        WiringSnippets.micrometer(config, meters).close();
        WiringSnippets.openTelemetry(config, meters).close();
        WiringSnippets.observations(config, meters, ObservationRegistry.create())
                .close();
        assertThat(meters.find("redis.operations").counters()).isNotEmpty();
        WiringSnippets.errors(redport.cache(CacheSpec.named("user", User.class)), new User("Ada"));
    }

    @Test
    void aLimiterDecidesWaitsChargesAndTellsWhyNot() throws Exception {
        Limit three = Limit.tokenBucket(3).per(Duration.ofMinutes(1));
        RateLimitPolicy policy =
                RateLimitPolicy.named("api").limit(three).deadline(Duration.ofSeconds(5)); // this JVM is cold
        assertThat(redport.rateLimiter(policy).tryAcquire("warm").source()).isEqualTo(Decision.Source.REDIS);
        assertThat(RateLimitSnippets.limiter(redport, "ada")).isTrue();
        assertThat(redis.execute("EXISTS", "redport:r:api:v1:ada")).isEqualTo(1L);
        assertThat(RateLimitSnippets.limits()).doesNotHaveDuplicates();

        RateLimiter calls = redport.rateLimiter(policy);
        assertThat(RateLimitSnippets.afterwards(calls, "less", 3, 1)).isEqualTo(2);
        assertThat(RateLimitSnippets.afterwards(calls, "more", 1, 4)).isZero();
        assertThat(calls.tryAcquire("more").retryAfter()).isGreaterThan(Duration.ofSeconds(35));
        Limit nine = Limit.tokenBucket(9).per(Duration.ofMinutes(1));
        assertThat(RateLimitSnippets.tenant(calls, "acme", nine).remaining()).isEqualTo(8);

        List<String> sent = new ArrayList<>();
        RateLimitSnippets.Response response = new RateLimitSnippets.Response() {
            @Override
            public void header(String name, String value) {
                sent.add(name);
            }

            @Override
            public void send(int status, String type, String body) {
                sent.add(status + " " + type);
            }
        };
        calls.changeLimits(three);
        calls.debit("eve", 6);
        RateLimitSnippets.http(calls, "eve", response);
        assertThat(sent)
                .containsExactly("RateLimit-Policy", "RateLimit", "Retry-After", "429 application/problem+json");
        assertThat(RateLimitSnippets.guice(config, policy)).hasToString("RateLimiter[api]");
    }

    /** What docs/ratelimit.md says of memory; a busy log is the worst case. */
    @Test
    void theStateOfALimiterIsSmall() throws Exception {
        RateLimitSnippets.limiter(redport, "ada");
        assertThat((Long) redis.execute("MEMORY", "USAGE", "redport:r:api:v1:ada"))
                .isBetween(50L, 200L);

        RateLimiter log = redport.rateLimiter(RateLimitPolicy.named("log")
                .limit(Limit.slidingLog(1_000, Duration.ofMinutes(1)))
                .deadline(Duration.ofSeconds(5)));
        List<Request> requests = Collections.nCopies(1_000, Request.of("ada"));
        assertThat(log.tryAcquireAll(requests)).allMatch(Decision::allowed);
        assertThat((Long) redis.execute("MEMORY", "USAGE", "redport:rl:log:v1:ada"))
                .isBetween(50_000L, 150_000L);
    }

    private static TokenSnippets.Claims claims(String jti, Refreshed refreshed) {
        return new TokenSnippets.Claims(
                jti,
                refreshed.subject().id(),
                refreshed.session().orElseThrow().text(),
                refreshed.stamp().millis(),
                Instant.now(),
                Instant.now().plusSeconds(600));
    }

    @Test
    void aLoginLivesUntilItIsRevoked() {
        KeyRing keys = KeyRing.random();
        TokenStore store = TokenSnippets.open(redport, keys.text().reveal());
        Refreshed first = TokenSnippets.login(store, "192.0.2.7", "browser").orElseThrow();
        TokenSnippets.Claims jwt = claims("a", first);
        assertThat(TokenSnippets.check(store, jwt)).isEqualTo(200);
        assertThat(TokenSnippets.seconds(store, jwt)).isEqualTo(Verdict.ACTIVE);

        List<Refreshed> next = new ArrayList<>();
        List<Subject> warned = new ArrayList<>();
        String presented = first.token().reveal();
        for (int i = 0; i < 2; i++) {
            assertThat(TokenSnippets.refresh(store, presented, warned::add, next))
                    .isEqualTo(200);
        }
        assertThat(next.get(1).token()).as("in grace").isEqualTo(next.get(0).token());
        assertThat(TokenSnippets.refresh(store, next.get(0).token().reveal(), warned::add, next))
                .isEqualTo(200);
        assertThat(TokenSnippets.refresh(store, presented, warned::add, next))
                .as("reuse")
                .isEqualTo(400);
        assertThat(TokenSnippets.refresh(store, "rr1.x", warned::add, next)).isEqualTo(400);
        assertThat(warned).containsExactly(first.subject());
        assertThat(TokenSnippets.check(store, jwt)).isEqualTo(401);

        Refreshed other = TokenSnippets.login(store, "192.0.2.7", "browser").orElseThrow();
        assertThat(TokenSnippets.revoke(store, claims("b", other)).millis()).isPositive();
        assertThat(TokenSnippets.seconds(store, claims("c", other))).isEqualTo(Verdict.BEFORE_CUTOFF);

        Refreshed last = TokenSnippets.login(store, "192.0.2.7", "browser").orElseThrow();
        TokenRef ref =
                TokenRef.of("d", last.subject(), last.stamp(), Instant.now().plusSeconds(600));
        Token token = last.token();
        assertThat(TokenSnippets.firstScreen(redport, keys, token, ClientId.of("web"), last.subject(), ref))
                .isTrue();
        assertThat(TokenSnippets.check(store, claims("d", last))).isEqualTo(401);
        redis.kill();
        assertThat(TokenSnippets.check(store, claims("d", last))).isEqualTo(503);
    }

    @Test
    void sessionsOneTimeTokensAndTheLegacyFacadeWork() {
        List<String> log = new ArrayList<>();
        TokenStore store = redport.tokenStore(TokenSnippets.listener(
                TokenSpec.named("auth", KeyRing.random()).maxSessions(1, SessionLimit.EVICT_LEAST_RECENT), log));
        Subject ada = Subject.of("ada@example.com");
        TokenSnippets.login(store, "192.0.2.7", "browser");
        Creation.Created created = (Creation.Created) store.sessions().create(NewSession.of(ada));
        assertThat(log).containsExactly("too many sessions, " + store.pseudonym(ada));
        assertThat(TokenSnippets.async(store, created.token()).join()).isPresent();
        assertThat(TokenSnippets.sessions(store, created.token())).hasSize(1);
        assertThat(store.sessions().count(ada)).isZero();

        List<String> mails = new ArrayList<>();
        assertThat(TokenSnippets.oneTime(store, ada, (to, link) -> mails.add(link)))
                .isTrue();
        assertThat(mails).hasSize(1);
        Purpose invitation = Purpose.of("invitation");
        Token token = store.oneTimeTokens().issue(OneTimeGrant.of(invitation, ada, Duration.ofHours(1)));
        assertThat(TokenSnippets.claim(store, invitation, token, (to, payload) -> {
                    throw new IllegalStateException();
                }))
                .isFalse();
        assertThat(TokenSnippets.claim(store, invitation, token, (to, payload) -> {}))
                .isTrue();

        assertThat(TokenSnippets.legacy(store, "jti", "old", "new")).containsExactly(true, true);
        assertThat(TokenSnippets.guice(config, KeyRing.random())).hasToString("TokenStore[auth]");
    }

    @Test
    void theProductionProfileNamesEveryProblem() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> WiringSnippets.configuration(Map.of("REDIS_DB", "x"), Path.of("ca.pem")));
        assertThat(refused.problems())
                .extracting("variable")
                .contains("REDIS_DB", "REDIS_PASSWORD", "REDIS_TLS_ENABLED");
    }

    @Test
    void theTestkitStallsAServerAndCutsALink() {
        TestingSnippets.embedded();
        TestingSnippets.faults(redis);
        TestingSnippets.topologies();
    }
}
