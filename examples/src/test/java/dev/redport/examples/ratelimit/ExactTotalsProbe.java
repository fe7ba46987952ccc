package dev.redport.examples.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.Redport;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.Verb;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Run by {@link ExactTotalsTest} in each of its processes: takes what it can get of one key. */
final class ExactTotalsProbe {
    static final int PROCESSES = 3;
    static final int LIMIT = 2_000;
    static final int THREADS = 16;
    static final int CALLS = 200;

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private ExactTotalsProbe() {}

    /** Takes the name of the driver, the URL of a server, and the addresses of a cluster. */
    public static void main(String... args) throws Exception {
        run(args[0], "standalone", RedisConfig.builder().url(args[1]));
        Endpoint[] cluster =
                Arrays.stream(args[2].split(",")).map(Endpoint::parse).toArray(Endpoint[]::new);
        run(args[0], "cluster", RedisConfig.builder().cluster(cluster));
    }

    private static void run(String driver, String servers, RedisConfigBuilder config) throws Exception {
        try (Redport redport = Redport.connect(
                config.driver(driver).namespace("test").poolSize(8).build())) {
            for (boolean sharing : new boolean[] {false, true}) {
                String round = servers + (sharing ? " sharing" : " plain");
                RateLimiter limiter = redport.rateLimiter(policy(sharing));
                meet(redport.driver(), "test:ready:" + round);
                Tally tally = takeAll(limiter);
                System.out.printf(
                        Locale.ROOT,
                        "%s: allowed=%d denied=%d cached=%d%n",
                        round,
                        tally.allowed,
                        tally.denied,
                        tally.cached);
            }
        }
    }

    /** Two kinds of limits of the same size, so that one would show what the other loses. */
    private static RateLimitPolicy policy(boolean sharing) {
        RateLimitPolicy policy = RateLimitPolicy.named(sharing ? "sharing" : "plain")
                .limit(Limit.windowFromFirstUse(LIMIT, Duration.ofDays(1)))
                .limit(Limit.tokenBucket(LIMIT).refill(1, Duration.ofDays(366)))
                .onUnavailable(OutagePolicy.THROW)
                .deadline(DEADLINE);
        return sharing ? policy : policy.withoutDenyCache().coalescing(false);
    }

    /** Waits until all processes have come so far. */
    private static void meet(RedisDriver driver, String place) {
        Call call = Call.start(Operation.OTHER, DEADLINE);
        byte[] key = place.getBytes(UTF_8);
        long here = driver.execute(Command.of(Verb.INCR, key), call).integer();
        while (here < PROCESSES) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            // fails when the call is over
            here = Long.parseLong(new String(
                    driver.execute(Command.of(Verb.GET, key), call).bytes(), UTF_8));
        }
    }

    private static Tally takeAll(RateLimiter limiter)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch start = new CountDownLatch(1);
            var tallies = IntStream.range(0, THREADS)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return take(limiter);
                    }))
                    .toList();
            start.countDown();
            Tally all = new Tally();
            for (Future<Tally> tally : tallies) {
                all.add(tally.get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Tally take(RateLimiter limiter) {
        Tally tally = new Tally();
        for (int i = 0; i < CALLS; i++) {
            Decision decision = limiter.tryAcquire("everyone");
            if (decision.allowed()) {
                tally.allowed++;
            } else {
                tally.denied++;
            }
            if (decision.source() == Decision.Source.DENY_CACHE) {
                tally.cached++;
            }
        }
        return tally;
    }

    private static final class Tally {
        private int allowed;
        private int denied;
        private int cached;

        void add(Tally other) {
            allowed += other.allowed;
            denied += other.denied;
            cached += other.cached;
        }
    }
}
