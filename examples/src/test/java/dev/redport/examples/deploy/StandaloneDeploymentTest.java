package dev.redport.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.Profile;
import dev.redport.config.RedisConfig;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisException;
import dev.redport.health.Health;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.token.KeyRing;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The standalone sample serves a service with the sample's variables, and nobody and nothing else. */
@Timeout(60)
class StandaloneDeploymentTest {
    private static Deployment deployment;
    private static Deployment.Server server;
    private static Console admin;

    @SuppressWarnings("NullAway.Init")
    StandaloneDeploymentTest() {}

    @BeforeAll
    static void start() {
        deployment = Deployment.prepare();
        server = deployment.start("redis", "redis.conf", Deployment.port(), Map.of());
        admin = deployment.console(server);
        admin.await("PONG", "PING");
    }

    @AfterAll
    static void end() {
        admin.close();
        deployment.close();
    }

    private static Map<String, String> variables() {
        return deployment.environment(
                "standalone", Map.of("REDIS_HOST", "localhost", "REDIS_PORT", Integer.toString(server.port())));
    }

    private static Redport connect(Map<String, String> variables) {
        return Redport.connect(
                RedisConfig.from(variables).toBuilder().driver("jedis").build());
    }

    @Test
    void everyPortWorksWithTheVariablesOfTheSample() {
        assertThat(RedisConfig.from(variables()).profile()).isEqualTo(Profile.PRODUCTION);
        admin.tell("ACL", "LOG", "RESET");
        try (Redport redport = connect(variables())) {
            Cache<String, String> cache = redport.cache(CacheSpec.named("greeting", String.class));
            cache.put("en", "Hello");
            assertThat(cache.find("en")).contains("Hello");
            var tokens = redport.tokenStore(TokenSpec.named("auth", KeyRing.random()));
            Token token = tokens.oneTimeTokens()
                    .issue(OneTimeGrant.of(Purpose.of("reset"), Subject.of("ada"), Duration.ofMinutes(5)));
            assertThat(token.reveal()).isNotEmpty();
            assertThat(redport.rateLimiter(RateLimitPolicy.named("api").limit(Limit.fixedWindow(1, Duration.ofDays(1))))
                            .tryAcquire("ada")
                            .allowed())
                    .isTrue();
            Health health = redport.health().check();
            assertThat(health.status()).isEqualTo(Health.Status.UP);
            assertThat(health.warnings()).as("a token store keeps what it must").isEmpty();
        }
        assertThat(admin.tell("ACL", "LOG")).isEmpty();
        assertThat(admin.tell("EXISTS", "shop:c:greeting:v1:en")).isEqualTo("1");
    }

    @Test
    void theServiceMayNotDoMoreThanItNeeds() {
        try (Console app = new Console(deployment, server.port(), "app")) {
            refused(app, "GET", "other:key");
            refused(app, "CONFIG", "GET", "maxmemory");
            refused(app, "FLUSHALL");
            refused(app, "KEYS", "shop:*");
            refused(app, "ACL", "LIST");
            assertThat(app.tell("GET", "shop:none")).isEmpty();
        }
        try (Console doctor = new Console(deployment, server.port(), "doctor")) {
            assertThat(doctor.tell("CONFIG", "GET", "maxmemory-policy")).contains("noeviction");
            assertThat(doctor.tell("ACL", "GETUSER", "app")).contains("shop:*");
            refused(doctor, "GET", "shop:none");
            refused(doctor, "CONFIG", "SET", "maxmemory", "1");
        }
    }

    private static void refused(Console user, String... words) {
        assertThatThrownBy(() -> user.tell(words))
                .as(words[0])
                .isInstanceOf(RedisException.class)
                .hasMessageContaining("NOPERM");
    }

    @Test
    void whoHasNoCertificateOrPasswordIsTurnedAway() {
        Map<String, String> anonymous = new HashMap<>(variables());
        anonymous.remove("REDIS_TLS_CERT_FILE");
        anonymous.remove("REDIS_TLS_KEY_FILE");
        assertThat(kind(anonymous)).isIn(ErrorKind.TLS, ErrorKind.NOT_CONNECTED, ErrorKind.CONNECTION_LOST);

        Map<String, String> guessing = new HashMap<>(variables());
        guessing.remove("REDIS_PASSWORD_FILE");
        guessing.put("REDIS_PASSWORD", "a wrong one that is long enough for production");
        assertThat(kind(guessing)).isEqualTo(ErrorKind.AUTH);
    }

    private static ErrorKind kind(Map<String, String> variables) {
        Map<String, String> impatient = new HashMap<>(variables);
        impatient.put("REDIS_MAX_RETRIES", "1");
        try (Redport redport = connect(impatient)) {
            Cache<String, String> cache = redport.cache(CacheSpec.named("greeting", String.class));
            return catchThrowableOfType(RedisException.class, () -> cache.put("en", "Hello"))
                    .kind();
        }
    }

    @Test
    void theServerRunsWithTheSettingsOfTheFile() {
        assertThat(admin.tell("CONFIG", "GET", "appendonly")).endsWith("yes");
        assertThat(admin.tell("CONFIG", "GET", "tcp-keepalive")).endsWith("60");
        assertThat(admin.tell("CONFIG", "GET", "port")).endsWith("0");
        assertThat(admin.tell("CONFIG", "GET", "maxmemory")).endsWith(Long.toString(1L << 30));
        assertThat(admin.tell("CONFIG", "GET", "tls-auth-clients")).endsWith("yes");
    }

    @Test
    void theServerForCachesEvictsAndSavesNothing() {
        int port = Deployment.port();
        deployment.change(
                deployment.file("cache/redis.conf"),
                Map.of(
                        "/etc/redis",
                        deployment.file("cache").toString(),
                        "/var/lib/redis",
                        deployment.file("cache/data").toString(),
                        "bind * -::*",
                        "bind 127.0.0.1",
                        "tls-port 6379",
                        "tls-port " + port));
        try (Console console = deployment.console(deployment.start("cache", "cache.conf", port, Map.of()))) {
            console.await("PONG", "PING");
            assertThat(console.tell("CONFIG", "GET", "maxmemory-policy")).endsWith("allkeys-lru");
            assertThat(console.tell("CONFIG", "GET", "appendonly")).endsWith("no");
            assertThat(console.tell("CONFIG", "GET", "save").strip()).endsWith("save");
        }
    }
}
