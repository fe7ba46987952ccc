package dev.redport.examples.monitoring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Callers of the demo that do a little of everything until they are closed, whatever the answers are. */
final class Load implements AutoCloseable {
    /** More than go to Redis on their own, so that they share round trips; fewer than the demo has threads. */
    private static final int CALLERS = 12;

    private static final int MOST_ROUNDS = 10_000;
    private static final List<String> CITIES = List.of("2657896", "2950159", "2643743", "2988507", "1");
    private static final Pattern FIELD = Pattern.compile("\"(access|refresh)_token\":\"([^\"]*)\"");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ExecutorService callers;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();
    private final URI address;

    private Load(URI address) {
        this.address = address;
        AtomicLong number = new AtomicLong();
        callers = Executors.newFixedThreadPool(CALLERS, task -> {
            Thread thread = new Thread(task, "load-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    static Load start(URI address) {
        Load load = new Load(address);
        for (int i = 0; i < CALLERS; i++) {
            String caller = "caller-" + i;
            load.callers.execute(() -> load.run(caller));
        }
        return load;
    }

    private void run(String caller) {
        for (int round = 0; round < MOST_ROUNDS && !closed.get(); round++) {
            try {
                round(caller, round);
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50)); // the service is busy or gone
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void round(String caller, int round) throws IOException, InterruptedException {
        String city = CITIES.get(round % CITIES.size());
        for (int i = 0; i < 8; i++) {
            send("GET", "/cities/" + city, "", "");
        }
        send("GET", "/cities?ids=" + String.join(",", CITIES), "", "");
        send("GET", "/limited", "", caller);
        send("GET", "/ready", "", "");
        if (round % 8 == 0) {
            send("PUT", "/cities/" + CITIES.get(0), "{\"population\": " + (450_000 + round) + "}", "");
            login();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }

    private void login() throws IOException, InterruptedException {
        String login = send("POST", "/login", "{\"user\":\"ada\",\"password\":\"lovelace\",\"device\":\"desk\"}", "");
        String bearer = "Bearer " + token("access", login);
        String refresh = "{\"refresh_token\":\"" + token("refresh", login) + "\"}";
        send("GET", "/me", "", bearer);
        send("GET", "/devices", "", bearer);
        send("POST", "/refresh", refresh, "");
        send("POST", "/logout", "", bearer);
        send("GET", "/me", "", bearer);
        send("POST", "/refresh", refresh, "");
    }

    private static String token(String which, String answer) {
        Matcher found = FIELD.matcher(answer);
        while (found.find()) {
            if (found.group(1).equals(which)) {
                return found.group(2);
            }
        }
        return "none";
    }

    /** Who asks is the value of X-Client, or of Authorization if it is a bearer's. */
    private String send(String method, String path, String body, String who) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .method(method, BodyPublishers.ofString(body));
        if (!who.isEmpty()) {
            request.header(who.startsWith("Bearer ") ? "Authorization" : "X-Client", who);
        }
        String answer = client.send(request.build(), BodyHandlers.ofString()).body();
        answers.incrementAndGet();
        return answer;
    }

    long answers() {
        return answers.get();
    }

    @Override
    public void close() {
        closed.set(true);
        callers.shutdownNow();
        try {
            var unused = callers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
