package dev.redport.ratelimit;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.OncePerMinute;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisListener.LimitOutcome;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides when Redis fails, as the outage policy says. A thread that was interrupted gets its exception in any case. */
final class Fallback {
    /** When to try again if nobody knows. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(RateLimiter.class);

    private final String name;
    private final OutagePolicy policy;
    private final RedisListener listener;
    private final LocalLimiter local;
    private final OncePerMinute warning;
    private volatile boolean failing;

    Fallback(RateLimitPolicy policy, RedisListener listener, LongSupplier nanoTime) {
        name = policy.name();
        this.policy = policy.onUnavailable();
        this.listener = listener;
        warning = new OncePerMinute(nanoTime);
        local = new LocalLimiter(this.policy.processes(), nanoTime);
    }

    /** Takes the cost up to so many times. */
    Grant take(RedisException failure, Plan plan, String key, long cost, long most) {
        return told(decide(failure, plan, key, cost, most, true));
    }

    /** What would be decided; not counted. */
    Decision look(RedisException failure, Plan plan, String key, long cost) {
        return decide(failure, plan, key, cost, 1, false).decision();
    }

    /** Charges, or with a negative cost gives back, what nobody else will hear of; not counted. */
    Decision charge(RedisException failure, Plan plan, String key, long cost) {
        Decision decision = decide(failure, plan, key, 1, 1, false).decision();
        if (policy.kind() != OutagePolicy.Kind.LOCAL) {
            return decision;
        }
        local.charge(plan, key, cost);
        Duration wait = local.wait(plan, key, 1);
        return plan.unasked(Decision.Outcome.ALLOWED, plan.tightest(), wait, Decision.Source.LOCAL);
    }

    /** Redis answered. */
    void over() {
        if (failing) {
            failing = false;
            log.atInfo().addKeyValue("limiter", name).log("Redis answers; the rate limiter decides by it again");
        }
    }

    private void warn(RedisException failure) {
        if (warning.isDue()) {
            failing = true;
            log.atWarn()
                    .addKeyValue("limiter", name)
                    .addKeyValue("error", failure.kind().tag())
                    .addKeyValue("outagePolicy", policy)
                    .log("Redis failed, and the outage policy of the rate limiter decides");
        }
    }

    void forget(String key) {
        local.forget(key);
    }

    private Grant decide(RedisException failure, Plan plan, String key, long cost, long most, boolean write) {
        if (failure.kind() == ErrorKind.INTERRUPTED || policy.kind() == OutagePolicy.Kind.THROW) {
            throw failure;
        }
        warn(failure);
        return switch (policy.kind()) {
            case OPEN -> grant(plan, most, Duration.ZERO, Decision.Source.POLICY);
            case LOCAL -> {
                long taken = local.take(plan, key, cost, most, write);
                Duration wait = taken < most ? local.wait(plan, key, cost) : Duration.ZERO;
                yield grant(plan, taken, wait, Decision.Source.LOCAL);
            }
            default -> grant(plan, 0, SOON, Decision.Source.POLICY);
        };
    }

    private Grant told(Grant grant) {
        LimitOutcome how = switch (policy.kind()) {
            case OPEN -> LimitOutcome.FAIL_OPEN;
            case LOCAL -> LimitOutcome.LOCAL;
            default -> LimitOutcome.FAIL_CLOSED;
        };
        listener.onLimit(name, how);
        return grant;
    }

    private static Grant grant(Plan plan, long taken, Duration wait, Decision.Source source) {
        Decision.Outcome outcome = taken > 0 ? Decision.Outcome.ALLOWED : Decision.Outcome.DENIED;
        return new Grant(taken, plan.unasked(outcome, plan.tightest(), wait, source));
    }
}
