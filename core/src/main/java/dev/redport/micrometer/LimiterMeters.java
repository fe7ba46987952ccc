package dev.redport.micrometer;

import dev.redport.driver.RedisListener.LimitOutcome;
import io.micrometer.core.instrument.Counter;

/** The meters of one rate limiter. */
final class LimiterMeters {
    private final Counter allowed;
    private final Counter denied;
    private final Counter shadowDenied;
    private final Counter denyCache;
    private final Counter coalesced;
    private final Counter failOpen;
    private final Counter failClosed;
    private final Counter local;

    LimiterMeters(Meters meters) {
        allowed = meters.counter("redis.ratelimit.allowed", "Calls that passed");
        denied = meters.counter("redis.ratelimit.denied", "Calls that were denied, or would have been in shadow mode");
        shadowDenied = meters.counter("redis.ratelimit.shadow.denied", "Denials that passed in shadow mode");
        denyCache = meters.counter("redis.ratelimit.deny.cache", "Denials that were known without asking Redis");
        coalesced = meters.counter("redis.ratelimit.coalesced", "Calls that another call asked for as well");
        failOpen = meters.counter("redis.ratelimit.failopen", "Calls that passed because Redis failed");
        failClosed = meters.counter("redis.ratelimit.failclosed", "Calls that were denied because Redis failed");
        local = meters.counter("redis.ratelimit.local", "Calls decided in the process alone because Redis failed");
    }

    void count(LimitOutcome outcome) {
        of(outcome).increment();
    }

    private Counter of(LimitOutcome outcome) {
        return switch (outcome) {
            case ALLOWED -> allowed;
            case DENIED -> denied;
            case SHADOW_DENIED -> shadowDenied;
            case DENY_CACHE -> denyCache;
            case COALESCED -> coalesced;
            case FAIL_OPEN -> failOpen;
            case FAIL_CLOSED -> failClosed;
            case LOCAL -> local;
        };
    }
}
