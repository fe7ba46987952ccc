package dev.redport.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.CircuitBreaker.State;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Masters;
import dev.redport.driver.Need;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisAuthenticationException;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RedisHealthCheckTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch asking = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void answersAtLast() {
        answer.countDown();
    }

    /** What one server says to a command. */
    private interface Pong {
        Reply to(Command command, Call call);
    }

    private record FakeDriver(List<Pong> servers, PoolStats pool, RedisConfig config) implements RedisDriver {
        @Override
        public Reply execute(Command command, Call call) {
            return servers.get(0).to(command, call).orThrow();
        }

        @Override
        public List<Reply> executeAll(List<Command> commands, Call call) {
            throw new AssertionError("not asked for");
        }

        @Override
        public List<MasterReply> executeOnMasters(Command command, Call call) {
            return servers.stream()
                    .map(server -> new MasterReply(new Endpoint("canary-host", 6379), server.to(command, call)))
                    .toList();
        }

        @Override
        public Masters masters(Call call) {
            return Masters.of(this);
        }

        @Override
        public DriverInfo info() {
            return new DriverInfo("fake", "1", config);
        }

        @Override
        public void close() {}
    }

    private static final PoolStats QUIET = new PoolStats(1, 1, 0, 1, 0, 0, 1, 0);
    private static final RedisConfig ONE = RedisConfig.defaults();
    private static final RedisConfig CLUSTER =
            RedisConfig.builder().cluster(new Endpoint("canary-host", 6379)).build();

    private static HealthCheck check(Duration deadline, Pong pong) {
        return check(deadline, new FakeDriver(List.of(pong), QUIET, ONE), State.CLOSED);
    }

    private static HealthCheck check(Duration deadline, RedisDriver driver, State circuit) {
        return HealthCheck.over(new PortContext(driver, RedisListener.NONE, Runnable::run, () -> circuit), deadline);
    }

    private static Health checked(FakeDriver driver, State circuit) {
        return check(Duration.ofSeconds(1), driver, circuit).check();
    }

    private static Reply hello(String role) {
        return Reply.of(List.of(
                "server".getBytes(UTF_8),
                "redis".getBytes(UTF_8),
                "proto".getBytes(UTF_8),
                2L,
                "role".getBytes(UTF_8),
                role.getBytes(UTF_8),
                "modules".getBytes(UTF_8),
                List.of()));
    }

    private static Reply failure(RedisException failure) {
        return Reply.of(failure);
    }

    private static RedisException timeout() {
        return new RedisOutcomeUnknownException(ErrorKind.TIMEOUT, "late");
    }

    private Reply pong(Command command, Call call) {
        assertThat(command.verb()).isEqualTo(Verb.HELLO);
        assertThat(call.operation()).isEqualTo(Operation.HEALTH_PING);
        asked.incrementAndGet();
        return hello("master");
    }

    private Reply slowPong(Command command, Call call) {
        asking.countDown();
        try {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return pong(command, call);
    }

    @Test
    void isUpWhenRedisAnswers() {
        Health health = check(Duration.ofSeconds(1), this::pong).check();

        assertThat(health.isUp()).isTrue();
        assertThat(health.reasons()).isEmpty();
        assertThat(health.latency()).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    }

    @Test
    void isDownWithTheKindOfTheFailure() {
        Health health = check(Duration.ofSeconds(1), (command, call) -> {
                    throw new RedisAuthenticationException(ErrorKind.AUTH, "canary");
                })
                .check();

        assertThat(health.status()).isEqualTo(Health.Status.DOWN);
        assertThat(health.reasons()).containsExactly(ErrorKind.AUTH);
        assertThat(health.toString() + health.toJson()).doesNotContain("canary");
    }

    @Test
    void asksWithItsOwnDeadline() {
        long[] left = new long[1];
        HealthCheck check = check(Duration.ofMillis(700), (command, call) -> {
            left[0] = call.remainingNanos();
            return hello("master");
        });
        check.check();

        assertThat(left[0]).isBetween(1L, 700_000_000L);
    }

    @Test
    void sharesAnAnswerForASecond() {
        HealthCheck check = check(Duration.ofSeconds(1), this::pong);
        Health first = check.check();
        long start = System.nanoTime();
        assertThat(check.check()).isSameAs(first);
        while (asked.get() == 1) {
            Health unused = check.check();
        }

        assertThat(System.nanoTime() - start).isBetween(900_000_000L, 10_000_000_000L);
        assertThat(asked).hasValue(2);
    }

    @Test
    void sharesAFailureToo() {
        HealthCheck check = check(Duration.ofSeconds(1), (command, call) -> {
            asked.incrementAndGet();
            throw new RedisAuthenticationException(ErrorKind.AUTH, "no");
        });

        assertThat(check.check()).isSameAs(check.check());
        assertThat(asked).hasValue(1);
    }

    @Test
    void asksOnceForAllWhoWait() throws InterruptedException {
        HealthCheck check = check(Duration.ofSeconds(20), this::slowPong);
        CompletableFuture<Health> first = concurrently(check);
        assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Health> second = concurrently(check);
        CompletableFuture<Health> third = concurrently(check);

        answer.countDown();

        assertThat(first).succeedsWithin(Duration.ofSeconds(5));
        assertThat(second).succeedsWithin(Duration.ofSeconds(5)).isSameAs(first.join());
        assertThat(third).succeedsWithin(Duration.ofSeconds(5)).isSameAs(first.join());
        assertThat(asked).hasValue(1);
    }

    @Test
    void isDownByTheDeadlineWhileAnotherThreadStillAsks() throws InterruptedException {
        HealthCheck check = check(Duration.ofMillis(30), this::slowPong);
        CompletableFuture<Health> stuck = concurrently(check);
        assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();

        Health health = check.check();

        assertThat(health.reasons()).containsExactly(ErrorKind.TIMEOUT);
        assertThat(health.latency()).isBetween(Duration.ofMillis(30), Duration.ofSeconds(5));
        assertThat(stuck).isNotDone();
        answer.countDown();
        assertThat(stuck).succeedsWithin(Duration.ofSeconds(5));
        assertThat(check.check()).as("the one answer there was").isSameAs(stuck.join());
    }

    @Test
    void keepsTheInterruptOfACallerWhoWaits() throws Exception {
        HealthCheck check = check(Duration.ofSeconds(20), this::slowPong);
        CompletableFuture<Health> unused = concurrently(check);
        assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();

        Thread.currentThread().interrupt();
        Health health = check.check();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(health.status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(health.reasons()).containsExactly(ErrorKind.INTERRUPTED);
    }

    @Test
    void saysThatTheDriverIsClosed() {
        HealthCheck check = check(Duration.ofSeconds(1), (command, call) -> {
            throw new IllegalStateException("closed");
        });

        assertThatThrownBy(check::check).isInstanceOf(IllegalStateException.class);
        assertThat(concurrently(check))
                .as("the lock is free")
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withMessageContaining("closed");
    }

    @Test
    void needsATimeToGiveUp() {
        assertThatThrownBy(() -> check(Duration.ZERO, this::pong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deadline: PT0S (expected: > PT0S)");
    }

    @Test
    void isWrittenAsJson() {
        Health down = new Health(
                Health.Status.DOWN,
                List.of(ErrorKind.TIMEOUT, ErrorKind.AUTH),
                List.of(HealthWarning.EVICTION, HealthWarning.UNKNOWN),
                Set.of(Need.TOKEN_STORE, Need.CACHE),
                Duration.ofNanos(1_000_204_000),
                Instant.parse("2026-01-02T03:04:05Z"));

        assertThat(down.toJson())
                .isEqualTo("{\"status\":\"DOWN\",\"ready\":false,\"reasons\":[\"timeout\",\"auth\"],"
                        + "\"warnings\":[\"eviction\",\"unknown\"],\"requiredBy\":[\"cache\",\"token_store\"],"
                        + "\"latencyMs\":1000.2,\"checkedAt\":\"2026-01-02T03:04:05Z\"}");
    }

    @Test
    void jsonEscapesWhatMustBe() {
        assertThat(Json.of(Map.of("a\"\\", "\n\u007f"))).isEqualTo("{\"a\\\"\\\\\":\"\\u000a\\u007f\"}");
    }

    @Test
    void asksByPingWhereHelloIsUnknownOrForbidden() {
        for (ErrorKind kind : List.of(ErrorKind.PERMISSION, ErrorKind.OTHER)) {
            List<Verb> verbs = new ArrayList<>();
            FakeDriver driver = new FakeDriver(
                    List.of((command, call) -> {
                        verbs.add(command.verb());
                        return command.verb().equals(Verb.HELLO)
                                ? failure(new RedisRejectedException(kind, "no"))
                                : Reply.of("PONG");
                    }),
                    QUIET,
                    ONE);

            assertThat(checked(driver, State.CLOSED).status()).isEqualTo(Health.Status.UP);
            assertThat(verbs).containsExactly(Verb.HELLO, Verb.PING);
        }
    }

    @Test
    void aReplicaIsDownForWriters() {
        Health health = check(Duration.ofSeconds(1), (command, call) -> hello("replica"))
                .check();

        assertThat(health.status()).isEqualTo(Health.Status.DOWN);
        assertThat(health.reasons()).containsExactly(ErrorKind.READ_ONLY);
    }

    @Test
    void aMasterThatIsAwayDegradesAndAllThatAreAwayAreDown() {
        Pong good = (command, call) ->
                command.verb().equals(Verb.CLUSTER) ? Reply.of("cluster_state:ok\r\n") : hello("master");
        Pong bad = (command, call) -> failure(timeout());
        Health one = checked(new FakeDriver(List.of(good, bad, good), QUIET, CLUSTER), State.CLOSED);
        Health all = checked(new FakeDriver(List.of(bad, bad), QUIET, CLUSTER), State.CLOSED);

        assertThat(one.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(one.isUp()).isTrue();
        assertThat(one.reasons()).containsExactly(ErrorKind.TIMEOUT);
        assertThat(all.status()).isEqualTo(Health.Status.DOWN);
    }

    @Test
    void slotsThatNobodyServesDegrade() {
        Pong node = (command, call) -> command.verb().equals(Verb.CLUSTER)
                ? Reply.of("cluster_enabled:1\r\ncluster_state:fail\r\n")
                : hello("master");

        Health health = checked(new FakeDriver(List.of(node), QUIET, CLUSTER), State.CLOSED);

        assertThat(health.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(health.reasons()).containsExactly(ErrorKind.SERVER_BUSY);
    }

    @Test
    void callersThatWaitAndAnOpenBreakerDegrade() {
        Pong good = (command, call) -> hello("master");
        PoolStats full = new PoolStats(2, 2, 2, 0, 3, 0, 2, 0);

        assertThat(checked(new FakeDriver(List.of(good), full, ONE), State.CLOSED)
                        .reasons())
                .containsExactly(ErrorKind.POOL_TIMEOUT);
        assertThat(checked(new FakeDriver(List.of(good), QUIET, ONE), State.OPEN)
                        .reasons())
                .containsExactly(ErrorKind.REJECTED);
        assertThat(checked(new FakeDriver(List.of(good), QUIET, ONE), State.HALF_OPEN)
                        .status())
                .isEqualTo(Health.Status.DEGRADED);
    }

    @Test
    void isReadyWithoutRedisUnlessAPortNeedsIt() {
        Pong bad = (command, call) -> failure(timeout());
        HealthCheck check = check(Duration.ofSeconds(1), bad);
        assertThat(check.check().isReady()).isTrue();

        HealthCheck needed = check(Duration.ofSeconds(1), bad);
        needed.require(Need.TOKEN_STORE);
        assertThat(needed.check().isReady()).isFalse();
        assertThat(needed.check().requiredBy()).containsExactly(Need.TOKEN_STORE);

        HealthCheck decided = check(Duration.ofSeconds(1), bad);
        decided.requireOnly();
        decided.require(Need.TOKEN_STORE);
        assertThat(decided.check().isReady()).isTrue();

        assertThatThrownBy(() -> decided.require(Need.CLUSTER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("port: CLUSTER (expected: one of [");
        assertThatThrownBy(() -> decided.requireOnly(Need.CACHE, Need.HEALTH))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void detailsSayWhatTheServersSayAndSkipWhatTheyRefuse() {
        Pong tells = (command, call) -> command.verb().equals(Verb.INFO) ? Reply.of("""
                        redis_version:6.2.11
                        role:master
                        used_memory:1024
                        maxmemory:2048
                        maxmemory_policy:noeviction
                        evicted_keys:7
                        rdb_last_bgsave_status:ok
                        aof_last_write_status:ok
                        connected_slaves:2
                        slave0:ip=10.0.0.2,port=6379,state=online,offset=42,lag=1
                        slave1:ip=10.0.0.3,port=6379,state=online,offset=42,lag=9
                        """) : hello("master");
        Pong refuses = (command, call) -> command.verb().equals(Verb.INFO)
                ? failure(new RedisRejectedException(ErrorKind.PERMISSION, "no"))
                : hello("master");
        HealthCheck check =
                check(Duration.ofSeconds(1), new FakeDriver(List.of(tells, refuses), QUIET, ONE), State.CLOSED);

        HealthDetails details = check.details();

        ServerDetails told = details.servers().get(0);
        assertThat(told.version()).isEqualTo("6.2.11");
        assertThat(told.memory()).isEqualTo(new ServerDetails.Memory(1024, 2048, "noeviction", 7));
        assertThat(told.replication()).isEqualTo(new ServerDetails.Replication(2, Optional.of(Duration.ofSeconds(9))));
        assertThat(told.lastSaveOk()).isTrue();
        assertThat(details.servers().get(1).skipped()).contains(ErrorKind.PERMISSION);
        assertThat(details.toJson())
                .contains("\"driver\":\"fake\"", "\"replicaLagSeconds\":9", "{\"skipped\":\"permission\"}")
                .doesNotContain("canary-host");
        assertThat(details.toJsonWithAddresses()).contains("\"address\":\"canary-host:6379\"");
    }

    private static CompletableFuture<Health> concurrently(HealthCheck check) {
        return CompletableFuture.supplyAsync(check::check, task -> {
            Thread thread = new Thread(task, "asking");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
