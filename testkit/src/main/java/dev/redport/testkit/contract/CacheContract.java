package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.cache.Lookup;
import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisListener.LookupOutcome;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Reading and writing entries.
 *
 * @since 0.1.0
 */
public abstract class CacheContract extends CacheFixture {
    /** For subclasses. */
    protected CacheContract() {}

    @Test
    void whatWasPutIsFound() {
        assertThat(users.lookup("1")).isInstanceOf(Lookup.Miss.class);

        users.put("1", ADA);

        assertThat(users.find("1")).contains(ADA);
        assertThat(users.lookup("1")).isInstanceOf(Lookup.Hit.class);
        assertThat(counted(LookupOutcome.MISS)).isEqualTo(1);
        assertThat(counted(LookupOutcome.HIT)).isEqualTo(2);
    }

    @Test
    void aHitCostsOneGet() {
        users.put("1", ADA);
        redis.resetStats();

        users.lookup("1");

        assertThat(redis.commandCount("get")).isEqualTo(1);
    }

    @Test
    void manyAreFoundInOneTripAndInOrder() {
        Map<String, User> entries = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            entries.put("k" + i, i % 2 == 0 ? ADA : BOB);
        }
        users.putAll(entries);
        redis.resetStats();
        List<String> keys = new ArrayList<>(entries.keySet());
        keys.add(50, "missing");
        keys.add("k0");

        Map<String, User> found = users.findAll(keys);

