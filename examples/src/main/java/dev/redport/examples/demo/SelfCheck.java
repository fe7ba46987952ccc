package dev.redport.examples.demo;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Walks the tour over HTTP. */
final class SelfCheck {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int HEADLINE = 100;
    private static final Pattern TOKEN = Pattern.compile("(\"(?:access|refresh)_token\":\")[^\"]*");
    private static final List<String> SHOWN = List.of("X-Cache", "RateLimit", "Retry-After");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final URI address;
    private final PrintStream out;
    private final Map<String, String> kept = new HashMap<>();

    SelfCheck(URI address, PrintStream out) {
        this.address = address;
        this.out = out;
    }

    /** Whether every answer was right. Prints each. */
    boolean passes() throws IOException, InterruptedException {
        int wrong = 0;
        for (Step step : Tour.STEPS) {
            wrong += passes(step) ? 0 : 1;
        }
        out.println(wrong == 0 ? "All " + Tour.STEPS.size() + " answers were right." : wrong + " answers were wrong.");
        return wrong == 0;
    }

    private boolean passes(Step step) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(step.path()))
                .timeout(LIMIT)
                .method(step.method(), BodyPublishers.ofString(resolve(step.body())));
        step.sends().forEach((name, value) -> request.header(name, resolve(value)));
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        boolean right = answer.statusCode() == step.status()
                && answer.body().contains(resolve(step.part()))
                && step.headers().entrySet().stream()
                        .allMatch(wanted -> header(answer, wanted.getKey()).matches(wanted.getValue()));
        if (!step.keep().isEmpty()) {
            kept.put(step.keep(), answer.body());
        }
        out.printf("%-5s %s %s  # %s%n", right ? "ok" : "WRONG", step.method(), step.path(), step.meaning());
        String shown = SHOWN.stream()
                .filter(name -> !header(answer, name).isEmpty())
                .map(name -> "  " + name + ": " + header(answer, name))
                .collect(joining());
        out.printf("      %d%s  %s%n", answer.statusCode(), shown, headline(answer));
        if (!right) {
            out.printf("      expected: %d  %s  ...%s...%n", step.status(), step.headers(), step.part());
        }
        return right;
    }

    private String resolve(String text) {
        return Step.resolve(text, (name, field) -> {
            Matcher value = Pattern.compile("\"" + field + "\":\"([^\"]*)\"").matcher(kept.getOrDefault(name, ""));
            return value.find() ? value.group(1) : "";
        });
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String headline(HttpResponse<String> answer) {
        String line =
                TOKEN.matcher(answer.body().lines().findFirst().orElse("")).replaceAll("$1***");
        return line.length() <= HEADLINE ? line : line.substring(0, HEADLINE) + "...";
    }
}
