package dev.redport.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.cache.Lookup;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ACL line of SECURITY.md: enough for the cache and health through every driver, and nothing in it for nothing. */
@Timeout(60)
class AclLineTest {
    private static final Pattern LINE = Pattern.compile("(?m)^ACL SETUSER app on >PASSWORD (.*)$");

    private static String[] rules() throws IOException {
        Matcher line = LINE.matcher(Files.readString(Path.of("..", "SECURITY.md")));
        assertThat(line.find()).isTrue();
        return line.group(1).split(" ", -1);
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
    void theLineIsEnoughAndNotTooMuch(String driver) throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.builder()
                        .user("app", "secret", rules())
                        .defaultUserOff()
                        .start();
                Redport redport = connect(redis, driver)) {
            useEverything(redport.cache(CacheSpec.named("user", String.class).negativeTtl(Duration.ofMinutes(1))));
            useEverything(
                    redport.cache(CacheSpec.named("plain", Codecs.string()).sharedAs("shop:plain:")));
            assertThat(redport.health().check().isUp()).isTrue();

            assertThat((List<?>) redis.execute("ACL", "LOG")).as("denied").isEmpty();
            for (String rule : rules()) {
                if (rule.startsWith("+")) {
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

    @Test
    void anotherNamespaceIsOutOfReach() throws IOException {
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
