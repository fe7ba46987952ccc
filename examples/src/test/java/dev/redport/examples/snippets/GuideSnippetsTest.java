package dev.redport.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.examples.snippets.Shop.User;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.KeyRing;
import dev.redport.token.TokenSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the production guide shows in Java works. */
@Timeout(60)
class GuideSnippetsTest {
    @Test
    void aServiceShowsItsMetricsAndReadiness() throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Redport redport = GuideSnippets.metrics(server, config(redis))) {
            GuideSnippets.ready(server, redport);
            redport.tokenStore(TokenSpec.named("auth", KeyRing.random()));
            HttpResponse<String> ready = get(server, "/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("\"status\":\"UP\"");
            assertThat(get(server, "/metrics").body()).contains("redis_operations_total");
            redis.kill();
            assertThat(later(server)).isEqualTo(503);
        } finally {
            server.stop(0);
        }
    }

    /** The status once the answer that probes share is a second old. */
    private static int later(HttpServer server) throws IOException, InterruptedException {
        int status = 200;
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (status == 200 && System.nanoTime() - end < 0) {
            status = get(server, "/ready").statusCode();
        }
        return status;
    }

    private static HttpResponse<String> get(HttpServer server, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static RedisConfig config(EmbeddedRedis redis) {
        return RedisConfig.of(redis.url()).toBuilder()
                .namespace("shop")
                .driver("jedis")
                .build();
    }

    @Test
    void batchesNamesAndLifetimesAreAsTheCommentsSay() {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Redport redport = Redport.connect(config(redis))) {
            Cache<String, User> users = redport.cache(CacheSpec.named("user", User.class));
            assertThat(GuideSnippets.lifetimes(redport, KeyRing.random(), users, new User("Ada")))
                    .hasToString("TokenStore[auth]");
            assertThat((Long) redis.execute("PTTL", "shop:c:user:v1:1")).isBetween(200_000L, 300_000L);
            assertThat(GuideSnippets.batches(users, Shop.IDS)).isZero();
            assertThat(GuideSnippets.names(redport)).hasSize(2);
        }
    }

    @Test
    void aBusyServiceIsAcceptedInProductionToo() {
        RedisConfig config = GuideSnippets.busy(Map.of(
                "REDIS_PROFILE", "production",
                "REDIS_PASSWORD", "x".repeat(44),
                "REDIS_TLS_ENABLED", "true"));
        assertThat(config.pool().size()).isEqualTo(100);
    }
}
