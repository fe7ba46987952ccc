package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.cache.Cache;
import dev.redport.cache.LoadException;
import dev.redport.cache.Lookup;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener.LookupOutcome;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Loading what is missing: once, for all who wait, and stored only if it is still right. And what happens while Redis is
 * away.
 *
 * @since 0.1.0
 */
public abstract class CacheLoadingContract extends CacheFixture {
    /** For subclasses. */
    protected CacheLoadingContract() {}

    @Test
    void aMissingValueIsLoadedAndKept() {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(users.getOrLoad("1", key -> {
                        loads.incrementAndGet();
                        return ADA;
                    }))
                    .isEqualTo(ADA);
        }
        assertThat(loads).hasValue(1);
        assertThat(pttl("test:c:user:v1:1")).isBetween(3_000_000L, 3_600_000L);
    }

    @Test
    void manyCallersShareOneLoad() throws InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            callers.add(LifecycleContract.start(
                    () -> {
                        go.await();
                        assertThat(users.getOrLoad("1", key -> {
                                    loads.incrementAndGet();
                                    inside.countDown();
                                    finish.await();
                                    return ADA;
                                }))
                                .isEqualTo(ADA);
                    },
                    failures));
        }
        go.countDown();
        inside.await();
        assertThat(eventually(Duration.ofSeconds(5), () -> counted(LookupOutcome.MISS) == 50))
                .isTrue();
        finish.countDown();
        LifecycleContract.join(callers);

        assertThat(failures).isEmpty();
        assertThat(loads).hasValue(1);
    }

    @Test
    void aFailureIsSharedAndNotKept() throws InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            callers.add(LifecycleContract.start(
                    () -> users.getOrLoad("1", key -> {
                        loads.incrementAndGet();
                        inside.countDown();
                        finish.await();
                        throw new IOException("the database is down");
                    }),
                    failures));
        }
        inside.await();
        assertThat(eventually(Duration.ofSeconds(5), () -> counted(LookupOutcome.MISS) == 10))
                .isTrue();
        eventually(Duration.ofMillis(100), () -> false);
        finish.countDown();
        LifecycleContract.join(callers);

        assertThat(failures).hasSize(10).allMatch(text -> text.contains("LoadException"));
        assertThat(loads).hasValue(1);
        assertThat(users.getOrLoad("1", key -> ADA)).isEqualTo(ADA);
        assertThat(users.find("1")).contains(ADA);
    }

    @Test
    void anUncheckedFailureComesThroughAsItIs() {
        assertThatThrownBy(() -> users.getOrLoad("1", key -> {
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        assertThatThrownBy(() -> users.getOrLoad("1", key -> {
                    throw new IOException("theirs");
                }))
                .isInstanceOf(LoadException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aWaiterGivesUpAfterTheLoadTimeout() throws InterruptedException {
        Cache<String, User> quick = Cache.over(context, USERS.loadTimeout(Duration.ofMillis(100)));
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Thread slow = LifecycleContract.start(
                () -> quick.getOrLoad("1", key -> {
                    inside.countDown();
                    finish.await();
                    return ADA;
                }),
                failures);
        inside.await();

        assertThatThrownBy(() -> quick.getOrLoad("1", key -> BOB))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("loadTimeout");
        finish.countDown();
        LifecycleContract.join(List.of(slow));
        assertThat(failures).isEmpty();
    }

    @Test
    void aLoaderThatAsksForItsOwnKeyIsTold() {
        assertThatThrownBy(() -> users.getOrLoad("1", key -> users.getOrLoad(key, again -> ADA)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("loading");
        assertThat(users.getOrLoad("2", key -> users.getOrLoad("3", other -> ADA)))
                .isEqualTo(ADA);
    }

    @Test
    void absenceIsRememberedOnlyIfAsked() {
        AtomicInteger loads = new AtomicInteger();
        assertThat(users.findOrLoad("1", key -> none(loads))).isEmpty();
        assertThat(users.findOrLoad("1", key -> none(loads))).isEmpty();
        assertThat(loads).hasValue(2);
        assertThat(stored("test:c:user:v1:1")).as("a lease left behind").isFalse();

        Cache<String, User> remembering = Cache.over(context, USERS.negativeTtl(Duration.ofSeconds(30)));
        assertThat(remembering.findOrLoad("1", key -> none(loads))).isEmpty();
        assertThat(remembering.findOrLoad("1", key -> none(loads))).isEmpty();
        assertThat(loads).hasValue(3);
        assertThat(remembering.lookup("1")).isInstanceOf(Lookup.KnownAbsent.class);
        assertThat(remembering.exists("1")).isFalse();
        assertThat(remembering.touch("1", Duration.ofDays(1))).isFalse();
        assertThat(pttl("test:c:user:v1:1")).isBetween(1L, 30_000L);
        assertThat(remembering.putIfAbsent("1", ADA)).isTrue();
        assertThat(remembering.find("1")).contains(ADA);
    }

    private static Optional<User> none(AtomicInteger loads) {
        loads.incrementAndGet();
        return Optional.empty();
    }

    @Test
    void getOrLoadLoadsOverAKnownAbsence() {
        Cache<String, User> remembering = Cache.over(context, USERS.negativeTtl(Duration.ofSeconds(30)));
        remembering.findOrLoad("1", key -> Optional.empty());

        assertThat(remembering.getOrLoad("1", key -> ADA)).isEqualTo(ADA);
        assertThat(remembering.find("1")).contains(ADA);
    }

    @Test
    void aBulkLoaderSeesJustTheMissingKeysOnce() {
        Cache<String, User> remembering = Cache.over(context, USERS.negativeTtl(Duration.ofSeconds(30)));
        remembering.put("b", BOB);
        List<Set<String>> asked = new ArrayList<>();
        Map<String, User> expected = new LinkedHashMap<>();
        expected.put("a", ADA);
        expected.put("b", BOB);

        for (int i = 0; i < 2; i++) {
            assertThat(remembering.getOrLoadAll(List.of("a", "b", "c", "a"), keys -> {
                        asked.add(keys);
                        return Map.of("a", ADA, "not asked for", BOB);
                    }))
                    .containsExactlyEntriesOf(expected);
        }
        assertThat(asked).containsExactly(Set.of("a", "c"));
        assertThat(remembering.find("not asked for")).isEmpty();
    }

    @Test
    void aBulkLoadCostsThreeTrips() {
        List<String> keys = new ArrayList<>();
        Map<String, User> values = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            keys.add("k" + i);
            values.put("k" + i, ADA);
        }
        users.getOrLoadAll(List.of("warm"), missing -> Map.of("warm", ADA));
        redis.resetStats();
        trips.set(0);

        assertThat(users.getOrLoadAll(keys, missing -> values)).isEqualTo(values);

        assertThat(trips).hasValue(3);
        if (!redis.isClustered()) { // there, nodes that are new to a script are asked twice
            assertThat(redis.commandCount("mget")).isEqualTo(1);
            assertThat(redis.commandCount("evalsha")).isEqualTo(200);
        }
    }

    @Test
    void aFailedBulkLoadLeavesNothingBehind() {
        assertThatThrownBy(() -> users.getOrLoadAll(List.of("a", "b"), keys -> {
                    throw new IOException("down");
                }))
                .isInstanceOf(LoadException.class);
        assertThat(stored("test:c:user:v1:a")).isFalse();
        assertThat(users.getOrLoadAll(List.of("a", "b"), keys -> Map.of("a", ADA)))
                .containsOnlyKeys("a");
    }

    @Test
    void bulkAndSingleLoadsOfOneKeyShareOneLoad() throws InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Thread single = LifecycleContract.start(
                () -> users.getOrLoad("a", key -> {
                    loads.incrementAndGet();
                    inside.countDown();
                    finish.await();
                    return ADA;
                }),
                failures);
        inside.await();
        Thread bulk = LifecycleContract.start(
                () -> assertThat(users.getOrLoadAll(List.of("a", "b"), keys -> {
                            assertThat(keys).containsExactly("b");
                            finish.countDown();
                            return Map.of("b", BOB);
                        }))
                        .containsOnlyKeys("a", "b"),
                failures);
        LifecycleContract.join(List.of(single, bulk));

        assertThat(failures).isEmpty();
        assertThat(loads).hasValue(1);
    }

    @Test
    void aFillWhoseReplyIsLostIsStoredOnceAndTheCallerIsServed() {
        FaultProxy proxy = closedAtTheEnd(FaultProxy.to(closedAtTheEnd(EmbeddedRedis.start())));
        Cache<String, User> cut =
                Cache.over(stack(at(proxy.host(), proxy.port()).maxRetries(3), counting()), USERS);
        cut.getOrLoad("warm", key -> ADA);
        proxy.cutBeforeReply("EVALSHA", 1);

        assertThat(cut.getOrLoad("1", key -> ADA)).isEqualTo(ADA);
        assertThat(cut.putIfAbsent("2", ADA)).isTrue();
        proxy.cutBeforeReply("EVALSHA", 1);
        assertThat(cut.putIfAbsent("3", ADA))
                .as("stored by the try whose reply was lost")
                .isTrue();
        assertThat(cut.find("1")).contains(ADA);
    }

    @Test
    void withoutBypassAFailingRedisFailsTheRead() {
        EmbeddedRedis server = closedAtTheEnd(EmbeddedRedis.start());
        Cache<String, User> strict = Cache.over(stack(config(server), counting()), USERS);
        server.stop();
        AtomicInteger loads = new AtomicInteger();

        assertThatThrownBy(() -> strict.getOrLoad("1", key -> {
                    loads.incrementAndGet();
                    return ADA;
                }))
                .isInstanceOf(RedisException.class);
        assertThat(loads).hasValue(0);
    }

    @Test
    void withBypassReadsGoToTheLoaderAndWritesStillFail() {
        EmbeddedRedis server = closedAtTheEnd(EmbeddedRedis.start());
        Cache<String, User> cache = Cache.over(stack(config(server), counting()), USERS.bypass(2));
        server.stop();

        assertThat(cache.getOrLoad("1", key -> ADA)).isEqualTo(ADA);
        assertThat(cache.findOrLoad("1", key -> Optional.empty())).isEmpty();
        assertThat(cache.getOrLoadAll(List.of("1", "2"), keys -> Map.of("1", ADA)))
                .containsOnlyKeys("1");
        assertThat(cache.find("1")).isEmpty();
        assertThat(cache.findAll(List.of("1"))).isEmpty();
        assertThat(counted(LookupOutcome.BYPASS)).isEqualTo(6);
        assertThatThrownBy(() -> cache.invalidate("1")).isInstanceOf(RedisException.class);
        assertThatThrownBy(() -> cache.put("1", ADA)).isInstanceOf(RedisException.class);

        server.restart();
        assertThat(eventually(Duration.ofSeconds(3), () -> {
                    cache.getOrLoad("1", key -> ADA);
                    return cache.find("1").isPresent();
                }))
                .isTrue();
    }

    @Test
    void theBypassLetsOnlySoManyLoadsThrough() throws InterruptedException {
        EmbeddedRedis server = closedAtTheEnd(EmbeddedRedis.start());
        Cache<String, User> cache =
                Cache.over(stack(config(server), counting()), USERS.bypass(1).loadTimeout(Duration.ofMillis(200)));
        server.stop();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Thread slow = LifecycleContract.start(
                () -> cache.getOrLoad("1", key -> {
                    inside.countDown();
                    finish.await();
                    return ADA;
                }),
                failures);
        inside.await();

        assertThatThrownBy(() -> cache.getOrLoad("2", key -> BOB))
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.REJECTED));
        finish.countDown();
        LifecycleContract.join(List.of(slow));
        assertThat(failures).isEmpty();
    }
}
