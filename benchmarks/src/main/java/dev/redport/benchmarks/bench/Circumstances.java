package dev.redport.benchmarks.bench;

import dev.redport.config.RedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where and when it was measured.
 *
 * @param facts by name, in order; nothing that identifies the machine
 */
record Circumstances(Map<String, String> facts) {
    static Circumstances of(Plan plan, @Nullable RedisConfig own, String server, Optional<String> java) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("measured", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        facts.put(
                "machine",
                Runtime.getRuntime().availableProcessors() + " processors, " + processor()
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put(
                "JVM",
                java.map(JvmProbe::version)
                                .orElse(System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
                        + ", " + WorkerProcess.OPTIONS);
        facts.put(
                "server",
                "Redis " + (server.isEmpty() ? "(version not told)" : server)
                        + (own == null ? ", on the same machine as the clients, over loopback" : ", the user's own"));
        facts.put(
                "run",
                "--" + plan.name() + ", " + plan.rounds() + " rounds, turns of " + plan.turnNanos() / 1_000_000
                        + " ms, seed " + plan.seed());
        return new Circumstances(facts);
    }

    /** Linux tells the model; elsewhere it is left out. */
    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip() + ", ")
                    .orElse("");
        } catch (IOException notLinux) {
            return "";
        }
    }
}
