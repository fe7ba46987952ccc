package dev.redport.examples.demo;

import dev.redport.config.Secret;
import dev.redport.token.KeyRing;
import dev.redport.token.TokenEvent;
import dev.redport.token.TokenSpec;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The name, keys and times of the demo's token store, and what of it is worth a line in the log. */
final class LoginSpec {
    /** The longest access token that cut-offs have to outlive. */
    static final Duration LONGEST_ACCESS = Duration.ofMinutes(4);

    private static final Logger log = LoggerFactory.getLogger(LoginSpec.class);

    private LoginSpec() {}

    /** Everything is over within five minutes, as the demo promises; else the defaults are right. */
    static TokenSpec of(KeyRing keys) {
        return TokenSpec.named("auth", keys)
                .accessTokens(LONGEST_ACCESS)
                .sessions(Duration.ofMinutes(4), Duration.ofMinutes(4))
                .refreshTokens(Duration.ofMinutes(4), Duration.ofMinutes(4))
                .listener(LoginSpec::onEvent);
    }

    /** The event names the user by a pseudonym, which {@code TokenStore.pseudonym} tells of a user one suspects. */
    private static void onEvent(TokenEvent event) {
        switch (event.outcome()) {
            case REFRESH_REUSED ->
                log.warn("A refresh token of {} was used again: {}", event.subject(), event.detail());
            case REFRESH_REFUSED -> log.info("Refresh token refused: {}", event.detail());
            default -> {}
        }
    }

    /**
     * All instances of a service have the same keys, from its secret store. A Redis of our own ends with us, and so may its keys.
     *
     * @throws IllegalArgumentException if the variable holds no key ring
     */
    static KeyRing keys(Options options, Map<String, String> environment) {
        if (options.redis().isEmpty()) {
            return KeyRing.random();
        }
        String text = environment.getOrDefault(Options.KEYS, "");
        if (text.isEmpty()) {
            log.warn("{} is not set, so the tokens of this run are good for this run only", Options.KEYS);
            return KeyRing.random();
        }
        try {
            return KeyRing.parse(Secret.of(text));
        } catch (IllegalArgumentException e) { // says what is wrong without showing it
            throw new IllegalArgumentException(Options.KEYS + ": " + e.getMessage(), e);
        }
    }
}
