package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.cache.Lookup;
import dev.redport.driver.CodecException;
import dev.redport.driver.RedisListener.LookupOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The mistakes that hand-written caches make, one by one.
 *
 * @since 0.1.0
 */
public abstract class CachePitfallsContract extends CacheFixture {
    private static final String KEY = "test:c:user:v1:1";

    /** For subclasses. */
    protected CachePitfallsContract() {}

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not json", "{\"name\":", "null", "[1,2]", "\u00c7\u0001V"})
    void aPoisonedEntryIsAMissThatIsRemovedAndCounted(String poison) {
        redis.execute("SET", KEY, poison);

        assertThat(users.lookup("1")).isInstanceOf(Lookup.Miss.class);

        assertThat(stored(KEY)).isFalse();
        assertThat(counted(LookupOutcome.CORRUPT)).isEqualTo(1);
        assertThat(counted(LookupOutcome.MISS)).isEqualTo(1);
        redis.execute("SET", KEY, poison);
        assertThat(users.getOrLoad("1", key -> ADA)).isEqualTo(ADA);
        assertThat(users.find("1")).contains(ADA);
    }

    @Test
    void aPoisonedEntryAmongManyHurtsItsKeyOnlyAndIsCounted() {
        users.putAll(Map.of("2", ADA, "3", BOB));
        redis.execute("SET", KEY, "poison");

        assertThat(users.findAll(List.of("1", "2", "3"))).containsOnlyKeys("2", "3");

        assertThat(counted(LookupOutcome.CORRUPT)).isEqualTo(1);
        assertThat(counted(LookupOutcome.HIT)).isEqualTo(2);
        assertThat(counted(LookupOutcome.MISS)).isEqualTo(1);
        assertThat(stored(KEY)).isFalse();
    }

    @Test
    void aCorruptEntryThatSomebodyRepairedMeanwhileIsNotRemoved() {
        Cache<String, String> texts = Cache.over(context, CacheSpec.named("text", Codecs.string()));
        Cache<String, String> refusing =
                Cache.over(context, CacheSpec.named("text", new dev.redport.cache.Codec<String>() {
                    @Override
                    public byte[] encode(String value) {
                        return bytes(value);
                    }

                    @Override
                    public String decode(byte[] stored) {
                        texts.put("1", "repaired");
                        throw new CodecException(dev.redport.driver.ErrorKind.CODEC, "no");
                    }
                }));
        texts.put("1", "broken");

        assertThat(refusing.find("1")).isEmpty();
        assertThat(texts.find("1")).contains("repaired");
    }

    @Test
    void entriesOfAnotherTypeAreAMiss() {
        Cache<String, String> texts = Cache.over(context, CacheSpec.named("user", Codecs.string()));
        texts.put("1", "[\"com.sun.rowset.JdbcRowSetImpl\",{\"dataSourceName\":\"ldap://127.0.0.1:1/x\"}]");

        assertThat(users.lookup("1")).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    @SuppressWarnings("NullAway") // this is what the test is about
    void aLoaderThatReturnsNullIsToldSoAndNothingIsKept() {
        assertThatThrownBy(() -> users.getOrLoad("1", key -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the loader returned null");
        assertThatThrownBy(() -> users.findOrLoad("1", key -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the loader returned null");
        assertThatThrownBy(() -> users.getOrLoadAll(List.of("1"), keys -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the loader returned null");
        assertThat(stored(KEY)).isFalse();
    }

    @Test
    void anInvalidationDuringALoadWinsOverTheLoad() throws InterruptedException {
        Cache<String, User> elsewhere = Cache.over(stack(config(), counting()), USERS);
        for (Cache<String, User> invalidator : List.of(users, elsewhere)) {
            duringALoadOf(users, () -> invalidator.invalidate("1"));
            assertThat(users.find("1")).as("a stale value was stored").isEmpty();
            duringALoadOf(users, () -> invalidator.invalidateAll(List.of("1", "2")));
            assertThat(users.find("1")).isEmpty();
            duringALoadOf(users, invalidator::clear);
            assertThat(users.find("1")).isEmpty();
        }
    }

    @Test
    void aWriteDuringALoadWinsOverTheLoad() throws InterruptedException {
        Cache<String, User> elsewhere = Cache.over(stack(config(), counting()), USERS);
        duringALoadOf(users, () -> elsewhere.put("1", BOB));
        assertThat(users.find("1")).contains(BOB);
        users.invalidate("1");
        duringALoadOf(users, () -> elsewhere.putIfAbsent("1", BOB));
        assertThat(users.find("1")).contains(BOB);
    }

    @Test
    void anInvalidationDuringABulkLoadWinsForItsKeyOnly() throws InterruptedException {
        Cache<String, User> elsewhere = Cache.over(stack(config(), counting()), USERS);

        users.getOrLoadAll(List.of("1", "2"), keys -> {
            elsewhere.invalidate("1");
            return Map.of("1", ADA, "2", ADA);
        });

        assertThat(users.findAll(List.of("1", "2"))).containsOnlyKeys("2");
    }

    @Test
    void whoAsksAfterAnInvalidationDoesNotGetTheOldLoad() throws InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        duringALoadOf(users, () -> {
            users.invalidate("1");
            assertThat(users.getOrLoad("1", key -> {
                        loads.incrementAndGet();
                        return BOB;
                    }))
                    .isEqualTo(BOB);
        });
        assertThat(loads).hasValue(1);
        assertThat(users.find("1")).contains(BOB);
    }

    @Test
    void inASharedCacheAnInvalidationOfThisProcessWinsOverTheLoad() throws InterruptedException {
        Cache<String, User> shared = Cache.over(context, USERS.sharedAs("legacy:"));
        duringALoadOf(shared, () -> shared.invalidate("1"));
        assertThat(shared.find("1")).isEmpty();
    }

    /** Runs an action while a loader of key 1 is under way in another thread. */
    private static void duringALoadOf(Cache<String, User> cache, LifecycleContract.Task action)
            throws InterruptedException {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Thread loading = LifecycleContract.start(
                () -> assertThat(cache.getOrLoad("1", key -> {
                            inside.countDown();
                            finish.await();
                            return ADA;
                        }))
                        .isEqualTo(ADA),
                failures);
        inside.await();
        Thread acting = LifecycleContract.start(action, failures);
        LifecycleContract.join(List.of(acting));
        finish.countDown();
        LifecycleContract.join(List.of(loading));
        assertThat(failures).isEmpty();
    }

    @Test
    void aPrefixWithPatternCharactersIsMatchedLiterally() {
        Cache<String, User> odd = Cache.over(context, USERS.sharedAs("a{1}:"));
        odd.put("x", ADA);
        redis.execute("SET", "a1:x", "neighbour");
        redis.execute("SET", "ab:x", "neighbour");

        assertThat(odd.clear()).isEqualTo(1);
        assertThat(redis.keys()).isEqualTo(2);
    }

    @Test
    void cachesWhoseNamesOverlapDoNotShareEntries() {
        Cache<String, User> a = Cache.over(context, CacheSpec.named("a", User.class));
        Cache<String, User> ab = Cache.over(context, CacheSpec.named("a.b", User.class));
        a.put("b:c", ADA);
        ab.put("c", BOB);

        assertThat(a.clear()).isEqualTo(1);
        assertThat(ab.find("c")).contains(BOB);
        assertThatThrownBy(() -> CacheSpec.named("a:b", User.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void versionsOfACacheDoNotReadEachOther() {
        Cache<String, User> two = Cache.over(context, USERS.version(2));
        users.put("1", ADA);

        assertThat(two.find("1")).isEmpty();
    }

    @Test
    void touchingNothingSaysSoAndKeepsMilliseconds() {
        assertThat(users.touch("1", Duration.ofMillis(1_500))).isFalse();
        users.put("1", ADA);
        assertThat(users.touch("1", Duration.ofMillis(900_500))).isTrue();
        assertThat(pttl(KEY)).isBetween(890_000L, 900_500L).isNotEqualTo(900_000L);
    }

    @Test
    void bulkLookupsCountTheirHitsAndMisses() {
        users.put("1", ADA);
        users.findAll(List.of("1", "2", "3"));

        assertThat(counted(LookupOutcome.HIT)).isEqualTo(1);
        assertThat(counted(LookupOutcome.MISS)).isEqualTo(2);
    }
}
