package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the server can do at most, by {@code redis-benchmark}: a client in C that does nothing with the replies. It is that of
 * the variable {@code REDPORT_REDIS_BENCHMARK} or else on the path; without it, there is no such figure.
 */
final class ServerLimit {
    /** One connection with a hundred requests under way. */
    static final String ARGUMENTS = "-c 1 -P 100";

    private static final String NAME = "redis-benchmark";

    private final Path program;

    ServerLimit(Path program) {
        this.program = program;
    }

    /**
     * Looks for the program.
     *
     * @return empty if it is not here
     */
    static Optional<ServerLimit> find() {
        String named = System.getenv("REDPORT_REDIS_BENCHMARK");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .filter(directory -> !directory.isEmpty())
                        .map(directory -> Path.of(directory, NAME));
        return candidates.filter(Files::isExecutable).findFirst().map(ServerLimit::new);
    }

    /** Whether it can go there: it knows nothing of users, and of a cluster only one node. */
    static boolean suits(Site site) {
        return !site.cluster() && site.user().isEmpty();
    }

    /** Stores the value that is read. */
    void prepare(Site site) throws IOException, InterruptedException {
        // without a pipeline, which would send more than the one, and sometimes complain of it; too short for a rate
        List<String> unused = run(site, "-c 1", 1, "SET", key(site), new String(site.value(0), UTF_8));
    }

    /**
     * Reads one value again and again.
     *
     * @param calls how many in all
     * @return requests a second
     * @throws IOException if the program fails, or prints something else
     * @throws InterruptedException if the thread is
     */
    double get(Site site, int calls) throws IOException, InterruptedException {
        return rate(run(site, ARGUMENTS, calls, "GET", key(site)));
    }

    private static String key(Site site) {
        return site.prefix() + ":c:limit:v1:10000";
    }

    private List<String> run(Site site, String arguments, int calls, String... request)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--csv"));
        command.addAll(List.of("-h", site.host(), "-p", String.valueOf(site.port())));
        command.addAll(List.of("--dbnum", String.valueOf(site.database())));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-n", String.valueOf(calls)));
        if (site.tls()) {
            command.add("--tls");
            option(command, "--cacert", site.pem().ca());
            option(command, "--cert", site.pem().certificate());
            option(command, "--key", site.pem().key());
        }
        command.addAll(List.of(request));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (!site.password().isEmpty()) {
            builder.environment().put("REDISCLI_AUTH", site.password()); // not on the command line, where others see it
        }
        Process process = builder.start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            List<String> printed = lines.lines().toList();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(NAME + ": " + String.join(" / ", printed));
            }
            return printed;
        } finally {
            process.destroy();
        }
    }

    private static void option(List<String> command, String name, Path file) {
        if (Pem.has(file)) {
            command.addAll(List.of(name, file.toString()));
        }
    }

    /** The last line is the name and then numbers, each in quotes; the first of them is the rate. */
    static double rate(List<String> printed) throws IOException {
        String line = printed.isEmpty() ? "" : printed.get(printed.size() - 1);
        String[] cells = line.split("\",\"", -1);
        try {
            return Double.parseDouble(cells.length > 1 ? cells[1].replace("\"", "") : "");
        } catch (NumberFormatException e) {
            throw new IOException(NAME + ": " + line + " (expected: a name and numbers)", e);
        }
    }
}
