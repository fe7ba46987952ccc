package dev.redport.examples.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.examples.snippets.Shop.User;
import dev.redport.health.Health;
import dev.redport.micrometer.MicrometerListener;
import dev.redport.token.KeyRing;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The production guide. */
final class GuideSnippets {
    private GuideSnippets() {}

    static Redport metrics(HttpServer server, RedisConfig config) {
        // snippet: guide-metrics
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Redport redport = Redport.connect(config, new MicrometerListener(registry));
        server.createContext("/metrics", exchange -> answer(exchange, 200, "text/plain", registry.scrape()));
        // end
        return redport;
    }

    static void ready(HttpServer server, Redport redport) {
        // snippet: guide-ready
        server.createContext("/ready", exchange -> {
            Health health = redport.health().check(); // answers within a second, and never throws because of Redis
            answer(exchange, health.isReady() ? 200 : 503, "application/json", health.toJson()); // codes only
        });
        // end
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    static RedisConfig busy(Map<String, String> environment) {
        // snippet: guide-busy
        RedisConfig config = RedisConfig.builder()
                .environment(environment) // addresses and secrets
                .poolSize(100) // by ./redport doctor pool
                .minIdle(20) // open before the burst comes
                .poolTimeout(Duration.ofMillis(500)) // better a refused call than a long queue
                .readTimeout(Duration.ofSeconds(1))
                .operationDeadline(Duration.ofSeconds(2)) // what callers of this service can wait
                .build();
        // end
        return config;
    }

    static int batches(Cache<String, User> users, List<String> ids) {
        int found = 0;
        // snippet: guide-batches
        Map<String, User> team = users.findAll(ids); // one trip
        for (String id : ids) {
            found += users.find(id).isPresent() ? 1 : 0; // a trip for each
        }
        // end
        return found - team.size();
    }

    static TokenStore lifetimes(Redport redport, KeyRing keys, Cache<String, User> users, User ada) {
        // snippet: guide-lifetimes
        TokenStore tokens = redport.tokenStore(
                TokenSpec.named("auth", keys).sessions(Duration.ofMinutes(30), Duration.ofHours(24))); // idle, at most
        users.put("1", ada, Duration.ofMinutes(5));
        // end
        return tokens;
    }

    static List<Cache<String, ?>> names(Redport redport) {
        // snippet: guide-names
        Cache<String, User> users = redport.cache(CacheSpec.named("user", User.class)); // shop:c:user:v1:123
        Cache<String, Integer> prices =
                redport.cache(CacheSpec.named("price", Integer.class).version(2)); // shop:c:price:v2:abc
        // end
        return List.of(users, prices);
    }
}
