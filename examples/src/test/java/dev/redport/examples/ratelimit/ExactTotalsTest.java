package dev.redport.examples.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes, each with another driver and many threads, get exactly the limit of one key together. */
@Timeout(120)
class ExactTotalsTest {
    private static final List<String> DRIVERS = List.of("lettuce", "jedis", "redisson");
    private static final List<String> ROUNDS =
            List.of("standalone plain", "standalone sharing", "cluster plain", "cluster sharing");
    private static final Pattern LINE = Pattern.compile("(\\w+ \\w+): allowed=(\\d+) denied=(\\d+) cached=(\\d+)");
    private static final int CALLS = ExactTotalsProbe.PROCESSES * ExactTotalsProbe.THREADS * ExactTotalsProbe.CALLS;

    private record Total(long allowed, long denied, long cached) {
        Total plus(Total other) {
            return new Total(allowed + other.allowed, denied + other.denied, cached + other.cached);
        }
    }

    @Test
    void processesTogetherGetTheLimitAndNoMore(@TempDir Path directory) throws IOException, InterruptedException {
        Map<String, Process> probes = new LinkedHashMap<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                EmbeddedCluster cluster = EmbeddedRedis.cluster().start()) {
            try {
                for (String driver : DRIVERS) {
                    probes.put(driver, start(driver, redis, cluster, directory.resolve(driver)));
                }
                for (Process probe : probes.values()) {
                    assertThat(probe.waitFor(80, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                probes.values().forEach(Process::destroy);
            }
        }

        Map<String, Total> totals = new HashMap<>();
        for (String driver : DRIVERS) {
            String output = Files.readString(directory.resolve(driver));
            Matcher line = LINE.matcher(output);
            int rounds = 0;
            for (; line.find(); rounds++) {
                Total total = new Total(number(line, 2), number(line, 3), number(line, 4));
                totals.merge(line.group(1), total, Total::plus);
            }
            assertThat(rounds).as(driver + ": " + output).isEqualTo(ROUNDS.size());
        }
        for (String round : ROUNDS) {
            Total total = totals.getOrDefault(round, new Total(0, 0, 0));
            assertThat(total.allowed).as(round).isEqualTo(ExactTotalsProbe.LIMIT);
            assertThat(total.denied).as(round).isEqualTo(CALLS - ExactTotalsProbe.LIMIT);
            if (round.endsWith("sharing")) {
                assertThat(total.cached).as(round).isPositive();
            } else {
                assertThat(total.cached).as(round).isZero();
            }
        }
    }

    private static Process start(String driver, EmbeddedRedis redis, EmbeddedCluster cluster, Path output)
            throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExactTotalsProbe.class.getName(),
                        driver,
                        redis.url(),
                        String.join(",", cluster.addresses())))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static long number(Matcher line, int group) {
        return Long.parseLong(line.group(group));
    }
}
