package dev.redport.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Masters;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisAuthenticationException;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PingHealthCheckTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch asking = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void answersAtLast() {
        answer.countDown();
    }

    /** What the driver does with a PING. */
    private interface Pong {
        Reply to(Command command, Call call);
    }

    private record FakeDriver(Pong pong) implements RedisDriver {
        @Override
        public Reply execute(Command command, Call call) {
            return pong.to(command, call);
        }

        @Override
        public List<Reply> executeAll(List<Command> commands, Call call) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Masters masters(Call call) {
            throw new AssertionError("not asked for");
        }

        @Override
        public DriverInfo info() {
            return new DriverInfo("fake", "1", RedisConfig.defaults());
        }

        @Override
        public PoolStats pool() {
            return new PoolStats(1, 1, 0, 1, 0, 0, 1, 0);
        }

        @Override
        public void close() {}
    }

    private static HealthCheck check(Duration deadline, Pong pong) {
        return HealthCheck.over(new PortContext(new FakeDriver(pong), RedisListener.NONE, Runnable::run), deadline);
    }

    private Reply pong(Command command, Call call) {
        assertThat(command.verb()).isEqualTo(Verb.PING);
        assertThat(call.operation()).isEqualTo(Operation.HEALTH_PING);
        asked.incrementAndGet();
        return Reply.of("PONG");
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
            return Reply.of("PONG");
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
        assertThat(health.isUp()).isFalse();
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
                Duration.ofNanos(1_000_204_000),
                Instant.parse("2026-01-02T03:04:05Z"));

        assertThat(down.toJson())
                .isEqualTo(
                        "{\"status\":\"DOWN\",\"reasons\":[\"timeout\",\"auth\"],\"warnings\":[\"eviction\",\"unknown\"],"
                                + "\"latencyMs\":1000.20,"
                                + "\"checkedAt\":\"2026-01-02T03:04:05Z\"}");
    }

    private static CompletableFuture<Health> concurrently(HealthCheck check) {
        return CompletableFuture.supplyAsync(check::check, task -> {
            Thread thread = new Thread(task, "asking");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
