package dev.redport.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.redport.token.Device;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The requests that {@link Logins} answers. The refresh token travels in the body: a cookie would be sent by browsers from any
 * page, so it would need protection against that (CSRF), and could not be replayed by hand. Where browsers are the clients, take
 * an {@code HttpOnly; Secure; SameSite=Strict} cookie with {@code Path=/refresh}, which scripts of the page cannot read.
 */
final class LoginRoutes {
    private static final Set<String> WRITES = Set.of("/login", "/refresh", "/logout", "/logout-everywhere");
    private static final Set<String> READS = Set.of("/me", "/devices");
    private static final int MAX_BODY = 1_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Logins logins;

    LoginRoutes(Logins logins) {
        this.logins = logins;
    }

    boolean serves(String path) {
        return WRITES.contains(path) || READS.contains(path);
    }

    /** The methods that a path takes, as in the header Allow. */
    String methods(String path) {
        return WRITES.contains(path) ? "POST" : "GET, HEAD";
    }

    Answer answer(String path, HttpExchange exchange) throws IOException {
        return switch (path) {
            case "/login" -> login(exchange, body(exchange));
            case "/refresh" ->
                text(body(exchange), "refresh_token")
                        .map(logins::refresh)
                        .orElseGet(() -> Answer.badRequest("{\"refresh_token\": \"...\"}"));
            case "/logout" -> logins.logout(bearer(exchange));
            case "/logout-everywhere" -> logins.logoutEverywhere(bearer(exchange));
            case "/devices" -> logins.devices(bearer(exchange));
            default -> logins.me(bearer(exchange));
        };
    }

    private Answer login(HttpExchange exchange, JsonNode body) {
        Optional<String> user = text(body, "user");
        Optional<String> password = text(body, "password");
        String device = text(body, "device").orElse("");
        if (user.isEmpty() || password.isEmpty() || device.length() > 64) {
            return Answer.badRequest("{\"user\": \"...\", \"password\": \"...\", \"device\": \"up to 64 characters\"}");
        }
        // Behind a proxy of yours the address is in a header, such as X-Forwarded-For, that the proxy must set itself.
        String address = exchange.getRemoteAddress().getAddress().getHostAddress();
        String agent = exchange.getRequestHeaders().getFirst("User-Agent");
        return logins.login(user.get(), password.get(), new Device(device, address, agent == null ? "" : agent));
    }

    /** The access token of the header Authorization (RFC 6750), or nothing, which is not good either. */
    private static String bearer(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return header != null && header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
    }

    /** What is no JSON, or too long, has no fields. */
    private static JsonNode body(HttpExchange exchange) throws IOException {
        try {
            return JSON.readTree(new String(exchange.getRequestBody().readNBytes(MAX_BODY), UTF_8));
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    private static Optional<String> text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }
}
