package dev.redport.testkit.contract;

import static dev.redport.testkit.contract.LimitKind.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.testkit.ClockedDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A context whose decisions are counted, and limiters in the server's time or in one that stands until it is moved. */
abstract class LimiterFixture extends TopologyContract {
    static final long DAY_MICROS = DAY.toNanos() / 1_000;
    static final long HOUR_MICROS = DAY_MICROS / 24;

    /** The time of clocked limiters: six in the morning of this day, until a test says otherwise. */
    final AtomicLong clock = new AtomicLong();

    /** Calls to the driver, each one round trip, or one to each node. */
    final AtomicInteger trips = new AtomicInteger();

    PortContext context;
    private final Map<LimitOutcome, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    @SuppressWarnings("NullAway.Init")
    LimiterFixture() {}

    @BeforeEach
    void connectTheLimiter() {
        outcomes.clear();
        clock.set(System.currentTimeMillis() / DAY.toMillis() * DAY_MICROS + 6 * HOUR_MICROS);
        context = stack(config().maxRetries(2), counting());
        trips.set(0);
    }

    private RedisListener counting() {
        return new RedisListener() {
            @Override
            public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
                trips.incrementAndGet();
            }

            @Override
            public void onLimit(String limiter, LimitOutcome outcome) {
                outcomes.computeIfAbsent(outcome, name -> new AtomicInteger()).incrementAndGet();
            }
        };
    }

    int counted(LimitOutcome outcome) {
        AtomicInteger count = outcomes.get(outcome);
        return count == null ? 0 : count.get();
    }

    /** Asks Redis each time, with time enough for a slow machine, and hides no failure. */
    static RateLimitPolicy policy(Limit... limits) {
        return RateLimitPolicy.named("p")
                .limits(List.of(limits))
                .onUnavailable(OutagePolicy.THROW)
                .deadline(Duration.ofSeconds(5))
                .withoutDenyCache();
    }

    RateLimiter limiter(Limit... limits) {
        return limiter(policy(limits));
    }

    RateLimiter limiter(RateLimitPolicy policy) {
        return RateLimiter.over(context, policy);
    }

    /** A limiter in the time of {@link #clock}. */
    RateLimiter clocked(Limit... limits) {
        return RateLimiter.over(clockedContext(), policy(limits));
    }

    PortContext clockedContext() {
        return new PortContext(
                ClockedDriver.over(context.driver(), clock::get), context.listener(), context.executor());
    }

    long pttl(String key) {
        return redis.execute("PTTL", key) instanceof Long millis ? millis : -3;
    }

    boolean stored(String key) {
        return Long.valueOf(1).equals(redis.execute("EXISTS", key));
    }

    byte[] dump(String key) {
        Object dump = redis.owner(key).executeBinary(bytes("DUMP"), bytes(key));
        assertThat(dump).as("state of " + key).isInstanceOf(byte[].class);
        return dump instanceof byte[] state ? state : new byte[0];
    }

    /** Calls of the script, found by its name or sent whole. */
    long scripts() {
        return redis.commandCount("evalsha") + redis.commandCount("eval");
    }
}
