package dev.redport.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP answer. */
record Answer(int status, String type, String body, Map<String, String> headers) {
    private static final JsonMapper JSON = JsonMapper.shared();

    private record Problem(String error) {}

    private record BadRequest(String error, String expected) {}

    static Answer json(int status, Object value) {
        return new Answer(status, "application/json", JSON.writeValueAsString(value) + "\n", Map.of());
    }

    static Answer text(String body) {
        return new Answer(200, "text/plain; charset=utf-8", body, Map.of());
    }

    /** What went wrong, as one of a closed list of words, and nothing about how. */
    static Answer error(int status, String reason) {
        return json(status, new Problem(reason));
    }

    static Answer badRequest(String expected) {
        return json(400, new BadRequest("bad_request", expected));
    }

    Answer with(Map<String, String> more) {
        return new Answer(status, type, body, more);
    }

    void send(HttpExchange exchange) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        headers.forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
