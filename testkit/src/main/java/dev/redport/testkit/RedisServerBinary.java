package dev.redport.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds a {@code redis-server} that runs here: the one named by {@code REDPORT_REDIS_SERVER}, else the one inside the
 * embedded-redis artifact, else the first on the PATH. Looked for once per JVM.
 */
final class RedisServerBinary {
    static final String VARIABLE = "REDPORT_REDIS_SERVER";
    private static final RedisServerBinary OF_THIS_JVM = new RedisServerBinary(
            System.getenv(), System.getProperty("os.name", ""), System.getProperty("os.arch", ""));

    private enum Ability {
        NONE,
        PLAIN,
        TLS
    }

    private final Map<String, String> environment;
    private final String resource;
    private final Map<Path, Ability> abilities = new HashMap<>();
    private Optional<Path> extracted = Optional.empty();

    RedisServerBinary(Map<String, String> environment, String system, String architecture) {
        this.environment = environment;
        this.resource = resource(system.toLowerCase(Locale.ROOT), architecture.toLowerCase(Locale.ROOT));
    }

    static Path locate(boolean tls) {
        return OF_THIS_JVM.find(tls);
    }

    synchronized Path find(boolean tls) {
        String named = environment.get(VARIABLE);
        if (named != null && !named.isBlank()) {
            Path path = Path.of(named);
            if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
                throw new IllegalStateException(VARIABLE + ": " + named + " (expected: an executable redis-server)");
            }
            if (!serves(path, tls)) {
                throw new IllegalStateException(
                        VARIABLE + ": " + named + " (expected: a redis-server that runs" + (tls ? " with TLS)" : ")"));
            }
            return path;
        }
        return bundled()
                .filter(path -> serves(path, tls))
                .or(() -> onPath(tls))
                .orElseThrow(() -> new IllegalStateException("redis-server: none found"
                        + (tls ? " that was built with TLS" : "")
                        + " (expected one of: " + VARIABLE + "=/path/to/redis-server in the environment;"
                        + " the artifact com.github.codemonstur:embedded-redis on the class path with a binary that runs"
                        + " on this system; redis-server on the PATH)"));
    }

    private Optional<Path> onPath(boolean tls) {
        for (String directory : environment.getOrDefault("PATH", "").split(":", -1)) {
            Path path = Path.of(directory, "redis-server");
            if (!directory.isEmpty() && Files.isExecutable(path) && serves(path, tls)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private Optional<Path> bundled() {
        if (extracted.isEmpty() && !resource.isEmpty()) {
            try (InputStream binary = RedisServerBinary.class.getResourceAsStream("/" + resource)) {
                if (binary != null) {
                    extracted = Optional.of(extract(binary));
                }
            } catch (IOException e) {
                throw new IllegalStateException(resource + ": could not be extracted to the temporary directory", e);
            }
        }
        return extracted;
    }

    private static Path extract(InputStream binary) throws IOException {
        Path directory = Files.createTempDirectory("redport-redis-server-");
        Path file = directory.resolve("redis-server");
        directory.toFile().deleteOnExit();
        file.toFile().deleteOnExit();
        Files.copy(binary, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private boolean serves(Path binary, boolean tls) {
        Ability ability = abilities.computeIfAbsent(binary, RedisServerBinary::probe);
        return tls ? ability == Ability.TLS : ability != Ability.NONE;
    }

    /** Starts it with a directive no server knows: it exits at once, naming that one, or tls-port if it has no TLS. */
    private static Ability probe(Path binary) {
        try {
            Process process = new ProcessBuilder(
                            binary.toString(), "--port", "0", "--tls-port", "0", "--redport-probe", "yes")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Ability.NONE;
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (output.contains(">>> 'redport-probe")) {
                return Ability.TLS;
            }
            return output.contains(">>> 'tls-port") ? Ability.PLAIN : Ability.NONE;
        } catch (IOException e) {
            return Ability.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for redis-server", e);
        }
    }

    private static String resource(String system, String architecture) {
        boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
        if (system.contains("linux") && (arm || intel)) {
            return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        }
        if (system.contains("mac") && (arm || intel)) {
            return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
        }
        return "";
    }
}
