package dev.redport.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.redport.cache.LoadException;
import dev.redport.driver.RedisException;
import dev.redport.health.Health;
import dev.redport.health.HealthCheck;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which request gets which answer, and which failure which status. */
final class Routes implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(Routes.class);
    private static final int MAX_BODY = 1_000;
    private static final Set<String> READ = Set.of("GET", "HEAD");

    private final Cities cities;
    private final Limited limited;
    private final LoginRoutes logins;
    private final HealthCheck health;
    private final Supplier<String> metrics;
    private final Supplier<String> tour;
    private final TracingListener tracing;

    Routes(
            Cities cities,
            Limited limited,
            LoginRoutes logins,
            HealthCheck health,
            Supplier<String> metrics,
            Supplier<String> tour,
            TracingListener tracing) {
        this.cities = cities;
        this.limited = limited;
        this.logins = logins;
        this.health = health;
        this.metrics = metrics;
        this.tour = tour;
        this.tracing = tracing;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            answer.with(merged(answer.headers(), tracing.current().headers())).send(exchange);
        } finally {
            tracing.end();
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            return route(exchange);
        } catch (RedisException e) {
            log.warn("Redis: {}", e.kind().tag());
            return Answer.error(503, e.kind().tag());
        } catch (LoadException e) {
            log.warn("Loading failed", e);
            return Answer.error(503, e.getCause() == null ? "load_timeout" : "database");
        } catch (SQLException e) {
            log.warn("Database", e);
            return Answer.error(503, "database");
        } catch (RuntimeException e) {
            log.error("Unexpected", e);
            return Answer.error(503, "internal");
        }
    }

    private Answer route(HttpExchange exchange) throws IOException, SQLException {
        String path = exchange.getRequestURI().getPath();
        boolean reads = READ.contains(exchange.getRequestMethod());
        if (path.startsWith("/cities/")) {
            String id = path.substring("/cities/".length());
            if (exchange.getRequestMethod().equals("PUT")) {
                return cities.update(id, body(exchange));
            }
            return reads ? cities.one(id) : notAllowed("GET, HEAD, PUT");
        }
        if (logins.serves(path)) {
            String methods = logins.methods(path);
            return (reads ? "GET, HEAD" : exchange.getRequestMethod()).equals(methods)
                    ? logins.answer(path, exchange)
                    : notAllowed(methods);
        }
        return switch (path) {
            case "/" -> reads ? Answer.text(tour.get()) : notAllowed("GET, HEAD");
            case "/cities" -> reads ? many(exchange.getRequestURI()) : notAllowed("GET, HEAD");
            case "/limited" -> reads ? limited.one(client(exchange)) : notAllowed("GET, HEAD");
            case "/ready" -> reads ? ready() : notAllowed("GET, HEAD");
            case "/metrics" -> reads ? metrics() : notAllowed("GET, HEAD");
            default -> Answer.error(404, "no_such_path");
        };
    }

    private Answer many(URI uri) {
        String query = uri.getQuery();
        if (query == null || !query.startsWith("ids=")) {
            return Answer.badRequest("/cities?ids=1,2,3");
        }
        return cities.many(query.substring("ids=".length()));
    }

    /** Who asks: a service of yours takes what it has verified, such as the user who is logged in. */
    private static String client(HttpExchange exchange) {
        String named = exchange.getRequestHeaders().getFirst("X-Client");
        return named == null ? exchange.getRemoteAddress().getAddress().getHostAddress() : named;
    }

    private Answer ready() {
        Health now = health.check();
        return new Answer(now.isReady() ? 200 : 503, "application/json", now.toJson() + "\n", Map.of());
    }

    private Answer metrics() {
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get(), Map.of());
    }

    private static Answer notAllowed(String allowed) {
        return Answer.error(405, "method_not_allowed").with(Map.of("Allow", allowed));
    }

    /** What is longer than any body this service understands is cut, and so refused. */
    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readNBytes(MAX_BODY), UTF_8);
    }

    private static Map<String, String> merged(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new HashMap<>(others);
        all.putAll(some);
        return all;
    }
}
