package dev.redport.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.Redport;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverStack;
import dev.redport.driver.RedisListener;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All drivers under load on one cluster whose nodes are killed, paused, restarted and resharded at random: {@code mvn verify
 * -Psoak}, with {@code -Dsoak.minutes=10} and {@code -Dsoak.seed=1} unless told otherwise.
 */
@Tag("soak")
class ClusterSoakTest {
    private static final List<String> DRIVERS = List.of("jedis", "lettuce", "redisson");
    private static final Duration DEADLINE = Duration.ofSeconds(12);
    /** What a call may take beyond its deadline where six servers and twelve callers share two cores. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final List<String> report = new ArrayList<>();

    @Test
    @Timeout(7_200)
    void nothingIsLostRunTwiceOrLeftBehind() throws Exception {
        Duration time = Duration.ofMinutes(Long.getLong("soak.minutes", 10));
        long seed = Long.getLong("soak.seed", 1);
        Set<Long> before = threads();
        try (EmbeddedCluster cluster =
                EmbeddedRedis.cluster().nodeTimeout(Duration.ofSeconds(2)).start()) {
            List<Workload> loads = new ArrayList<>();
            for (String driver : DRIVERS) {
                Redport redport =
                        Redport.connect(config(cluster, driver), RedisListener.NONE, DriverStack.find(driver));
                loads.add(new Workload(driver, redport, DEADLINE));
            }
            int most = disturb(cluster, loads, time, seed);
            for (Workload load : loads) {
                assertThat(eventually(load::answers))
                        .as("answers again, after %s", load.tally())
                        .isTrue();
                load.stop();
                load.settleDoubts();
                load.close();
            }
            tell("threads at most", String.valueOf(most));
            boolean closed = eventually(() -> sockets(cluster) == 0);
            tell("sockets left", String.valueOf(sockets(cluster)));
            boolean ended = eventually(() -> left(before).isEmpty());
            tell("threads left", String.valueOf(left(before)));
            print(loads, seed);
            verify(loads);
            assertThat(closed).as("sockets left").isTrue();
            assertThat(ended).as("threads left: %s", left(before)).isTrue();
        }
    }

    private static RedisConfig config(EmbeddedCluster cluster, String driver) {
        return RedisConfig.builder()
                .cluster(cluster.addresses().stream().map(Endpoint::parse).toArray(Endpoint[]::new))
                .driver(driver)
                .clientName("soak-" + driver)
                .poolSize(4)
                .minIdle(1)
                .dialTimeout(Duration.ofSeconds(1))
                .readTimeout(Duration.ofSeconds(1))
                .writeTimeout(Duration.ofSeconds(1))
                .operationDeadline(DEADLINE)
                .maxRetries(40)
                .minRetryDelay(Duration.ofMillis(20))
                .maxRetryDelay(Duration.ofMillis(400))
                .build();
    }

    private int disturb(EmbeddedCluster cluster, List<Workload> loads, Duration time, long seed) {
        Chaos chaos = new Chaos(cluster, seed);
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; i < loads.size(); i++) {
            loads.get(i).start(seed + 10L * i);
        }
        int most = 0;
        while (System.nanoTime() - end < 0) {
            chaos.rest(500, 3_000);
            chaos.disturb();
            most = Math.max(most, Thread.activeCount());
        }
        tell("disturbances", chaos.toString());
        return most;
    }

    private static void verify(List<Workload> loads) {
        for (Workload load : loads) {
            Tally tally = load.tally();
            assertThat(tally.wrongs()).isEmpty();
            assertThat(tally.duplicates()).as("commands that ran twice").isZero();
            assertThat(tally.calls()).isGreaterThan(1_000);
            assertThat(tally.longest()).isLessThan(DEADLINE.plus(GRACE));
        }
    }

    private void print(List<Workload> loads, long seed) throws Exception {
        for (int i = 0; i < loads.size(); i++) {
            tell(DRIVERS.get(i), loads.get(i).tally() + ", " + loads.get(i).doubts());
        }
        tell("seed", String.valueOf(seed));
        Files.write(Path.of("target", "soak.txt"), report);
        report.forEach(System.out::println);
    }

    private void tell(String what, String value) {
        report.add("soak: " + what + ": " + value);
    }

    private static long sockets(EmbeddedCluster cluster) {
        return cluster.nodes().stream()
                .mapToLong(node -> String.valueOf(node.execute("CLIENT", "LIST"))
                        .lines()
                        .filter(line -> line.contains(" name=soak-"))
                        .count())
                .sum();
    }

    private static Set<Long> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getId).collect(Collectors.toSet());
    }

    /** New threads, but for those that libraries keep for the whole JVM. */
    private static List<String> left(Set<Long> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread.getId()))
                .map(Thread::getName)
                .filter(name -> name.startsWith("redport-") || name.startsWith("lettuce-") || name.startsWith("soak-"))
                .filter(name -> !name.startsWith("redport-testkit") && !name.startsWith("redport-redis"))
                .toList();
    }

    private static boolean eventually(BooleanSupplier probe) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() - end < 0) {
            if (probe.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(50_000_000);
        }
        return probe.getAsBoolean();
    }
}
