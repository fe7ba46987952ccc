package dev.redport.examples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Walks the tour over HTTP. */
final class SelfCheck {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int HEADLINE = 100;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final URI address;
    private final PrintStream out;

    SelfCheck(URI address, PrintStream out) {
        this.address = address;
        this.out = out;
    }

    /** Whether every answer was right. Prints each. */
    boolean passes() throws IOException, InterruptedException {
        int wrong = 0;
        for (Tour.Step step : Tour.STEPS) {
            wrong += passes(step) ? 0 : 1;
        }
        out.println(wrong == 0 ? "All " + Tour.STEPS.size() + " answers were right." : wrong + " answers were wrong.");
        return wrong == 0;
    }

    private boolean passes(Tour.Step step) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(address.resolve(step.path()))
                        .timeout(LIMIT)
                        .method(
                                step.method(),
                                step.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(step.body()))
                        .build(),
                BodyHandlers.ofString());
        String cache = answer.headers().firstValue("X-Cache").orElse("");
        boolean right = answer.statusCode() == step.status()
                && (step.cache().isEmpty() || step.cache().equals(cache))
                && answer.body().contains(step.part());
        out.printf("%-5s %s %s%n", right ? "ok" : "WRONG", step.method(), step.path());
        out.printf(
                "      %d%s  %s%n",
                answer.statusCode(), cache.isEmpty() ? "" : "  X-Cache: " + cache, headline(answer));
        if (!right) {
            out.printf("      expected: %d  X-Cache: %s  ...%s...%n", step.status(), step.cache(), step.part());
        }
        return right;
    }

    private static String headline(HttpResponse<String> answer) {
        String line = answer.body().lines().findFirst().orElse("");
        return line.length() <= HEADLINE ? line : line.substring(0, HEADLINE) + "...";
    }
}
