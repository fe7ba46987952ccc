package dev.redport.health;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Need;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.health.Probe.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at Redis for all who ask within a second. */
final class RedisHealthCheck implements HealthCheck {
    private static final Logger log = LoggerFactory.getLogger(HealthCheck.class);
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);
    private static final Set<Need> PORTS = EnumSet.of(Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER);

    private final PortContext context;
    private final Duration deadline;
    private final Probe probe;
    private final AtomicReference<@Nullable CompletableFuture<Health>> asking = new AtomicReference<>();
    private final AtomicReference<Health.Status> logged = new AtomicReference<>(Health.Status.UP);
    private volatile @Nullable Answer last;
    private volatile @Nullable Durability durability;
    private volatile Set<Need> required = Set.of();
    private boolean decided;

    private record Answer(Health health, long nanoTime) {
        boolean isFresh() {
            return System.nanoTime() - nanoTime < FRESH;
        }
    }

    RedisHealthCheck(PortContext context, Duration deadline) {
        this.context = requireNonNull(context, "context");
        this.deadline = requireNonNull(deadline, "deadline");
        this.probe = new Probe(context);
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: > PT0S)");
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
            if (health.status() != Health.Status.UNKNOWN) {
                last = new Answer(health, System.nanoTime());
                context.listener().onHealth(health.isUp(), System.nanoTime() - start);
                mine.complete(health);
                logChange(health);
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
            return health(new Finding(Health.Status.UNKNOWN, Set.of(ErrorKind.INTERRUPTED)), List.of(), start);
        } catch (TimeoutException e) {
            return health(new Finding(Health.Status.DOWN, Set.of(ErrorKind.TIMEOUT)), List.of(), start);
        } catch (ExecutionException | CancellationException e) {
            return ask(start);
        }
    }

    private Health ask(long start) {
        Call call = call(start);
        Finding finding = probe.ask(call);
        Health health = health(finding, List.of(), start);
        Durability watched = durability;
        return watched == null || !health.isUp()
                ? health
                : new Health(
                        health.status(),
                        health.reasons(),
                        watched.warnings(call.remainingNanos()),
                        health.requiredBy(),
                        health.latency(),
                        health.checkedAt());
    }

    private Call call(long start) {
        return Call.startNanos(Operation.HEALTH_PING, Math.max(1, deadline.toNanos() - (System.nanoTime() - start)));
    }

    private Health health(Finding finding, List<HealthWarning> warnings, long start) {
        return new Health(
                finding.status(),
                List.copyOf(finding.reasons()),
                warnings,
                required,
                Duration.ofNanos(System.nanoTime() - start),
                Instant.now());
    }

    /** One line for each change, not for each probe. */
    private void logChange(Health health) {
        Health.Status before = logged.getAndSet(health.status());
        if (before != health.status()) {
            (health.status() == Health.Status.UP ? log.atInfo() : log.atWarn())
                    .addKeyValue("client", context.config().clientName())
                    .addKeyValue("status", health.status())
                    .addKeyValue(
                            "reasons",
                            health.reasons().stream().map(ErrorKind::tag).toList())
                    .log("The health of Redis changed");
        }
    }

    @Override
    public HealthDetails details() {
        Health health = check();
        return new Details(context, probe, Call.startNanos(Operation.HEALTH_DETAILS, deadline.toNanos())).of(health);
    }

    @Override
    public synchronized void require(Need port) {
        requirePort(port);
        if (!decided) {
            Set<Need> more = EnumSet.of(port);
            more.addAll(required);
            required = Set.copyOf(more);
        }
    }

    @Override
    public synchronized void requireOnly(Need... ports) {
        Arrays.stream(ports).forEach(RedisHealthCheck::requirePort);
        decided = true;
        required = Set.of(ports);
    }

    private static void requirePort(Need port) {
        if (!PORTS.contains(requireNonNull(port, "port"))) {
            throw new IllegalArgumentException("port: " + port + " (expected: one of " + PORTS + ")");
        }
    }

    @Override
    public synchronized void watchDurability() {
        if (durability == null) {
            durability = new Durability(context);
        }
    }
}
