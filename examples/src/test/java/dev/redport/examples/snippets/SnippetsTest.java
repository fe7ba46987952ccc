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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
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
