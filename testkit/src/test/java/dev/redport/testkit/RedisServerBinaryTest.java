package dev.redport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The binaries here are scripts that answer the probe as a server of that kind does. */
@Timeout(30)
class RedisServerBinaryTest {
    private static final String WITH_TLS = "echo \">>> 'redport-probe \\\"yes\\\"'\"";
    private static final String WITHOUT_TLS = "echo \">>> 'tls-port \\\"0\\\"'\"";
    private static final String BROKEN = "echo cannot load libssl; exit 127";

    @TempDir
    private Path directory;

    @Test
    void isTheNamedOneIfThereIsOne() throws IOException {
        Path named = script("named", WITH_TLS);
        assertThat(binary(named.toString(), "Linux").find(true)).isEqualTo(named);
    }

    @Test
    void isNeverAnotherThanTheNamedOne() throws IOException {
        script("redis-server", WITH_TLS);
        assertFailure(binary(directory.resolve("absent").toString(), "Linux"), false, "absent (expected: an exec");
        assertFailure(
                binary(script("a", WITHOUT_TLS).toString(), "Linux"),
                true,
                "(expected: a redis-server that runs with TLS)");
        assertFailure(binary(script("b", BROKEN).toString(), "Linux"), false, "(expected: a redis-server that runs)");
        Path text = Files.writeString(directory.resolve("text"), "not executable");
        assertFailure(binary(text.toString(), "Linux"), false, "(expected: an executable redis-server)");
    }

    @Test
    void isOnThePathIfNoneIsBundledForTheSystem() throws IOException {
        Path onPath = script("redis-server", WITHOUT_TLS);
        assertThat(binary("", "Plan 9").find(false)).isEqualTo(onPath);
        assertFailure(binary("", "Plan 9"), true, "none found that was built with TLS");
    }

    @Test
    void namesAllThreeWaysIfThereIsNone() throws IOException {
        script("redis-server", BROKEN);
        assertFailure(binary("", "Plan 9"), false, RedisServerBinary.VARIABLE);
        assertFailure(binary("", "Plan 9"), false, "com.github.codemonstur:embedded-redis");
        assertFailure(binary("", "Plan 9"), false, "redis-server on the PATH");
    }

    private RedisServerBinary binary(String named, String system) {
        Map<String, String> environment = Map.of(RedisServerBinary.VARIABLE, named, "PATH", "/nowhere::" + directory);
        return new RedisServerBinary(environment, system, "amd64");
    }

    private Path script(String name, String body) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static void assertFailure(RedisServerBinary binary, boolean tls, String message) {
        assertThatThrownBy(() -> binary.find(tls))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
    }
}
