package dev.redport.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose name gets another address is found there by the next connection, no later than the JVM forgets the old one. */
@Timeout(60)
class AddressChangeTest {
    private static final Pattern LINE = Pattern.compile("(\\w+ \\w+)=(-?\\d+)");

    @Test
    void everyDriverConnectsToTheNewAddress(@TempDir Path directory) throws IOException, InterruptedException {
        Path names = Files.createFile(directory.resolve("names"));
        Path output = directory.resolve("output");
        Process probe = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + names,
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AddressChangeProbe.class.getName(),
                        names.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(probe.waitFor(40, TimeUnit.SECONDS)).isTrue();
        } finally {
            probe.destroy();
        }

        String told = Files.readString(output);
        Map<String, Long> millis = new HashMap<>();
        Matcher line = LINE.matcher(told);
        while (line.find()) {
            millis.put(line.group(1), Long.parseLong(line.group(2)));
        }
        for (String driver : List.of("jedis", "lettuce", "redisson")) {
            assertThat(millis.get(driver + " before"))
                    .as(driver + " where nobody is")
                    .isEqualTo(-1);
            assertThat(millis.get(driver + " after"))
                    .as(driver + " at the new address, in: " + told)
                    .isBetween(0L, (AddressChangeProbe.TTL_SECONDS + 1) * 1000L);
        }
    }
}
