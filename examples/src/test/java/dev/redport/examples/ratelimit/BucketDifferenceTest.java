package dev.redport.examples.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.DriverStack;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import dev.redport.testkit.ClockedDriver;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random calls of the token bucket come to the same as with Bucket4j's bucket in this process: what is allowed, how much is
 * left, and when to come back. {@code -Dratelimit.seed=1} repeats a run; a failure tells its seed.
 */
@Timeout(120)
class BucketDifferenceTest {
    private static final int SUBJECTS = 400;
    /** Well before a key that lives for a minute could expire. */
    private static final long OLD = TimeUnit.SECONDS.toNanos(40);

    private static final RateLimitPolicy POLICY = RateLimitPolicy.named("difference")
            .limit(Rate.random(new Random(0)).limit())
            .withoutDenyCache()
            .coalescing(false)
            .onUnavailable(OutagePolicy.THROW)
            .deadline(Duration.ofSeconds(30));

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedRedis redis;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedSentinel sentinel;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedCluster cluster;

    private final Deque<Long> times = new ArrayDeque<>();
    private final Map<Decision.Outcome, Integer> outcomes = new EnumMap<>(Decision.Outcome.class);
    private int created;

    @BeforeAll
    static void startServers() {
        redis = EmbeddedRedis.start();
        sentinel = EmbeddedRedis.sentinel().start();
        cluster = EmbeddedRedis.cluster().start();
    }

    @AfterAll
    static void endServers() {
        redis.close();
        sentinel.close();
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "lettuce,  standalone,  40000",
        "jedis,    standalone,   8000",
        "redisson, standalone,   8000",
        "lettuce,  sentinel,     8000",
        "jedis,    sentinel,     8000",
        "redisson, sentinel,     8000",
        "lettuce,  cluster,      8000",
        "jedis,    cluster,      8000",
        "redisson, cluster,      8000",
    })
    void decidesAsBucket4jDoes(String driver, String servers, int operations) {
        long seed = Long.getLong("ratelimit.seed", (driver + servers).hashCode());
        RedisConfig config =
                config(servers).driver(driver).namespace("test").maxRetries(0).build();
        PortContext context = DriverStack.connect(DriverStack.find(driver), config, RedisListener.NONE, Runnable::run);
        try (ClockedDriver timed = ClockedDriver.over(context.driver(), times::remove)) {
            RateLimiter limiter = RateLimiter.over(new PortContext(timed, RedisListener.NONE, Runnable::run), POLICY);
            run(limiter, driver, new Random(seed), operations);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("with -Dratelimit.seed=" + seed + ": " + e.getMessage(), e);
        }
        assertThat(outcomes.get(Decision.Outcome.ALLOWED)).isGreaterThan(operations / 5);
        assertThat(outcomes.get(Decision.Outcome.DENIED)).isGreaterThan(operations / 5);
        assertThat(outcomes.get(Decision.Outcome.NEVER)).isGreaterThan(operations / 1_000);
    }

    private static RedisConfigBuilder config(String servers) {
        return switch (servers) {
            case "standalone" -> RedisConfig.builder().url(redis.url());
            case "sentinel" -> RedisConfig.builder().sentinel(sentinel.masterName(), endpoints(sentinel.addresses()));
            default -> RedisConfig.builder().cluster(endpoints(cluster.addresses()));
        };
    }

    private static Endpoint[] endpoints(List<String> addresses) {
        return addresses.stream().map(Endpoint::parse).toArray(Endpoint[]::new);
    }

    private void run(RateLimiter limiter, String driver, Random random, int operations) {
        List<Subject> subjects = new ArrayList<>();
        long born = 0;
        for (int done = 0; done < operations; done += SUBJECTS) {
            if (subjects.isEmpty() || System.nanoTime() - born > OLD) {
                born = System.nanoTime();
                subjects.clear();
                for (int i = 0; i < SUBJECTS; i++) {
                    subjects.add(subject(driver, random));
                }
            }
            for (int i = 0; i < SUBJECTS / 50; i++) {
                subjects.set(random.nextInt(SUBJECTS), subject(driver, random));
            }
            step(limiter, subjects, random);
        }
    }

    private Subject subject(String driver, Random random) {
        List<Rate> rates = new ArrayList<>();
        for (int i = Math.max(1, random.nextInt(4)); i > 0; i--) {
            rates.add(Rate.random(random));
        }
        // limits that are counted in other units have no common clock for Bucket4j
        rates.removeIf(rate -> rate.unit() != rates.get(0).unit());
        long now = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        return new Subject(driver + created++, rates, now + random.nextInt(1_000));
    }

    /** Everyone does something once: most of them in one batch. */
    private void step(RateLimiter limiter, List<Subject> subjects, Random random) {
        List<Subject> asking = new ArrayList<>();
        List<Long> costs = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (Subject subject : subjects) {
            subject.age(random);
            long cost = subject.cost(random);
            if (random.nextInt(8) == 0) {
                alone(limiter, subject, cost, random);
            } else {
                asking.add(subject);
                costs.add(cost);
                requests.add(subject.asks(cost));
            }
        }
        for (int i = 0; i < asking.size(); i++) {
            // what can never pass is not asked
            if (!asking.get(i).isNever(costs.get(i))) {
                times.add(asking.get(i).micros());
            }
        }
        List<Decision> decisions = limiter.tryAcquireAll(requests);
        assertThat(times).isEmpty();
        for (int i = 0; i < decisions.size(); i++) {
            asking.get(i).tookOrNot(costs.get(i), decisions.get(i));
            outcomes.merge(decisions.get(i).outcome(), 1, Integer::sum);
        }
    }

    private void alone(RateLimiter limiter, Subject subject, long cost, Random random) {
        times.clear();
        times.add(subject.micros());
        switch (random.nextInt(11)) {
            case 0, 1 -> subject.peek(limiter, cost);
            case 2, 3 -> subject.takeUpTo(limiter, cost);
            case 4, 5 -> subject.giveBack(limiter, cost);
            case 6, 7 -> subject.charge(limiter, cost);
            case 8, 9 -> subject.tookOrNot(cost, limiter.tryAcquire(subject.asks(cost)));
            default -> subject.forget(limiter);
        }
        times.clear();
    }
}
