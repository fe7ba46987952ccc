package dev.redport.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CheckCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    private int run(Map<String, String> environment, String... arguments) {
        return Main.run(environment, new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private String said() {
        return out.toString() + err;
    }

    @Test
    void listsEveryCheckOnce() {
        assertEquals(0, run(Map.of(), "--list"));
        assertEquals(Doctor.checks().size(), out.toString().lines().count());
        assertEquals(Check.all().size(), Doctor.checks().size(), "two checks have the same id");
        assertTrue(Doctor.checks().keySet().stream().allMatch(id -> id.matches("[a-z]+(-[a-z0-9]+)*")));
    }

    @Test
    void endsWithThreeOnABadOption() {
        assertEquals(3, run(Map.of(), "--chek", "x"));
        assertEquals(3, run(Map.of(), "--check", "no-such-check"));
        assertEquals(3, run(Map.of(), "--ports", "queue"));
        assertEquals(3, run(Map.of(), "--attest", "load-test=soon"));
        assertEquals(3, run(Map.of(), "--timeout", "0"));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("expected: one of those that --list shows"), said());
    }

    @Test
    void tellsEachMistakeOfTheConfiguration() {
        assertEquals(
                2,
                run(
                        Map.of(
                                "REDIS_PORT", "99999",
                                "REDIS_READ_TIMEOUT", "3",
                                "REDIS_PASSWORD", "canary-password",
                                "REDIS_URL", "redis:/app:canary-url@host"),
                        "--format",
                        "json"));
        assertTrue(said().contains("\"REDIS_PORT: 99999\""), said());
        assertTrue(said().contains("REDIS_READ_TIMEOUT"), said());
        assertTrue(said().contains("REDIS_URL"), said());
        assertFalse(said().contains("canary"), said());
    }

    @Test
    void agreesWithTheStartUpGateOfProduction() {
        Map<String, String> environment = Map.of("REDIS_PROFILE", "production", "REDIS_PORT", "1", "REDIS_REED", "1");
        assertEquals(2, run(environment, "--check", "configuration,tls-enabled,password-length,variables-known"));
        assertTrue(said().contains("FAIL  tls-enabled"), said());
        assertTrue(said().contains("FAIL  password-length"), said());
        assertTrue(said().contains("PASS  configuration"), said());
        assertTrue(said().contains("WARN  variables-known"), said());
    }

    @Test
    void neverShowsASecret() throws IOException {
        try (EmbeddedRedis server = EmbeddedRedis.builder()
                .user("app", "canary-app-0123456789-0123456789-01", "~redport:*", "+@all")
                .user("doctor", "canary-admin-0123456789")
                .start()) {
            Path password = Files.writeString(directory.resolve("admin"), "canary-admin-0123456789\n");
            Map<String, String> environment = new HashMap<>();
            environment.put("REDIS_HOST", server.host());
            environment.put("REDIS_PORT", Integer.toString(server.port()));
            environment.put("REDIS_USERNAME", "app");
            environment.put("REDIS_PASSWORD", "canary-app-0123456789-0123456789-01");
            environment.put("REDIS_ADMIN_USERNAME", "doctor");
            environment.put("REDIS_ADMIN_PASSWORD_FILE", password.toString());
            for (String format : new String[] {"text", "json", "junit"}) {
                run(environment, "--format", format);
            }
            assertTrue(said().contains("PASS  admin-login"), said());
            assertTrue(said().contains("PASS  variables-known"), said());
            environment.put(
                    "REDIS_ADMIN_PASSWORD_FILE", directory.resolve("none").toString());
            assertEquals(3, run(environment));
            run(Map.of(), "--no-such-option=redis://app:canary-option@host");
            run(Map.of(), "--url", "redis:/app:canary-url@host", "--check", "configuration");
            run(Map.of(), "--admin-url", "redis:/app:canary-url@host", "--check", "configuration");
            assertFalse(said().contains("canary"), said());
        }
    }

    @Test
    void writesTheReportToAFile() throws IOException {
        Path file = directory.resolve("report.xml");
        assertEquals(0, run(Map.of(), "--check", "configuration", "--format", "junit", "--output", file.toString()));
        assertTrue(Files.readString(file).contains("<testsuite"));
        assertEquals("", out.toString());
    }

    @Test
    void saysBeforeTheExaminationThatTheReportCannotBeWritten() {
        String nowhere = directory.resolve("no/where").toString();
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            String before = redis.info("stats").get("total_connections_received");
            Ran ran = Ran.with(Map.of("REDIS_URL", redis.url()), "--output", nowhere);
            assertEquals(3, ran.status());
            assertEquals("--output: the file cannot be written", ran.err().strip());
            assertEquals("", ran.out());
            assertEquals(before, redis.info("stats").get("total_connections_received"));
        }
    }

    @Test
    void refusesAddressesThatAreNotOfTheWebAndRulesWithoutRules() throws IOException {
        for (String option : new String[] {"--health-url", "--metrics-url"}) {
            for (String url : new String[] {"ftp://canary@host/health", "host/health", "http:/x"}) {
                Ran ran = Ran.with(Map.of(), "--check=health-endpoint", option + "=" + url);
                assertEquals(3, ran.status());
                assertTrue(ran.err().startsWith(option.substring(2) + ": "), ran.err());
                assertTrue(ran.err().contains("(expected: http://host or https://host)"), ran.err());
                assertFalse(ran.err().contains("canary"), ran.err());
            }
        }
        Path rules = Files.writeString(directory.resolve("prometheus.yml"), "scrape_configs: []\n");
        Ran ran = Ran.with(Map.of(), "--check=alert-rules", "--rules=" + rules);
        assertTrue(ran.out().contains("the file has no alert rules"), ran.out());
    }

    @Test
    void whatKeepsACheckFromBeingMadeIsToldThoughNobodyAskedForIt() {
        Ran broken = Ran.with(Map.of("REDIS_PORT", "many"), "--check", "acl-keys");
        assertEquals(2, broken.status());
        assertTrue(broken.out().contains("configuration") && broken.out().contains("REDIS_PORT"), broken.out());
        Ran skipped = Ran.with(Map.of("REDIS_PORT", "many"), "--skip", "configuration");
        assertEquals(2, skipped.status());
        Ran away = Ran.with(Map.of("REDIS_PORT", "1"), "--check", "server-role");
        assertEquals(2, away.status(), away.out());
        assertTrue(away.out().contains("FAIL  connect"), away.out());
    }

    @Test
    void looksAtMetricsHealthAlertsAndAttestations() throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(service, "/metrics", "redis_operations_total{client=\"x\"} 0\nredis_pool_size 10\n");
        answer(service, "/leaks", "{\"redis\": \"java.io.IOException: no\"}");
        answer(service, "/health", "{\"status\": \"UP\"}");
        service.start();
        try {
            String base = "http://127.0.0.1:" + service.getAddress().getPort();
            Path rules = Files.writeString(directory.resolve("rules.yml"), "groups: [] # redis_operation_errors_total");
            run(
                    Map.of(),
                    "--check=metrics-endpoint,health-endpoint,alert-rules,load-test,firewall",
                    "--metrics-url=" + base + "/metrics",
                    "--health-url=" + base + "/leaks",
                    "--rules=" + rules,
                    "--attest=firewall=2020-01-31");
            assertTrue(said().contains("FAIL  metrics-endpoint"), said());
            assertFalse(said().contains("missing: redis_operations_total"), said());
            assertTrue(said().contains("redis_cache_hits_total"), said());
            assertTrue(said().contains("FAIL  health-endpoint"), said());
            assertTrue(said().contains("FAIL  alert-rules"), said());
            assertTrue(said().contains("SKIP  load-test"), said());
            assertTrue(said().contains("WARN  firewall"), said());
            assertEquals(0, run(Map.of(), "--check=health-endpoint", "--health-url=" + base + "/health"));
        } finally {
            service.stop(0);
        }
    }

    private static void answer(HttpServer service, String path, String body) {
        service.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
