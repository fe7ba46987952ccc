package dev.redport.micrometer;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.RedisListener.TokenOutcome;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The meters of one token store: a counter for each outcome. */
final class TokenMeters {
    private final Map<TokenOutcome, Counter> counters = new EnumMap<>(TokenOutcome.class);

    TokenMeters(Meters meters) {
        for (TokenOutcome outcome : TokenOutcome.values()) {
            counters.put(
                    outcome,
                    meters.with("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .counter("redis.tokenstore.outcomes", "What came of calls to the token store"));
        }
    }

    void count(TokenOutcome outcome, int count) {
        requireNonNull(counters.get(outcome)).increment(count);
    }
}
