package dev.redport.health;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One PING for all who ask within a second. */
final class PingHealthCheck implements HealthCheck {
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final PortContext context;
    private final Duration deadline;
    private final AtomicReference<@Nullable CompletableFuture<Health>> asking = new AtomicReference<>();
    private volatile @Nullable Answer last;
    private volatile @Nullable Durability durability;

    private record Answer(Health health, long nanoTime) {
        boolean isFresh() {
            return System.nanoTime() - nanoTime < FRESH;
        }
    }

    PingHealthCheck(PortContext context, Duration deadline) {
        this.context = requireNonNull(context, "context");
        this.deadline = requireNonNull(deadline, "deadline");
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: > PT0S)");
        }
    }

    @Override
    public synchronized void watchDurability() {
        if (durability == null) {
            durability = new Durability(context);
        }
    }

    @Override
    public Health check() {
        Answer known = last;
        if (known != null && known.isFresh()) {
            return known.health;
        }
        long start = System.nanoTime();
        CompletableFuture<Health> mine = new CompletableFuture<>();
        CompletableFuture<Health> others = asking.compareAndExchange(null, mine);
        return others == null ? askForAll(mine, start) : await(others, start);
    }

    private Health askForAll(CompletableFuture<Health> mine, long start) {
        try {
            Health health = ask(start);
            if (!health.reasons().contains(ErrorKind.INTERRUPTED)) { // which says nothing about Redis
                last = new Answer(health, System.nanoTime());
                mine.complete(health);
            }
            return health;
        } finally {
            asking.set(null);
            mine.cancel(false); // where there is no answer to share, the others ask for themselves
        }
    }

    private Health await(CompletableFuture<Health> others, long start) {
        try {
            return others.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down(ErrorKind.INTERRUPTED, start);
        } catch (TimeoutException e) {
            return down(ErrorKind.TIMEOUT, start);
        } catch (ExecutionException | CancellationException e) {
            return ask(start);
        }
    }

    private Health ask(long start) {
        long left = Math.max(1, deadline.toNanos() - (System.nanoTime() - start));
        Call call = Call.startNanos(Operation.HEALTH_PING, left);
        try {
            context.driver().execute(Command.of(Verb.PING), call);
            Duration latency = since(start);
            Durability watched = durability;
            List<HealthWarning> warnings = watched == null ? List.of() : watched.warnings(call.remainingNanos());
            return new Health(Health.Status.UP, List.of(), warnings, latency, Instant.now());
        } catch (RedisException e) {
            return down(e.kind(), start);
        }
    }

    private static Health down(ErrorKind reason, long start) {
        return new Health(Health.Status.DOWN, List.of(reason), List.of(), since(start), Instant.now());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