        assertThat(found).containsExactlyEntriesOf(entries);
        assertThat(redis.commandCount("mget")).isEqualTo(redis.isClustered() ? 0 : 1);
        assertThat(redis.commandCount("get")).isEqualTo(redis.isClustered() ? 101 : 0);
        assertThat(counted(LookupOutcome.HIT)).isEqualTo(100);
        assertThat(counted(LookupOutcome.MISS)).isEqualTo(1);
    }

    @Test
    void noKeysCostNoTrip() {
        redis.resetStats();

        assertThat(users.findAll(List.of())).isEmpty();
        users.putAll(Map.of());
        users.invalidateAll(List.of());
        assertThat(users.getOrLoadAll(List.of(), keys -> Map.of())).isEmpty();

        assertThat(redis.commandCount("mget")).isZero();
    }

    @Test
    void everyEntryHasATtlShortenedByChanceOnly() {
        Cache<String, User> minutes =
                Cache.over(context, USERS.ttl(Duration.ofMinutes(10)).jitter(0.5));
        boolean varies = false;
        long first = 0;
        for (int i = 0; i < 30; i++) {
            minutes.put("k" + i, ADA);
            long ttl = pttl("test:c:user:v1:k" + i);
            assertThat(ttl).isBetween(299_000L, 600_000L);
            first = i == 0 ? ttl : first;
            varies |= Math.abs(ttl - first) > 2_000;
        }
        assertThat(varies).isTrue();
    }

    @Test
    void aTtlOfItsOwnIsExactToTheMillisecond() {
        users.put("1", ADA, Duration.ofMillis(86_399_999));

        assertThat(pttl("test:c:user:v1:1")).isBetween(86_390_000L, 86_399_999L);
        assertThatThrownBy(() -> users.put("1", ADA, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ttl: PT0S (expected: PT0.001S");
    }

    @Test
    void anEntryExpires() {
        users.put("1", ADA, Duration.ofMillis(30));

        assertThat(eventually(Duration.ofSeconds(2), () -> users.find("1").isEmpty()))
                .isTrue();
    }

    @Test
    void putIfAbsentStoresOnce() {
        assertThat(users.putIfAbsent("1", ADA)).isTrue();
        assertThat(users.putIfAbsent("1", BOB)).isFalse();
        assertThat(users.find("1")).contains(ADA);
        assertThat(pttl("test:c:user:v1:1")).isPositive();
    }

    @Test
    void replaceNeedsTheVersionThatWasSeen() {
        users.put("1", ADA);
        Lookup.Hit<User> seen = hit("1");
        users.put("1", ADA);

        assertThat(users.replace("1", seen.version(), BOB)).isFalse();
        assertThat(users.find("1")).contains(ADA);
        assertThat(users.replace("1", hit("1").version(), BOB)).isTrue();
        assertThat(users.find("1")).contains(BOB);
        users.invalidate("1");
        assertThat(users.replace("1", seen.version(), ADA)).isFalse();
    }

    @SuppressWarnings("unchecked")
    private Lookup.Hit<User> hit(String key) {
        return (Lookup.Hit<User>) users.lookup(key);
    }

    @Test
    void touchGivesAnotherLifeToWhatIsThere() {
        users.put("1", ADA);

        assertThat(users.touch("1", Duration.ofMillis(7_200_500))).isTrue();
        assertThat(pttl("test:c:user:v1:1")).isBetween(7_190_000L, 7_200_500L);
        assertThat(users.touch("2", Duration.ofHours(1))).isFalse();
    }

    @Test
    void existsAsksWithoutReading() {
        users.put("1", ADA);
        redis.resetStats();

        assertThat(users.exists("1")).isTrue();
        assertThat(users.exists("2")).isFalse();
        assertThat(redis.commandCount("get")).isZero();
    }

    @Test
    void invalidatedEntriesAreGone() {
        users.putAll(Map.of("1", ADA, "2", BOB, "3", ADA));

        users.invalidate("1");
        users.invalidateAll(List.of("2", "absent"));

        assertThat(users.findAll(List.of("1", "2", "3"))).containsOnlyKeys("3");
    }

    @Test
    void clearRemovesTheWholeCacheAndNothingElse() {
        var unused = FaultContract.runPatiently(context.driver(), Verb.PING); // so that the servers are known
        for (int batch = 0; batch < 3; batch++) {
            Map<String, User> many = new LinkedHashMap<>();
            for (int i = 0; i < 500; i++) {
                many.put("k" + (500 * batch + i), ADA);
            }
            users.putAll(many);
        }
        users.put("a:b*c", ADA);
        assertThat(stored("test:c:user:v1:k1499")).isTrue();
        redis.execute("SET", "test:c:user:v2:a", "other version");
        redis.execute("SET", "test:c:users:v1:a", "other cache");
        redis.execute("SET", "other:c:user:v1:a", "other namespace");
        redis.resetStats();

        assertThat(users.clear()).isEqualTo(1_501);

        assertThat(redis.keys()).isEqualTo(3);
        assertThat(redis.commandCount("keys")).isZero();
        assertThat(redis.commandCount("del")).isZero();
        assertThat(users.clear()).isZero();
    }

    @Test
    void textAndBytesHaveCodecsOfTheirOwn() {
        Cache<String, String> texts = Cache.over(context, CacheSpec.named("text", Codecs.string()));
        Cache<String, byte[]> blobs = Cache.over(context, CacheSpec.named("blob", Codecs.bytes()));

        texts.put("a", "\u4e16\u754c \ud83d\ude00");
        blobs.put("a", new byte[] {0, 1, -1, 13, 10});
        blobs.put("empty", new byte[0]);

        assertThat(texts.find("a")).contains("\u4e16\u754c \ud83d\ude00");
        assertThat(blobs.find("a")).hasValueSatisfying(v -> assertThat(v).containsExactly(0, 1, -1, 13, 10));
        assertThat(blobs.find("empty")).hasValueSatisfying(v -> assertThat(v).isEmpty());
    }

    @Test
    void compressionShrinksWhatIsLongAndIsReadByEveryone() {
        Cache<String, String> plain = Cache.over(context, CacheSpec.named("text", Codecs.string()));
        Cache<String, String> packed =
                Cache.over(context, CacheSpec.named("text", Codecs.string()).compressAbove(100));
        String text = "to be or not to be ".repeat(500);

        packed.put("long", text);
        packed.put("short", "hello");

        assertThat(redis.execute("STRLEN", "test:c:text:v1:long"))
                .isInstanceOfSatisfying(Long.class, n -> assertThat(n).isLessThan(500));
        assertThat(plain.find("long")).contains(text);
        assertThat(plain.find("short")).contains("hello");
    }

    @Test
    void aValueOverTheLimitIsRefusedBeforeAnythingIsSent() {
        Cache<String, byte[]> small =
                Cache.over(context, CacheSpec.named("blob", Codecs.bytes()).maxBytes(100));
        redis.resetStats();

        small.put("fits", new byte[100]);
        assertThatThrownBy(() -> small.put("big", new byte[101]))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_LARGE))
                .hasMessageContaining("101 bytes (expected: <= 100");
        assertThatThrownBy(() -> small.putAll(Map.of("ok", new byte[1], "big", new byte[101])))
                .isInstanceOf(CodecException.class);

        assertThat(redis.commandCount("set")).isEqualTo(1);
    }

    @Test
    void anInflatedValueOverTheLimitIsAMiss() {
        Cache<String, String> packed =
                Cache.over(context, CacheSpec.named("text", Codecs.string()).compressAbove(0));
        Cache<String, String> small =
                Cache.over(context, CacheSpec.named("text", Codecs.string()).maxBytes(1_000));
        packed.put("bomb", "x".repeat(500_000));

        assertThat(small.lookup("bomb")).isInstanceOf(Lookup.Miss.class);
        assertThat(counted("text", LookupOutcome.CORRUPT)).isEqualTo(1);
    }

    @Test
    void badKeysAndBatchesAreRefused() {
        assertThatThrownBy(() -> users.find("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> users.find("k".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("257 bytes (expected: 1 to 256)");
        for (String malformed : List.of("\ud800", "a\udfff", "\ud800?", "\u4e16\udfff")) {
            assertThatThrownBy(() -> users.find(malformed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("well-formed Unicode");
        }
        Cache<String, User> two = Cache.over(context, USERS.maxBatch(2));
        assertThatThrownBy(() -> two.findAll(List.of("1", "2", "3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keys: 3 (expected: <= 2");
    }

    @Test
    void keysOfOtherTypesAndOddCharactersStayApart() {
        Cache<Long, User> numbers =
                Cache.over(context, CacheSpec.named("number", User.class).<Long>keyedBy(String::valueOf));
        numbers.put(42L, ADA);
        assertThat(numbers.findAll(List.of(42L, 43L))).containsOnlyKeys(42L);

        List<String> odd = List.of("a:b", "a%3Ab", "a b", "a\nb", "{a}", "*", "?", "[a]", "\\", "\u4e16");
        for (String key : odd) {
            users.put(key, new User(key, 0, java.time.Instant.EPOCH, List.of(), null));
        }
        for (String key : odd) {
            assertThat(users.find(key))
                    .hasValueSatisfying(user -> assertThat(user.name()).isEqualTo(key));
        }
        assertThat(redis.execute("EXISTS", "test:c:user:v1:a%3Ab")).isEqualTo(1L);
    }

    @Test
    void aSharedCacheReadsAndWritesPlainValues() {
        Cache<String, User> shared = Cache.over(context, USERS.sharedAs("legacy:user:"));
        redis.execute(
                "SET", "legacy:user:7", "{\"name\":\"Eve\",\"age\":3,\"since\":\"1970-01-01T00:00:00Z\",\"extra\":1}");

        assertThat(shared.find("7"))
                .hasValueSatisfying(user -> assertThat(user.name()).isEqualTo("Eve"));
        shared.put("8:x", ADA);
        assertThat(String.valueOf(redis.execute("GET", "legacy:user:8:x")))
                .startsWith("{")
                .contains("\"Ada\"");
        assertThat(shared.getOrLoad("9", key -> BOB)).isEqualTo(BOB);
        assertThat(shared.find("9")).contains(BOB);
        Lookup.Hit<User> seen = (Lookup.Hit<User>) shared.lookup("9");
        assertThat(shared.replace("9", seen.version(), ADA)).isTrue();
        assertThat(shared.replace("9", seen.version(), BOB)).isFalse();
        assertThat(shared.exists("9")).isTrue();
        assertThat(shared.putIfAbsent("9", BOB)).isFalse();
        assertThat(shared.touch("9", Duration.ofMinutes(1))).isTrue();
        assertThat(shared.clear()).isEqualTo(3);
    }

    @Test
    void theAsyncViewDoesTheSame() throws Exception {
        var async = users.async();

        assertThat(async.put("1", ADA).get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(async.find("1").get(5, TimeUnit.SECONDS)).contains(ADA);
        assertThat(async.findAll(List.of("1", "2")).get(5, TimeUnit.SECONDS)).containsOnlyKeys("1");
        assertThat(async.getOrLoad("2", key -> BOB).get(5, TimeUnit.SECONDS)).isEqualTo(BOB);
        assertThat(async.invalidate("1").get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(async.exists("1").get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(async.clear().get(5, TimeUnit.SECONDS)).isEqualTo(1);
        assertThatThrownBy(() -> async.find("").get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListenerThatFailsHurtsNobody() {
        Cache<String, User> cache = Cache.over(
                stack(config(), new RedisListener() {
                    @Override
                    public void onLookup(String name, LookupOutcome outcome, int count) {
                        throw new IllegalStateException("broken");
                    }
                }),
                USERS);

        cache.put("1", ADA);

        assertThat(cache.find("1")).contains(ADA);
    }
}
