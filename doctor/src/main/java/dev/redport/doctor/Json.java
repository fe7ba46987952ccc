package dev.redport.doctor;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes maps, lists, texts, numbers and truth values as JSON, two spaces deeper at each level. */
final class Json {
    private Json() {}

    static String of(Object value) {
        return of(value, "\n");
    }

    private static String of(Object value, String line) {
        if (value instanceof Map<?, ?> members) {
            return members.entrySet().stream()
                    .map(member -> quoted(String.valueOf(member.getKey())) + ": " + inner(member.getValue(), line))
                    .collect(Collectors.joining("," + line + "  ", "{" + line + "  ", line + "}"));
        }
        if (value instanceof List<?> items) {
            return items.isEmpty()
                    ? "[]"
                    : items.stream()
                            .map(item -> inner(item, line))
                            .collect(Collectors.joining("," + line + "  ", "[" + line + "  ", line + "]"));
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : quoted(value.toString());
    }

    private static String inner(Object value, String line) {
        return of(value, line + "  ");
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else if (each < ' ' || each == '\u2028' || each == '\u2029') {
                quoted.append(String.format("\\u%04x", (int) each));
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }
}
