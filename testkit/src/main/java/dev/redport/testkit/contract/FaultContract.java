package dev.redport.testkit.contract;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What the suites share that break servers and networks: patience, and repairs after each test. */
abstract class FaultContract extends Contract {
    /** Long enough for a failover. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Deque<Runnable> repairs = new ArrayDeque<>();

    FaultContract() {}

    @AfterEach
    void repair() {
        while (!repairs.isEmpty()) {
            repairs.pop().run();
        }
    }

    /** To be undone after the test, the last first. */
    void repairedBy(Runnable repair) {
        repairs.push(repair);
    }

    Matrix matrix() {
        return new Matrix(factory().name());
    }

    /** The driver with retries enough to wait for a failover. */
    RedisDriver patient(RedisConfigBuilder config) {
        PortContext context = stack(
                config.maxRetries(100).maxRetryDelay(Duration.ofMillis(300)).operationDeadline(PATIENCE),
                RedisListener.NONE);
        return context.driver();
    }

    /** So that the first test does not pay for loading the client's classes. */
    void warmUp() {
        runPatiently(patient(config()), Verb.PING);
    }

    static Call patience() {
        return Call.start(Operation.OTHER, PATIENCE);
    }

    static Reply runPatiently(RedisDriver driver, Verb verb, String... args) {
        return driver.execute(command(verb, args), patience());
    }

    /**
     * A caller that writes its own keys and reads them. What it reads may be old or gone, as replication is asynchronous, but
     * never somebody else's.
     */
    static Load.Body writing(RedisDriver driver, int keys) {
        return (caller, n) -> {
            String key = "w" + caller + "-" + n % keys;
            List<Command> both = List.of(command(Verb.SET, key, key + "=" + n), command(Verb.GET, key));
            List<Reply> replies = driver.executeAll(both, patience());
            replies.get(0).orThrow();
            Reply read = replies.get(1).orThrow();
            if (!read.isNil() && !read.text().startsWith(key + "=")) {
                throw new AssertionError(key + " read " + read.text());
            }
        };
    }

    /** Whether a call succeeds within that time. */
    static boolean succeeds(Duration within, Runnable call) {
        return eventually(within, () -> {
            try {
                call.run();
                return true;
            } catch (RedisException e) {
                return false;
            }
        });
    }

    static Duration timed(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
