package dev.redport.testkit.contract;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A context whose lookups are counted, and the values the cache suites store. */
abstract class CacheFixture extends TopologyContract {
    /** A record with the things JSON libraries stumble over. */
    record User(
            String name,
            int age,
            Instant since,
            List<String> roles,
            @Nullable String note) {}

    static final User ADA = new User("Ada", 36, Instant.parse("1852-11-27T10:15:30.123Z"), List.of("a", "b"), null);
    static final User BOB = new User("Bob \u00e9\u4e16", 7, Instant.EPOCH, List.of(), "note");
    static final CacheSpec<String, User> USERS = CacheSpec.named("user", User.class);

    /** Calls to the driver, each one round trip. */
    final AtomicInteger trips = new AtomicInteger();

    PortContext context;
    Cache<String, User> users;
    private final Map<String, AtomicInteger> lookups = new ConcurrentHashMap<>();

    @SuppressWarnings("NullAway.Init")
    CacheFixture() {}

    @BeforeEach
    void openTheCache() {
        lookups.clear();
        context = stack(config().maxRetries(2), counting());
        users = Cache.over(context, USERS);
    }

    RedisListener counting() {
        return new RedisListener() {
            @Override
            public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
                trips.incrementAndGet();
            }

            @Override
            public void onLookup(String cache, LookupOutcome outcome, int count) {
                lookups.computeIfAbsent(cache + "/" + outcome, name -> new AtomicInteger())
                        .addAndGet(count);
            }
        };
    }

    int counted(RedisListener.LookupOutcome outcome) {
        return counted("user", outcome);
    }

    int counted(String cache, RedisListener.LookupOutcome outcome) {
        AtomicInteger count = lookups.get(cache + "/" + outcome);
        return count == null ? 0 : count.get();
    }

    long pttl(String key) {
        return redis.execute("PTTL", key) instanceof Long millis ? millis : -3;
    }

    boolean stored(String key) {
        return Long.valueOf(1).equals(redis.execute("EXISTS", key));
    }
}
