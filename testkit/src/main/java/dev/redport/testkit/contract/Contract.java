package dev.redport.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.DriverStack;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What all suites share: drivers that are closed after each test, and short ways to say things. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class Contract {
    static final Duration DIAL = Duration.ofMillis(800);
    static final Duration READ = Duration.ofMillis(600);
    static final Duration DEADLINE = Duration.ofMillis(1500);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable Stalls stalls;

    Contract() {}

    /**
     * The driver under test.
     *
     * @return its factory
     */
    protected abstract DriverFactory factory();

    @BeforeEach
    void watchTheMachine() {
        stalls = closedAtTheEnd(Stalls.watch());
    }

    /** How long after its deadline a call of this test may end. */
    Duration grace() {
        return requireNonNull(stalls).grace();
    }

    @AfterEach
    void closeWhatWasOpened() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    <T extends AutoCloseable> T closedAtTheEnd(T resource) {
        opened.push(resource);
        return resource;
    }

    /** How to reach the servers of the suite. */
    abstract RedisConfigBuilder config();

    static RedisConfigBuilder config(EmbeddedRedis server) {
        RedisConfigBuilder config = at(server.host(), server.port());
        return server.url().startsWith("rediss:")
                ? config.tlsEnabled(true).tlsCaFile(server.certificates().ca())
                : config;
    }

    static RedisConfigBuilder at(String host, int port) {
        return settings().host(host).port(port);
    }

    /** Short timeouts and no retries, so that what is seen is the driver itself. */
    static RedisConfigBuilder settings() {
        return RedisConfig.builder()
                .namespace("test")
                .poolSize(4)
                .minIdle(0)
                .dialTimeout(DIAL)
                .readTimeout(READ)
                .writeTimeout(READ)
                .operationDeadline(DEADLINE)
                .maxRetries(0)
                .circuitBreaker(false)
                .minRetryDelay(Duration.ofMillis(5))
                .maxRetryDelay(Duration.ofMillis(50));
    }

    RedisDriver connect(RedisConfigBuilder config) {
        return closedAtTheEnd(factory().connect(config.build()));
    }

    RedisDriver connect() {
        return connect(config());
    }

    /** The driver with all decorators. */
    PortContext stack(RedisConfigBuilder config, RedisListener listener) {
        PortContext context = DriverStack.connect(
                factory(), config.build(), listener, task -> new Thread(task, "async-test").start());
        closedAtTheEnd(context.driver());
        return context;
    }

    static Call call() {
        return Call.start(Operation.OTHER, DEADLINE);
    }

    static Reply run(RedisDriver driver, Verb verb, String... args) {
        return driver.execute(command(verb, args), call());
    }

    static Command command(Verb verb, String... args) {
        byte[][] bytes = new byte[args.length][];
        for (int i = 0; i < args.length; i++) {
            bytes[i] = bytes(args[i]);
        }
        return Command.of(verb, bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Runs a probe every few milliseconds until it succeeds or the time is over. */
    static boolean eventually(Duration within, BooleanSupplier probe) {
        long end = System.nanoTime() + within.toNanos();
        do {
            if (probe.getAsBoolean()) {
                return true;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        } while (System.nanoTime() - end < 0);
        return probe.getAsBoolean();
    }
}
