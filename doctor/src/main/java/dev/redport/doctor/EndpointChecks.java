package dev.redport.doctor;

import dev.redport.driver.Need;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What the service shows to those who watch it. */
final class EndpointChecks {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(1);
    private static final Pattern LEAK = Pattern.compile("Exception|\\bat [a-z]+(\\.[\\w$]+)+\\(|redis://|rediss://");

    private static final Pattern ALERT = Pattern.compile("\\balert[\"']?\\s*:");

    private EndpointChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "metrics-endpoint",
                        "The service shows every metric of the guide",
                        Chapter.MONITORING,
                        EndpointChecks::metrics),
                new Check(
                        "health-endpoint", "The service shows its health", Chapter.MONITORING, EndpointChecks::health),
                new Check(
                        "alert-rules",
                        "There are alerts on the guide's metrics",
                        Chapter.MONITORING,
                        EndpointChecks::alerts));
    }

    /** The guide's key metrics that are alerted on; which of them exist depends on the ports. */
    private static List<String> watched(DoctorOptions options) {
        List<String> names = new ArrayList<>(List.of(
                "redis_operation_duration_seconds_bucket",
                "redis_operation_errors_total",
                "redis_pool_total_connections",
                "redis_pool_timeouts_total"));
        if (options.uses(Need.CACHE)) {
            names.addAll(List.of("redis_cache_hits_total", "redis_cache_misses_total"));
        }
        if (options.uses(Need.RATE_LIMITER)) {
            names.add("redis_ratelimit_denied_total");
        }
        return names;
    }

    private static Outcome metrics(Examination examination) {
        URI url = examination
                .options()
                .metrics()
                .orElseThrow(() -> Inconclusive.skip("no address was given", "say --metrics-url http://host/metrics"));
        HttpResponse<String> response = get(url, examination.bounded(LONGEST));
        if (response.statusCode() != 200) {
            return Outcome.fail("it answered " + response.statusCode(), "show the registry of Prometheus there");
        }
        List<String> names = new ArrayList<>(watched(examination.options()));
        names.addAll(List.of("redis_operations_total", "redis_pool_size"));
        List<String> missing = names.stream()
                .filter(name -> !Pattern.compile("(?m)^" + name + "[{ ]")
                        .matcher(response.body())
                        .find())
                .toList();
        return Outcome.require(
                missing.isEmpty(),
                missing.isEmpty() ? "all " + names.size() + " are there" : "missing: " + String.join(", ", missing),
                "connect with the MicrometerListener, and make caches and limiters at start, so that counters begin at 0");
    }

    private static Outcome health(Examination examination) {
        URI url = examination
                .options()
                .health()
                .orElseThrow(() -> Inconclusive.skip("no address was given", "say --health-url http://host/health"));
        long start = System.nanoTime();
        HttpResponse<String> response = get(url, examination.bounded(LONGEST));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        String body = response.body();
        if (response.statusCode() != 200) {
            return Outcome.fail("it answered " + response.statusCode(), "look what it says; see connect");
        }
        if (!body.stripLeading().startsWith("{") || !body.stripTrailing().endsWith("}")) {
            return Outcome.fail("its answer is not a JSON object", "answer Health.toJson()");
        }
        boolean namesHost = body.contains("\"" + examination.config().host() + "\"")
                || body.contains(
                        examination.config().host() + ":" + examination.config().port());
        if (namesHost || LEAK.matcher(body).find()) {
            return Outcome.fail(
                    "its answer shows " + (namesHost ? "the host of Redis" : "text of an exception"),
                    "answer Health.toJson(), which shows neither");
        }
        return Outcome.advise(
                took.compareTo(HEALTH_LIMIT) < 0,
                "200 and JSON within " + took.toMillis() + " ms",
                "answer within 1 s, which is when probes of Kubernetes give up: share the result");
    }

    private static HttpResponse<String> get(URI url, Duration wait) {
        try {
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(wait)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            HttpRequest request =
                    HttpRequest.newBuilder(url).timeout(wait).GET().build();
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            throw new Inconclusive(Outcome.fail(
                    "no answer: " + e.getClass().getSimpleName(), "check that the service runs, and the address"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Inconclusive.skip("it was interrupted", "");
        }
    }

    private static Outcome alerts(Examination examination) {
        Path file = examination
                .options()
                .rules()
                .orElseThrow(() -> Inconclusive.skip("no rules were given", "say --rules FILE"));
        String rules;
        try {
            rules = Files.readString(file);
        } catch (IOException e) {
            return Outcome.fail("the file cannot be read", "check the path");
        }
        if (!ALERT.matcher(rules).find()) {
            return Outcome.fail("the file has no alert rules", "give the rules file, not that of Prometheus itself");
        }
        List<String> missing = watched(examination.options()).stream()
                .filter(name ->
                        !Pattern.compile("\\b" + name + "\\b").matcher(rules).find())
                .toList();
        if (!missing.isEmpty()) {
            return Outcome.fail("no rule uses " + String.join(", ", missing), "add alerts on them");
        }
        return promtool(file, examination.bounded(LONGEST));
    }

    private static Outcome promtool(Path file, Duration wait) {
        try {
            Process check = new ProcessBuilder("promtool", "check", "rules", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!check.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                check.destroyForcibly();
                return Outcome.warn("every metric is used; promtool did not end in time", "run it by hand");
            }
            return Outcome.require(
                    check.exitValue() == 0,
                    check.exitValue() == 0
                            ? "every metric is used, and promtool is content"
                            : "promtool refuses the file",
                    "see promtool check rules " + file);
        } catch (IOException e) {
            return Outcome.pass("every metric is used; promtool is not installed here to check the syntax");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Inconclusive.skip("it was interrupted", "");
        }
    }
}
