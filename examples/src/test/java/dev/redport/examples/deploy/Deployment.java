package dev.redport.examples.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The samples, filled in by prepare.sh and started as plain processes on loopback. What has to differ is changed in the
 * prepared files: paths, ports, the address to bind to, and names that do not resolve here.
 */
final class Deployment implements AutoCloseable {
    static final Path SAMPLES = Path.of("deploy").toAbsolutePath();
    private static final String BINARY = binary();
    private static final int BUS = 10_000;

    private final Path directory;
    private final Deque<Server> servers = new ArrayDeque<>();

    private Deployment(Path directory) {
        this.directory = directory;
    }

    /** Runs prepare.sh into a temporary directory. */
    static Deployment prepare() {
        try {
            Path parent = Files.createTempDirectory("redport-deploy-");
            Path directory = parent.resolve("prepared");
            String output = run(Map.of(), SAMPLES.resolve("prepare.sh").toString(), directory.toString());
            assertThat(output).contains("Made passwords, certificates and 14 servers");
            return new Deployment(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The binary that the testkit finds here: the one that is named, or a running server tells where it is. */
    private static String binary() {
        String named = System.getenv("REDPORT_REDIS_SERVER");
        if (named != null && !named.isBlank()) {
            return named;
        }
        try (EmbeddedRedis redis = EmbeddedRedis.builder().tls().start()) {
            Path running = Path.of(
                    ProcessHandle.of(redis.pid()).orElseThrow().info().command().orElseThrow());
            // Debian's is a link to a program that goes by the name it is called with
            Path server = running.resolveSibling("redis-server");
            return (Files.exists(server) ? server : running).toString();
        }
    }

    /** Runs a program to its end, within a minute; returns all its output. */
    static String run(Map<String, String> environment, String... command) {
        try {
            Path log = Files.createTempFile("redport-deploy-", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(log);
            Files.delete(log);
            assertThat(ended).as("ends: %s", output).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    String secret(String user) {
        return read(file("secrets/" + user + "-password"));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that is free, as is that of a bus; below those that systems give to outgoing connections. */
    static int port() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(11_000, 22_000);
            if (free(port) && free(port + BUS)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A running server; its configuration file as changed. */
    record Server(String name, int port, Process shell, Path log) {
        /** Ends it with SIGKILL: the shell that started it waits for this end of its input. */
        void kill() {
            try {
                shell.getOutputStream().close();
                assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Starts a prepared server; each change must be found in its files. */
    Server start(String name, String file, int port, Map<String, String> changes, String... options) {
        Path home = file(name);
        Map<String, String> all = new HashMap<>(changes);
        all.put("/etc/redis", home.toString());
        if (!file.equals("cache.conf")) {
            all.put("bind * -::*", "bind 127.0.0.1");
            all.put(file.equals("sentinel.conf") ? "tls-port 26379" : "tls-port 6379", "tls-port " + port);
            all.put("/var/lib/redis", home.resolve("data").toString());
        }
        change(home.resolve(file), all);
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "\"$@\" >\"$0\" 2>&1 </dev/null & server=$!; read -r _; kill -s KILL $server; wait $server",
                home.resolve("log.txt").toString(),
                BINARY,
                home.resolve(file).toString()));
        command.addAll(List.of(options));
        try {
            Process shell = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Server server = new Server(name, port, shell, home.resolve("log.txt"));
            servers.push(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void change(Path file, Map<String, String> changes) {
        String text = read(file);
        for (Map.Entry<String, String> each : changes.entrySet()) {
            assertThat(text).as(file.toString()).contains(each.getKey());
            text = text.replace(each.getKey(), each.getValue());
        }
        try {
            Files.writeString(file, text, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Console console(Server server) {
        return new Console(this, server.port(), "admin");
    }

    /** The variables of an app.env with the files of this deployment, and what else has to differ. */
    Map<String, String> environment(String topology, Map<String, String> changes) {
        Map<String, String> variables = new HashMap<>();
        read(SAMPLES.resolve(topology).resolve("app.env"))
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .forEach(pair -> variables.put(pair[0], pair[1]));
        variables.replaceAll((name, value) -> switch (value) {
            case "/run/secrets/redis-password" -> file("secrets/app-password").toString();
            case "/run/secrets/redis-ca.crt" -> file("tls/ca.crt").toString();
            case "/run/secrets/redis-client.crt" -> file("tls/client.crt").toString();
            case "/run/secrets/redis-client.key" -> file("tls/client.key").toString();
            default -> value;
        });
        assertThat(variables.keySet()).containsAll(changes.keySet());
        variables.putAll(changes);
        return variables;
    }

    @Override
    public void close() {
        servers.forEach(Server::kill);
        try (Stream<Path> files = Files.walk(directory.getParent())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
