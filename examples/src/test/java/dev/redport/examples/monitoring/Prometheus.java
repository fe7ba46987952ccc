package dev.redport.examples.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus on loopback, run with our prometheus.yml: only the target and the intervals are others. */
final class Prometheus implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Process process;
    private final Path output;
    private final URI address;

    private Prometheus(Process process, Path output, URI address) {
        this.process = process;
        this.output = output;
        this.address = address;
    }

    static Prometheus start(Program program, Path directory, URI target) throws IOException {
        Files.copy(Repository.MONITORING.resolve("redport-alerts.yml"), directory.resolve("redport-alerts.yml"));
        Path config = Files.writeString(
                directory.resolve("prometheus.yml"),
                Repository.read(Repository.MONITORING.resolve("prometheus.yml"))
                        .replace("127.0.0.1:8080", target.getAuthority())
                        .replace("_interval: 15s", "_interval: 1s"));
        URI address = URI.create("http://127.0.0.1:" + freePort());
        Path output = directory.resolve("prometheus.txt");
        Process process = program.start(
                directory,
                output,
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=" + address.getAuthority(),
                "--log.level=warn");
        Prometheus prometheus = new Prometheus(process, output, address);
        if (!prometheus.eventually(START, prometheus::isReady)) {
            prometheus.close();
            throw new IllegalStateException("Prometheus did not start: " + Files.readString(output));
        }
        return prometheus;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady() {
        try {
            return process.isAlive() && send("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private HttpResponse<String> send(String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private JsonNode data(String path) throws IOException {
        HttpResponse<String> answer = send(path);
        JsonNode body = JsonMapper.shared().readTree(answer.body());
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + body.path("error").asString());
        }
        return body.path("data");
    }

    /** A condition that may ask, polled with a bound. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    boolean eventually(Duration within, Condition condition) throws IOException {
        long end = System.nanoTime() + within.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return true;
    }

    /** The values that an expression has now; those that are no number are left out. */
    List<Double> query(String expression) throws IOException {
        JsonNode data = data("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
        List<Double> values = new ArrayList<>();
        for (JsonNode sample : data.path("result")) {
            double value = Double.parseDouble(sample.path("value")
                    .path(1)
                    .asString()
                    .replace("+Inf", "Infinity")
                    .replace("-Inf", "-Infinity"));
            if (!Double.isNaN(value)) {
                values.add(value);
            }
        }
        return values;
    }

    /** The names of all alerts that are firing or will be if it goes on so. */
    Set<String> activeAlerts() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : data("/api/v1/alerts").path("alerts")) {
            names.add(alert.path("labels").path("severity").asString() + " "
                    + alert.path("labels").path("alertname").asString());
        }
        return names;
    }

    /** What went wrong while rules were evaluated. */
    List<String> ruleErrors() throws IOException {
        List<String> errors = new ArrayList<>();
        for (JsonNode group : data("/api/v1/rules").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (!rule.path("health").asString().equals("ok")) {
                    errors.add(rule.path("name").asString() + ": "
                            + rule.path("lastError").asString());
                }
            }
        }
        return errors;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** All it printed: at its level, warnings and errors. */
    String output() throws IOException {
        return Files.readString(output);
    }
}
