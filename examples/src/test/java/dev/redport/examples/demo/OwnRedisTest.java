package dev.redport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.KeyRing;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo on a Redis it did not start. */
@Timeout(60)
final class OwnRedisTest {
    private static Options on(String url) {
        return new Options("lettuce", url, 0, true, false);
    }

    @Test
    void leavesOtherKeysAloneAndOnlyKeysThatExpire() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.builder().password("secret").start()) {
            redis.execute("SET", "mine", "untouched");
            for (int run = 0; run < 2; run++) {
                try (DemoService service = DemoService.start(on(redis.url()), Map.of(), (count, total) -> {})) {
                    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
                    assertThat(new SelfCheck(service.address(), nowhere).passes())
                            .isTrue();
                    assertThat(service.embedded()).isEmpty();
                }
            }
            assertThat(redis.execute("GET", "mine")).isEqualTo("untouched");
            assertThat(String.valueOf(redis.execute("KEYS", "*")))
                    .contains("redport-demo:c:city:", "redport-demo:t1:auth:");
            assertThat(redis.info("keyspace").get("db0")).matches("keys=(\\d+),expires=(\\d+),.*");
            for (Object key : (Iterable<?>) java.util.Objects.requireNonNull(redis.execute("KEYS", "redport-demo:*"))) {
                assertThat((Long) redis.execute("TTL", String.valueOf(key))).isBetween(0L, 300L);
            }
            assertThat(redis.execute("TTL", "mine")).isEqualTo(-1L);
        }
    }

    @Test
    void aLoginOutlivesTheServiceIfTheKeyRingDoes() throws Exception {
        Map<String, String> keys = Map.of(Options.KEYS, KeyRing.random().text().reveal());
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            String login = post(redis, keys, "/login", "{\"user\":\"ada\",\"password\":\"lovelace\"}");
            String refresh = login.replaceFirst("(?s).*(\"refresh_token\":\"[^\"]*\").*", "{$1}");
            assertThat(post(redis, keys, "/refresh", refresh)).contains("access_token");
            assertThat(post(redis, Map.of(), "/refresh", refresh)).contains("unauthorized");
        }
    }

    /** One request to a service that lives no longer. */
    private static String post(EmbeddedRedis redis, Map<String, String> environment, String path, String body)
            throws Exception {
        try (DemoService service = DemoService.start(on(redis.url()), environment, (count, total) -> {})) {
            HttpRequest request = HttpRequest.newBuilder(service.address().resolve(path))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void aKeyRingThatIsNoneIsToldWithoutShowingIt() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThatThrownBy(() ->
                            DemoService.start(on(redis.url()), Map.of(Options.KEYS, "hunter2"), (count, total) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("TOKEN_KEYS: key ring: ")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void doesNotStartWithoutRedisAndSaysSoWithoutThePassword() {
        assertThatThrownBy(() -> DemoService.start(
                        on("redis://user:hunter2@127.0.0.1:1"), Map.of("REDIS_MAX_RETRIES", "0"), (count, total) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Redis at 127.0.0.1:1 does not answer: not_connected")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            Options taken = new Options("lettuce", redis.url(), redis.port(), false, false);
            assertThatThrownBy(() -> DemoService.start(taken, Map.of(), (count, total) -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("--port: " + redis.port() + " is taken (expected: a free one; 0 finds one)");
        }
    }
}
