package dev.redport.examples.demo;

import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitHeaders;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import java.time.Duration;
import java.util.Map;

/** What each client may have three times at once, and then every twenty seconds. While Redis is away nobody counts. */
final class Limited {
    static final RateLimitPolicy POLICY = RateLimitPolicy.named("limited")
            .limit(Limit.tokenBucket(3).per(Duration.ofMinutes(1)).named("per-client"))
            .deadline(Duration.ofSeconds(1));

    private final RateLimiter limiter;
    private final String run;

    /** Each run has keys of its own. */
    Limited(RateLimiter limiter, String run) {
        this.limiter = limiter;
        this.run = run;
    }

    private record Allowed(boolean allowed) {}

    Answer one(String client) {
        Decision decision;
        try {
            decision = limiter.tryAcquire(run + ":" + client);
        } catch (IllegalArgumentException e) { // says what is wrong with the key without showing it
            return Answer.badRequest("X-Client: at most 247 bytes");
        }
        Map<String, String> headers = RateLimitHeaders.of(limiter.policy(), decision);
        return decision.allowed()
                ? Answer.json(200, new Allowed(true)).with(headers)
                : new Answer(
                        RateLimitHeaders.status(decision),
                        RateLimitHeaders.PROBLEM_TYPE,
                        RateLimitHeaders.problem(decision) + "\n",
                        headers);
    }
}
