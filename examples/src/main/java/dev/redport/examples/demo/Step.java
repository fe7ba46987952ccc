package dev.redport.examples.demo;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request and what is right about its answer. Where {@code ${NAME.field}} stands, a field of an answer that was kept under
 * that name is put in.
 *
 * @param body to send; may be empty
 * @param sends headers of the request
 * @param keep the name to keep the answer under; empty if it is not needed again
 * @param status of the answer
 * @param headers of the answer, as regular expressions
 * @param part of the body of the answer
 * @param meaning what the answer shows
 */
record Step(
        String method,
        String path,
        String body,
        Map<String, String> sends,
        String keep,
        int status,
        Map<String, String> headers,
        String part,
        String meaning) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)\\.(\\w+)}");

    private Step(String method, String path, String body, int status, String part) {
        this(method, path, body, Map.of(), "", status, Map.of(), part, "");
    }

    /** A GET whose answer has this header X-Cache, or any. */
    static Step get(String path, int status, String cache, String part) {
        Step step = new Step("GET", path, "", status, part);
        return cache.isEmpty() ? step : step.header("X-Cache", cache);
    }

    static Step put(String path, String body, String part) {
        return new Step("PUT", path, body, 200, part);
    }

    static Step post(String path, String body, int status, String part) {
        return new Step("POST", path, body, status, part);
    }

    static Step limited(int status, String left, String part) {
        return get("/limited", status, "", part).header("RateLimit", "\"per-client\";" + left);
    }

    Step sending(String name, String value) {
        return new Step(method, path, body, with(sends, name, value), keep, status, headers, part, meaning);
    }

    Step keeping(String name) {
        return new Step(method, path, body, sends, name, status, headers, part, meaning);
    }

    Step header(String name, String value) {
        return new Step(method, path, body, sends, keep, status, with(headers, name, value), part, meaning);
    }

    Step shows(String text) {
        return new Step(method, path, body, sends, keep, status, headers, part, text);
    }

    private static Map<String, String> with(Map<String, String> some, String name, String value) {
        Map<String, String> more = new TreeMap<>(some);
        more.put(name, value);
        return more;
    }

    /** A text with all references to answers that were kept replaced. */
    static String resolve(String text, BinaryOperator<String> field) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(field.apply(found.group(1), found.group(2))));
    }

    String curl(URI address) {
        String who = sends.entrySet().stream()
                .map(header -> "-H " + quoted(header.getKey() + ": " + header.getValue()) + " ")
                .collect(joining());
        // -d makes it a POST
        String verb = method.equals("PUT") || (method.equals("POST") && body.isEmpty()) ? "-X " + method + " " : "";
        String send = body.isEmpty() ? "" : "-d " + quoted(body) + " ";
        String rest = who + verb + send + "'" + address + path + "'";
        return keep.isEmpty() ? "curl -i " + rest : keep + "=$(curl -s " + rest + "); echo \"$" + keep + "\"";
    }

    /** In single quotes, with references to shell variables outside of them; see {@link Tour} for the function get. */
    private static String quoted(String text) {
        String quoted = resolve("'" + text + "'", (name, field) -> "'$(get \"$" + name + "\" " + field + ")'");
        return quoted.endsWith(")''") ? quoted.substring(0, quoted.length() - 2) : quoted;
    }
}
