package dev.redport.health;

import dev.redport.driver.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names and values as Redis writes them. */
final class Fields {
    private Fields() {}

    /** A name, its value, the next name: as in the answer to HELLO. What is no text is left out. */
    static Map<String, String> ofList(Reply reply) {
        Map<String, String> fields = new HashMap<>();
        List<Reply> words = reply.isList() ? reply.list() : List.of();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            Reply value = words.get(i + 1);
            if (!value.isList() && !value.isInteger() && !value.isNil()) {
                fields.put(words.get(i).text(), value.text());
            }
        }
        return fields;
    }

    /** {@code name:value} in each line, as in the answer to INFO. */
    static Map<String, String> ofLines(String text) {
        Map<String, String> fields = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return fields;
    }
}
