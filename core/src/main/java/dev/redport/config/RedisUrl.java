package dev.redport.config;

import static dev.redport.config.Variable.*;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code redis://} and {@code rediss://} URLs, taken apart by hand: the parsers of the JDK quote their
 * input, and with it the password, in messages. A user without a colon is refused, because clients differ
 * on whether it is a user or a password.
 */
final class RedisUrl {
    private static final Pattern FORM = Pattern.compile("(rediss?)://(?:([^@/?#:]*):([^@/?#:]*)@)?"
            + "(\\[[^\\[\\]/?#@]*\\]|[^\\[\\]/?#:@]+)(?::([0-9]{1,5}))?(?:/([0-9]{1,5})?)?");
    private static final Pattern PART = Pattern.compile("%([0-9A-Fa-f]{2})|[^%]+");

    private RedisUrl() {}

    /** What the URL gives: always host, port and TLS; user, password and database if they stand in it. */
    static Map<Variable, Object> parse(String url, Problems problems) {
        Map<Variable, Object> parts = new EnumMap<>(Variable.class);
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            problems.require(
                    false,
                    REDIS_URL,
                    "",
                    "redis:// or rediss://, user:password@ or none, host, port, /database,"
                            + " with : / @ ? # % in user and password percent-encoded,");
            return parts;
        }
        parts.put(REDIS_TLS_ENABLED, form.group(1).equals("rediss"));
        parts.put(REDIS_HOST, form.group(4).replaceAll("[\\[\\]]", ""));
        parts.put(REDIS_PORT, form.group(5) == null ? 6379 : Integer.parseInt(form.group(5)));
        if (form.group(6) != null) {
            parts.put(REDIS_DB, Integer.parseInt(form.group(6)));
        }
        if (form.group(2) != null && form.group(3) != null) {
            put(parts, REDIS_USERNAME, form.group(2), problems);
            put(parts, REDIS_PASSWORD, form.group(3), problems);
        }
        return parts;
    }

    private static void put(Map<Variable, Object> parts, Variable variable, String encoded, Problems problems) {
        try {
            parts.put(variable, decode(encoded));
        } catch (CharacterCodingException malformed) {
            problems.add(REDIS_URL, "", "user and password percent-encoded as UTF-8, a % as %25", "");
        }
    }

    /** Undoes percent-encoding; unlike in forms, a plus is a plus. */
    private static String decode(String text) throws CharacterCodingException {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        Matcher part = PART.matcher(text);
        while (part.lookingAt()) {
            if (part.group(1) == null) {
                decoded.writeBytes(part.group().getBytes(StandardCharsets.UTF_8));
            } else {
                decoded.write(Integer.parseInt(part.group(1), 16));
            }
            part.region(part.end(), text.length());
        }
        if (part.regionStart() < text.length()) {
            throw new CharacterCodingException();
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(decoded.toByteArray()))
                .toString();
    }
}
