package dev.redport.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redport.testkit.EmbeddedRedis;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer that falls silent without closing anything, as a host does that loses its power: seen in two network namespaces,
 * which Linux gives to everybody or to root, and not at all elsewhere.
 */
@Tag("soak")
@Timeout(180)
class SilentPeerTest {
    private static final Pattern LINE = Pattern.compile("(\\w+) noticed=(-?\\d+) back=(-?\\d+) longest=(\\d+)");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void isNoticedWithinThirtySecondsAndFoundAgainWhenItIsBack() throws Exception {
        assumeTrue(run(List.of("unshare", "-rn", "ip", "link")) == 0, "SKIPPED: no network namespaces on this machine");
        String output = probe();
        System.out.println("soak: silent peer, in milliseconds:\n" + output);

        Matcher line = LINE.matcher(output);
        int drivers = 0;
        while (line.find()) {
            drivers++;
            assertThat(Long.parseLong(line.group(2)))
                    .as(line.group(1) + " gives it up")
                    .isBetween(0L, 30_000L);
            assertThat(Long.parseLong(line.group(3)))
                    .as(line.group(1) + " finds it again")
                    .isBetween(0L, 3_000L);
            assertThat(Long.parseLong(line.group(4)))
                    .as(line.group(1) + "'s longest call")
                    .isLessThan(1_400);
        }
        assertThat(drivers).as("drivers in: %s", output).isEqualTo(3);
    }

    private String probe() throws IOException, InterruptedException {
        Path script = directory.resolve("silent-peer.sh");
        try (InputStream in = SilentPeerTest.class.getResourceAsStream("silent-peer.sh")) {
            Files.copy(Objects.requireNonNull(in), script);
        }
        Path output = directory.resolve("output");
        Process namespace = new ProcessBuilder(List.of(
                        "unshare",
                        "-rn",
                        "sh",
                        script.toString(),
                        serverBinary(),
                        directory.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SilentPeerProbe.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(namespace.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return Files.readString(output);
        } finally {
            namespace.descendants().forEach(ProcessHandle::destroy);
            namespace.destroy();
        }
    }

    /** The one that every other test runs against. */
    private static String serverBinary() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            return Objects.requireNonNull(redis.info("server").get("executable"));
        }
    }

    private static int run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start();
            return process.waitFor();
        } catch (IOException e) {
            return -1; // no such program
        }
    }
}
