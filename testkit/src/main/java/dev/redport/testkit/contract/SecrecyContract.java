package dev.redport.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.DriverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * With every logger at its most talkative, the client's own included, a service shows no password, key or value, neither when
 * all goes well nor when all goes wrong. Runs in a JVM of its own, whose whole output is searched; it needs slf4j-simple.
 *
 * @since 0.1.0
 */
public abstract class SecrecyContract {
    private static final int LIMIT_SECONDS = 90;

    /** For subclasses. */
    protected SecrecyContract() {}

    /**
     * The driver under test.
     *
     * @return its factory
     */
    protected abstract DriverFactory factory();

    @Test
    @Timeout(120)
    void nothingSecretIsEverShown(@TempDir Path directory) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // it does not live long enough for more
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace"));
        command.add(SecrecyScenario.class.getName());
        command.add(factory().getClass().getName());
        Process service = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(service.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
        } finally {
            service.destroyForcibly();
        }
        String shown = new String(Files.readAllBytes(output), UTF_8);
        assertThat(shown.contains(SecrecyScenario.DONE)).as("all was tried").isTrue();
        assertThat(shown.contains(SecrecyScenario.LOGGED))
                .as("the loggers were on")
                .isTrue();
        List<String> telling = shown.lines()
                .filter(line -> spellings().stream().anyMatch(line::contains))
                .limit(20)
                .toList();
        assertThat(telling).as("lines that show a secret").isEmpty();
        assertThat(shown.lines().filter(line -> line.contains(SecrecyScenario.FORGED) || line.contains("\u001b")))
                .as("lines that were forged")
                .isEmpty();
    }

    /** The canary as people, hex dumps, Base64 and arrays would show it. */
    static List<String> spellings() {
        byte[] canary = SecrecyScenario.CANARY.getBytes(UTF_8);
        String array = Arrays.toString(canary);
        List<String> spellings = new ArrayList<>(List.of(
                SecrecyScenario.CANARY,
                HexFormat.of().formatHex(canary),
                HexFormat.ofDelimiter(" ").formatHex(canary),
                array.substring(1, array.length() - 1)));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + canary.length];
            System.arraycopy(canary, 0, shifted, shift, canary.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // the ends depend on the neighbours
            spellings.add(encoded.substring(shift == 0 ? 0 : shift + 1, encoded.length() - 1));
        }
        return spellings;
    }
}
