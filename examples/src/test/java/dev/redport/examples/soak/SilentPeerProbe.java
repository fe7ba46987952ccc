package dev.redport.examples.soak;

import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverStack;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Run by {@link SilentPeerTest} in a namespace: makes the server fall silent and tells what each driver does. */
final class SilentPeerProbe {
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(27);
    private static final Duration RETURN = Duration.ofSeconds(15);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final String driver;
    private final Redport redport;
    private long longest;

    private SilentPeerProbe(String driver) {
        this.driver = driver;
        this.redport = Redport.connect(
                RedisConfig.builder()
                        .host("10.77.0.2")
                        .port(6400)
                        .poolSize(2)
                        .minIdle(1)
                        .dialTimeout(Duration.ofMillis(500))
                        .readTimeout(Duration.ofMillis(500))
                        .writeTimeout(Duration.ofMillis(500))
                        .operationDeadline(DEADLINE)
                        .circuitBreaker(false)
                        .build(),
                RedisListener.NONE,
                DriverStack.find(driver));
    }

    public static void main(String[] args) throws Exception {
        List<SilentPeerProbe> probes = List.of("jedis", "lettuce", "redisson").stream()
                .map(SilentPeerProbe::new)
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            all(threads, probes, probe -> probe.until(Duration.ofSeconds(10), true));
            route("add");
            List<Long> noticed = all(threads, probes, SilentPeerProbe::endure);
            route("del");
            List<Long> back = all(threads, probes, probe -> probe.until(RETURN, true));
            for (int i = 0; i < probes.size(); i++) {
                SilentPeerProbe probe = probes.get(i);
                System.out.println(probe.driver + " noticed=" + noticed.get(i) + " back=" + back.get(i) + " longest="
                        + TimeUnit.NANOSECONDS.toMillis(probe.longest));
                probe.redport.close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Step {
        long run(SilentPeerProbe probe) throws Exception;
    }

    private static List<Long> all(ExecutorService threads, List<SilentPeerProbe> probes, Step step) throws Exception {
        List<Future<Long>> started = threads.invokeAll(probes.stream()
                .<Callable<Long>>map(probe -> () -> step.run(probe))
                .toList());
        List<Long> results = new java.util.ArrayList<>();
        for (Future<Long> each : started) {
            results.add(each.get());
        }
        return results;
    }

    /** What the server sends to us is thrown away, in its own namespace and without a word. */
    private static void route(String what) throws IOException, InterruptedException {
        Process ip = new ProcessBuilder(
                        "nsenter",
                        "-t",
                        System.getenv("HOLDER"),
                        "-n",
                        "ip",
                        "route",
                        what,
                        "blackhole",
                        "10.77.0.1/32")
                .inheritIO()
                .start();
        if (ip.waitFor() != 0) {
            throw new IllegalStateException("ip route " + what + " failed");
        }
    }

    /** Calls until one has that outcome; after how many milliseconds, or -1. */
    private long until(Duration limit, boolean wanted) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < limit.toNanos()) {
            if (answers() == wanted) {
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            }
            LockSupport.parkNanos(PAUSE);
        }
        return -1;
    }

    /** Goes on calling through the silence; after how many milliseconds a connection was given up, or -1. */
    private long endure() {
        long start = System.nanoTime();
        long noticed = -1;
        while (System.nanoTime() - start < SILENCE.toNanos()) {
            if (answers()) {
                throw new IllegalStateException("the server is not silent");
            }
            if (noticed < 0 && redport.driver().pool().closed() > 0) {
                noticed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            }
            LockSupport.parkNanos(PAUSE);
        }
        return noticed;
    }

    private boolean answers() {
        long start = System.nanoTime();
        try {
            var unused = redport.driver().execute(Command.of(Verb.PING), Call.start(Operation.OTHER, DEADLINE));
            return true;
        } catch (RedisException e) {
            return false;
        } finally {
            longest = Math.max(longest, System.nanoTime() - start);
        }
    }
}
