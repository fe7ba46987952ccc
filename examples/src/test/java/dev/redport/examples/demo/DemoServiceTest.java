package dev.redport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.testkit.EmbeddedRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"lettuce", "jedis", "redisson"})
@Timeout(60)
final class DemoServiceTest {
    private static final String BERLIN = "/cities/2950159";

    @Parameter
    @SuppressWarnings("NullAway.Init")
    private String driver;

    @SuppressWarnings("NullAway.Init")
    private DemoService service;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws IOException, SQLException {
        service = DemoService.start(new Options(driver, "", 0, false, false), Map.of(), (count, total) -> {});
    }

    @AfterEach
    void close() {
        service.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(), method, path, body);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String method, String path, String body)
            throws Exception {
        return client.send(
                request.uri(URI.create(service.address() + path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private EmbeddedRedis redis() {
        return service.embedded().orElseThrow();
    }

    @Test
    void answersEveryStepOfItsTourAsTheTourSays() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean passes =
                new SelfCheck(service.address(), new PrintStream(printed, true, StandardCharsets.UTF_8)).passes();
        assertThat(passes).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(new SelfCheck(service.address(), new PrintStream(printed)).passes())
                .as("a second walk, on a warm cache")
                .isFalse();
    }

    @Test
    void readsSqlOnceAndThenTheCache() throws Exception {
        HttpResponse<String> first = get(BERLIN);
        HttpResponse<String> second = get(BERLIN);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).contains("\"name\":\"Berlin\"");
        assertThat(header(first, "X-Cache")).isEqualTo("miss");
        assertThat(header(first, "X-Sql-Queries")).isEqualTo("1");
        assertThat(header(first, "Server-Timing")).matches("redis;dur=[0-9.]+, db;dur=[0-9.]+");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(second, "X-Cache")).isEqualTo("hit");
        assertThat(header(second, "X-Sql-Queries")).isEqualTo("0");
        assertThat(header(second, "X-Redis-Calls")).isEqualTo("1");
    }

    @Test
    void showsAnUpdateAtOnce() throws Exception {
        get(BERLIN);
        assertThat(send("PUT", BERLIN, "{\"population\": 7}").body()).contains("\"population\":7");
        assertThat(get(BERLIN).body()).contains("\"population\":7,");
        assertThat(send("PUT", "/cities/1", "{\"population\": 7}").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        for (String path :
                List.of("/cities/x", "/cities/0", "/cities", "/cities?ids=", "/cities?ids=1,,2", "/cities?a=1")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(400);
            assertThat(get(path).body()).as(path).contains("\"expected\":");
        }
        for (String body : List.of("", "{", "{\"population\": 1.5}", "{\"population\": -1}", "[]", "x".repeat(5_000))) {
            assertThat(send("PUT", BERLIN, body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", BERLIN, "").statusCode()).isEqualTo(405);
        assertThat(header(send("POST", "/ready", ""), "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void limitsEachClientAndTellsItWhenToComeAgain() throws Exception {
        for (int left = 2; left >= 0; left--) {
            HttpResponse<String> passed = get("/limited");
            assertThat(passed.statusCode()).isEqualTo(200);
            assertThat(header(passed, "RateLimit")).matches("\"per-client\";r=" + left + ";t=\\d+");
            assertThat(header(passed, "Retry-After")).isEmpty();
        }
        HttpResponse<String> denied = get("/limited");
        assertThat(denied.statusCode()).isEqualTo(429);
        assertThat(header(denied, "RateLimit-Policy")).isEqualTo("\"per-client\";q=3;w=60");
        assertThat(header(denied, "RateLimit")).isEqualTo("\"per-client\";r=0;t=" + header(denied, "Retry-After"));
        assertThat(Long.parseLong(header(denied, "Retry-After"))).isBetween(1L, 20L);
        assertThat(header(denied, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(denied.body()).contains("\"status\":429", "\"violated-policies\":[\"per-client\"]");
        assertThat(send(HttpRequest.newBuilder().header("X-Client", "bob"), "GET", "/limited", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder().header("X-Client", "x".repeat(300)), "GET", "/limited", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/limited", "").statusCode()).isEqualTo(405);
        assertThat(get("/metrics").body())
                .containsPattern("redis_ratelimit_allowed_total\\{.*limiter=\"limited\"} 4\\.0")
                .containsPattern("redis_ratelimit_denied_total\\{.*limiter=\"limited\"} 1\\.0");
    }

    private HttpResponse<String> login(String user, String password) throws Exception {
        return send(
                HttpRequest.newBuilder().header("User-Agent", "browser"),
                "POST",
                "/login",
                "{\"user\":\"" + user + "\",\"password\":\"" + password + "\",\"device\":\"desk\"}");
    }

    private HttpResponse<String> as(String bearer, String method, String path) throws Exception {
        return send(HttpRequest.newBuilder().header("Authorization", bearer), method, path, "");
    }

    private HttpResponse<String> me(HttpResponse<String> login) throws Exception {
        return as("Bearer " + field(login, "access_token"), "GET", "/me");
    }

    private static String field(HttpResponse<String> answer, String name) {
        Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer.body());
        assertThat(value.find()).as(name + " in " + answer.body()).isTrue();
        return value.group(1);
    }

    @Test
    void listsTheDevicesOfOneUserAndLogsThemOutEverywhere() throws Exception {
        HttpResponse<String> ada = login("ada", "lovelace");
        HttpResponse<String> grace = login("grace", "hopper");
        assertThat(header(ada, "Cache-Control")).isEqualTo("no-store");
        String bearer = "Bearer " + field(ada, "access_token");
        assertThat(as(bearer, "GET", "/devices").body())
                .contains("\"name\":\"desk\",\"address\":\"127.0.0.1\",\"user_agent\":\"browser\"")
                .contains("\"session_id\":\"" + field(ada, "session_id") + "\"", "\"current\":true")
                .doesNotContain(field(grace, "session_id"));
        assertThat(as(bearer, "POST", "/logout-everywhere").body())
                .isEqualTo("{\"sessions\":1,\"refresh_tokens\":1}\n");
        assertThat(me(ada).statusCode()).isEqualTo(401);
        assertThat(me(grace).statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .containsPattern("redis_tokenstore_outcomes_total\\{.*outcome=\"session_created\",.*} 2\\.0")
                .containsPattern("redis_tokenstore_outcomes_total\\{.*outcome=\"check_refused\",.*} 1\\.0");
    }

    @Test
    void tellsNobodyWhyHeIsNotLetIn() throws Exception {
        HttpResponse<String> login = login("ada", "lovelace");
        String token = field(login, "access_token");
        String unsigned = token.substring(0, token.lastIndexOf('.') + 1);
        // {"alg":"none","typ":"at+jwt"}
        String none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0" + unsigned.substring(unsigned.indexOf('.'));
        String session = field(login, "session_id");
        String refresh = field(login, "refresh_token");
        List<HttpResponse<String>> answers = List.of(
                login("ada", "hopper"),
                login("nobody", "lovelace"),
                get("/me"),
                as("Basic " + token, "GET", "/me"),
                as("Bearer " + unsigned, "GET", "/me"),
                as("Bearer " + none, "GET", "/me"),
                as("Bearer " + session, "GET", "/devices"),
                as("Bearer " + refresh, "POST", "/logout"),
                send("POST", "/refresh", "{\"refresh_token\":\"" + token + "\"}"),
                send("POST", "/refresh", "{\"refresh_token\":\"" + refresh.replace(".1.", ".2.") + "\"}"));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"error\":\"unauthorized\"}\n");
            assertThat(header(answer, "WWW-Authenticate")).isEqualTo("Bearer");
        });
        assertThat(send("POST", "/login", "{\"user\":\"ada\"}").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/refresh", "[1]").statusCode()).isEqualTo(400);
        assertThat(header(get("/login"), "Allow")).isEqualTo("POST");
        assertThat(header(send("POST", "/me", ""), "Allow")).isEqualTo("GET, HEAD");
        assertThat(me(login).statusCode()).as("still good").isEqualTo(200);
    }

    @Test
    void showsItsMetricsAndItsTour() throws Exception {
        get(BERLIN);
        assertThat(get("/metrics").body()).contains("redis_").contains("cache=\"city\"");
        assertThat(get("/").body()).contains("curl -i '" + service.address() + BERLIN.substring(0, 8));
    }

    @Test
    void servesFromSqlWhileRedisIsGoneAndSaysThatItIsNotReady() throws Exception {
        assertThat(get("/ready").statusCode()).isEqualTo(200);
        HttpResponse<String> login = login("ada", "lovelace");
        assertThat(me(login).statusCode()).isEqualTo(200);
        redis().kill();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        HttpResponse<String> ready = get("/ready");
        while (ready.statusCode() == 200 && System.nanoTime() < deadline) {
            Thread.onSpinWait(); // an answer is shared for a second
            ready = get("/ready");
        }
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"status\":\"DOWN\"").doesNotContain("127.0.0.1", "xception");
        HttpResponse<String> city = get(BERLIN);
        assertThat(city.statusCode()).isEqualTo(200);
        assertThat(header(city, "X-Cache")).isEqualTo("bypass");
        HttpResponse<String> limited = get("/limited");
        assertThat(limited.statusCode()).as("the policy is open").isEqualTo(200);
        assertThat(header(limited, "RateLimit")).isEmpty();
        assertThat(me(login).statusCode())
                .as("nobody knows whether it is revoked")
                .isEqualTo(503);
        assertThat(send("POST", "/refresh", "{\"refresh_token\":\"" + field(login, "refresh_token") + "\"}")
                        .statusCode())
                .isEqualTo(503);
        HttpResponse<String> update = send("PUT", BERLIN, "{\"population\": 7}");
        assertThat(update.statusCode()).isEqualTo(503);
        assertThat(update.body()).matches("\\{\"error\":\"[a-z_]+\",\"written\":true}\n");
    }

    @Test
    void endsAllItStarted() {
        long redis = redis().pid();
        int port = service.address().getPort();
        service.close();
        assertThat(ProcessHandle.of(redis).filter(ProcessHandle::isAlive)).isEmpty();
        assertThatThrownBy(() -> get("/ready")).as("port " + port).isInstanceOf(IOException.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("redport-demo"));
    }
}
