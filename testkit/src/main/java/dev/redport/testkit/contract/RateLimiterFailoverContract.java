package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.ratelimit.RateLimiter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * A replica takes over while callers take: they go on, and what passed is not more than the limit and what the former
 * primary alone knew.
 *
 * @since 0.1.0
 */
public abstract class RateLimiterFailoverContract extends LimiterFixture {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long LIMIT = 100_000;

    /** For subclasses. */
    protected RateLimiterFailoverContract() {}

    @Test
    void aFailoverLosesNoMoreThanWhatWasNotReplicated() {
        // a window of its own, in which nothing comes back
        LimitKind kind = LimitKind.FIRST_USE;
        RateLimiter limiter = limiter(policy(kind.limit(LIMIT)).coalescing(false));
        AtomicLong passed = new AtomicLong();
        Load load = closedAtTheEnd(Load.of(
                4, (caller, n) -> passed.addAndGet(limiter.tryAcquire("k").allowed() ? 1 : 0)));
        assertThat(load.moves(100, PATIENCE)).isTrue();

        long before = passed.get();
        redis.failover(kind.key("k"));
        assertThat(load.moves(4, PATIENCE)).as("calls go on").isTrue();
        long during = passed.get() - before;
        assertThat(load.moves(50, PATIENCE)).isTrue();
        load.stop();

        long all = passed.get() + limiter.tryAcquireUpTo("k", LIMIT).granted();
        // A cluster's planned failover loses no write. Behind Sentinel the former primary takes writes until it is
        // told.
        long lost = redis.isClustered() ? 0 : during + 4;
        assertThat(all)
                .as("%s passed, %s of them meanwhile, and failed %s", passed, during, load.failures())
                .isBetween(LIMIT - load.failures().size(), LIMIT + lost);
    }
}
