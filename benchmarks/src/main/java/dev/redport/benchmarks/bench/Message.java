package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A line between coordinator and worker: a verb, then values by name, written like a query string.
 *
 * @param verb such as {@code measure}
 * @param values by name
 */
record Message(String verb, Map<String, String> values) {
    Message {
        values = Map.copyOf(values);
    }

    static Message of(String verb) {
        return new Message(verb, Map.of());
    }

    Message with(String name, Object value) {
        Map<String, String> copy = new LinkedHashMap<>(values);
        copy.put(name, String.valueOf(value));
        return new Message(verb, copy);
    }

    static Message parse(String line) {
        String[] parts = line.split(" ", 2);
        Map<String, String> values = new LinkedHashMap<>();
        if (parts.length == 2) {
            for (String each : parts[1].split("&", -1)) {
                String[] pair = each.split("=", 2);
                values.put(pair[0], URLDecoder.decode(pair[1], UTF_8));
            }
        }
        return new Message(parts[0], values);
    }

    String line() {
        return values.isEmpty()
                ? verb
                : values.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                        .collect(Collectors.joining("&", verb + " ", ""));
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(verb + ": no " + name);
        }
        return value;
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }
}
