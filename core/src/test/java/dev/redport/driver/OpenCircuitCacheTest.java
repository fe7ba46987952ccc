package dev.redport.driver;

import static dev.redport.driver.FakeDriver.failure;
import static dev.redport.driver.FakeDriver.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.driver.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cache does while the breaker is open: it goes to the loader or fails at once, as it was made to. */
@Timeout(30)
class OpenCircuitCacheTest {
    private static final CacheSpec<String, String> SPEC = CacheSpec.named("user", String.class);

    private final AtomicLong clock = new AtomicLong();
    private final CircuitBreaker breaker = new StandardBreaker(clock::get, bound -> 0);
    private final FakeDriver fake = new FakeDriver().otherwise(failure(ErrorKind.TIMEOUT));
    private final Lookups lookups = new Lookups();
    private final PortContext context =
            new PortContext(new BreakingDriver(fake, breaker, lookups), lookups, Runnable::run);
    private final List<String> loaded = new ArrayList<>();

    /** Counts what the cache found. */
    private static final class Lookups implements RedisListener {
        final Map<LookupOutcome, Integer> counted = new HashMap<>();

        @Override
        public void onLookup(String cache, LookupOutcome outcome, int count) {
            counted.merge(outcome, count, Integer::sum);
        }
    }

    @BeforeEach
    void openTheBreaker() {
        for (int i = 0; i < 20; i++) {
            Throwable failure = catchThrowable(
                    () -> context.driver().execute(get("k"), Call.start(Operation.OTHER, Duration.ofHours(1))));
            assertThat(failure).isInstanceOf(RedisException.class);
        }
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        fake.trips.clear();
    }

    private String load(String key) {
        loaded.add(key);
        return "loaded " + key;
    }

    private Map<String, String> loadAll(Collection<String> keys) {
        Map<String, String> values = new HashMap<>();
        keys.forEach(key -> values.put(key, load(key)));
        return values;
    }

    private static void isTurnedAway(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.REJECTED))
                .hasMessageContaining("circuit breaker");
    }

    @Nested
    class WithBypass {
        private final Cache<String, String> cache = Cache.over(context, SPEC.bypass(4));

        @Test
        void readsGoToTheLoaderAndNothingIsSent() {
            assertThat(cache.getOrLoad("1", OpenCircuitCacheTest.this::load)).isEqualTo("loaded 1");
            assertThat(cache.findOrLoad("2", key -> Optional.of(load(key)))).contains("loaded 2");
            assertThat(cache.getOrLoadAll(List.of("3", "4"), OpenCircuitCacheTest.this::loadAll))
                    .containsExactly(Map.entry("3", "loaded 3"), Map.entry("4", "loaded 4"));

            assertThat(loaded).containsExactlyInAnyOrder("1", "2", "3", "4");
            assertThat(fake.trips).isEmpty();
            assertThat(lookups.counted)
                    .isEqualTo(Map.of(RedisListener.LookupOutcome.BYPASS, 4, RedisListener.LookupOutcome.MISS, 4));
        }

        @Test
        void lookupsAreMisses() {
            assertThat(cache.find("1")).isEmpty();
            assertThat(cache.findAll(List.of("1", "2"))).isEmpty();
            assertThat(fake.trips).isEmpty();
        }

        @Test
        void writesAreTurnedAway() {
            isTurnedAway(() -> cache.put("1", "value"));
            isTurnedAway(() -> cache.invalidate("1"));
            isTurnedAway(() -> cache.invalidateAll(List.of("1", "2")));
            isTurnedAway(cache::clear);
            assertThat(fake.trips).isEmpty();
        }

        @Test
        void aBreakerThatOpensBetweenLookupAndLeaseIsBypassedToo() {
            closeTheBreaker();
            fail(19);
            fake.then(failure(ErrorKind.TIMEOUT)); // the lookup is the twentieth failure
            assertThat(cache.getOrLoad("1", OpenCircuitCacheTest.this::load)).isEqualTo("loaded 1");
            assertThat(breaker.state()).isEqualTo(State.OPEN);
        }

        @Test
        void aBreakerThatOpensWhileALoadRunsLosesOnlyTheStore() {
            closeTheBreaker();
            fake.then((Object) null).then(1L); // a miss, and a lease
            String value = cache.getOrLoad("1", key -> {
                fail(20);
                assertThat(breaker.state()).isEqualTo(State.OPEN);
                fake.trips.clear();
                return load(key);
            });
            assertThat(value).isEqualTo("loaded 1");
            assertThat(fake.trips).isEmpty();
        }
    }

    @Nested
    class WithoutBypass {
        private final Cache<String, String> cache = Cache.over(context, SPEC);

        @Test
        void everyCallIsTurnedAwayAndNothingIsLoaded() {
            isTurnedAway(() -> cache.getOrLoad("1", OpenCircuitCacheTest.this::load));
            isTurnedAway(() -> cache.findOrLoad("1", key -> Optional.of(load(key))));
            isTurnedAway(() -> cache.getOrLoadAll(List.of("1", "2"), OpenCircuitCacheTest.this::loadAll));
            isTurnedAway(() -> cache.find("1"));
            isTurnedAway(() -> cache.findAll(List.of("1", "2")));
            isTurnedAway(() -> cache.put("1", "value"));
            isTurnedAway(() -> cache.invalidate("1"));
            assertThat(loaded).isEmpty();
            assertThat(fake.trips).isEmpty();
        }
    }

    private void closeTheBreaker() {
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        fake.then("a").then("b").then("c");
        for (int i = 0; i < 3; i++) {
            context.driver().execute(get("k"), Call.start(Operation.OTHER, Duration.ofHours(1)));
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    private void fail(int times) {
        Collections.nCopies(times, get("k"))
                .forEach(command -> assertThat(catchThrowable(() ->
                                context.driver().execute(command, Call.start(Operation.OTHER, Duration.ofHours(1)))))
                        .isInstanceOf(RedisException.class));
    }
}
