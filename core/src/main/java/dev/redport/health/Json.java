package dev.redport.health;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, texts, numbers and booleans as JSON (RFC 8259), so that no port needs a JSON library. */
final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    static String of(Map<String, ?> object) {
        Json json = new Json();
        json.value(object);
        return json.text.toString();
    }

    private void value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            text.append('{');
            map.forEach((name, each) -> {
                separate('{');
                quoted(String.valueOf(name));
                text.append(':');
                value(each);
            });
            text.append('}');
        } else if (value instanceof Collection<?> all) {
            text.append('[');
            all.forEach(each -> {
                separate('[');
                value(each);
            });
            text.append(']');
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            quoted(value.toString());
        }
    }

    private void separate(char open) {
        if (text.charAt(text.length() - 1) != open) {
            text.append(',');
        }
    }

    private void quoted(String plain) {
        text.append('"');
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
