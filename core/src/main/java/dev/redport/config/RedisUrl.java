package dev.redport.config;

import static dev.redport.config.Variable.*;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code redis://}, {@code redis-sentinel://} and {@code redis-cluster://} URLs, with rediss for TLS, taken
 * apart by hand: the parsers of the JDK quote their input, and with it the password, in messages. A user
 * without a colon is refused, because clients differ on whether it is a user or a password.
 */
final class RedisUrl {
    private static final Pattern FORM = Pattern.compile("redis(?<tls>s?)(?:-(?<mode>sentinel|cluster))?://"
            + "(?:(?<user>[^@/?#:]*):(?<password>[^@/?#:]*)@)?(?<nodes>[^@/?#\\s]+)(?:/(?<database>[0-9]{1,5})?)?"
            + "(?:\\?master=(?<master>[A-Za-z0-9_.-]{1,64}))?");
    private static final Pattern PART = Pattern.compile("%([0-9A-Fa-f]{2})|[^%]+");

    private RedisUrl() {}

    /** What the URL gives: always mode, addresses and TLS; the rest if it stands in it. */
    static Map<Variable, Object> parse(String url, Problems problems) {
        Map<Variable, Object> parts = new EnumMap<>(Variable.class);
        Matcher form = FORM.matcher(url);
        if (!form.matches() || !addresses(form, parts)) {
            problems.require(
                    false,
                    REDIS_URL,
                    "",
                    "redis://, redis-sentinel:// or redis-cluster://, with rediss for TLS, user:password@ or none,"
                            + " host:port, of Sentinels and clusters several with commas between, /database,"
                            + " ?master=name for Sentinels, with : / @ ? # % in user and password percent-encoded,");
            return Map.of();
        }
        parts.put(REDIS_TLS_ENABLED, !form.group("tls").isEmpty());
        if (form.group("database") != null) {
            parts.put(REDIS_DB, Integer.parseInt(form.group("database")));
        }
        if (form.group("user") != null && form.group("password") != null) {
            put(parts, REDIS_USERNAME, form.group("user"), problems);
            put(parts, REDIS_PASSWORD, form.group("password"), problems);
        }
        return parts;
    }

    /** Mode, nodes and master's name; false if they are wrong, unnamed because they may be part of a password. */
    private static boolean addresses(Matcher form, Map<Variable, Object> parts) {
        Mode mode = Mode.find(String.valueOf(form.group("mode"))).orElse(Mode.STANDALONE);
        Variable list = mode == Mode.SENTINEL ? REDIS_SENTINEL_NODES : REDIS_CLUSTER_NODES;
        List<Endpoint> nodes = TopologyRules.parse(list, form.group("nodes"), new Problems());
        if (nodes.isEmpty()) {
            return false;
        }
        String master = form.group("master");
        if (master != null) {
            parts.put(REDIS_SENTINEL_MASTER, master);
        }
        parts.put(REDIS_MODE, mode.text());
        if (mode == Mode.STANDALONE) {
            parts.put(REDIS_HOST, nodes.get(0).host());
            parts.put(REDIS_PORT, nodes.get(0).port());
            return nodes.size() == 1 && master == null;
        }
        parts.put(list, nodes);
        return mode == Mode.SENTINEL || master == null;
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
