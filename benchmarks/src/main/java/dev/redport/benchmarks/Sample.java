package dev.redport.benchmarks;

import dev.redport.token.Device;
import dev.redport.token.Subject;
import java.time.Duration;
import java.util.Map;

/** What is stored in the comparison of token stores. */
final class Sample {
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Map<String, String> ATTRIBUTES = Map.of("role", "editor", "theme", "dark", "locale", "de-AT");

    /** The attribute that is changed, and to what: as long as it was. */
    static final String CHANGED = "theme";

    static final String CHANGE = "lite";

    /** A name of 12 characters, an IPv4 address of 11, a user agent of 110. */
    static final Device DEVICE = new Device(
            "Anna's phone",
            "192.0.2.147",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.0.0 Safari/537.36");

    private Sample() {}

    /** 21 characters, whoever it is. */
    static String user(int number) {
        return "user" + (10_000 + number) + "@example.org";
    }

    static Subject subject(int number) {
        return Subject.of(user(number));
    }
}
