package dev.redport.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.regex.Pattern;

/** The rules for attributes of sessions. */
final class Attributes {
    static final int MOST = 64;
    private static final int LONGEST = 16_384;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private Attributes() {}

    static void check(Map<String, String> attributes) {
        attributes.forEach(Attributes::check);
        checkNumber(attributes.size());
    }

    static void checkNumber(int number) {
        if (number > MOST) {
            throw tooMany();
        }
    }

    static IllegalArgumentException tooMany() {
        return new IllegalArgumentException("attributes: more than " + MOST + " (expected: at most " + MOST + ")");
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "attribute name: " + name.length() + " characters (expected: 1 to 64 of A-Za-z0-9_.-)");
        }
    }

    private static void check(String name, String value) {
        checkName(name);
        int size = requireNonNull(value, "value").getBytes(UTF_8).length;
        if (size > LONGEST) {
            throw new IllegalArgumentException(
                    "attribute " + name + ": " + size + " bytes (expected: at most " + LONGEST + ")");
        }
        if (!UTF_8.newEncoder().canEncode(value)) {
            throw new IllegalArgumentException(
                    "attribute " + name + ": an unpaired surrogate (expected: well-formed Unicode)");
        }
    }
}
