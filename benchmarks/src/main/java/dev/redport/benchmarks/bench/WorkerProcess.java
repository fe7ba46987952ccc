package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A worker JVM, from the outside. Not thread-safe, but for {@link #close}. */
final class WorkerProcess implements AutoCloseable {
    /** The same for all. */
    static final String OPTIONS = "-Xms512m -Xmx512m -XX:+UseParallelGC";

    private static final Message ENDED = Message.of("ended");

    private final Crew crew;
    private final Process process;
    private final PrintWriter in;
    private final BlockingQueue<Message> answers = new LinkedBlockingQueue<>();

    private WorkerProcess(Crew crew, Process process) {
        this.crew = crew;
        this.process = process;
        in = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8), true);
        Thread reader = new Thread(this::read, "worker " + crew.name());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one.
     *
     * @param java the program
     * @param log what libraries write goes to the end of this file
     */
    static WorkerProcess start(Crew crew, String java, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(List.of(OPTIONS.split(" ")));
        command.add("--enable-native-access=ALL-UNNAMED"); // Netty; newer JVMs warn without it
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of(
                "-cp",
                crew.classPath().isEmpty() ? System.getProperty("java.class.path", "") : crew.classPath(),
                Worker.class.getName()));
        return new WorkerProcess(
                crew,
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    private void read() {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                answers.add(Message.parse(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            answers.add(ENDED);
        }
    }

    Crew crew() {
        return crew;
    }

    /**
     * Asks for something and waits.
     *
     * @throws BenchException if the worker says that it failed, ends, or does not answer
     */
    Message ask(Message request, Duration limit) throws InterruptedException {
        in.println(request.line());
        Message answer = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new BenchException(
                    crew.name() + ": no answer to " + request.verb() + " within " + limit.toSeconds() + " s");
        }
        if (answer.equals(ENDED)) {
            throw new BenchException(crew.name() + ": its JVM has ended");
        }
        if (answer.verb().equals("failed")) {
            throw new BenchException(crew.name() + ": " + answer.text("message"));
        }
        return answer;
    }

    /** Ends the process, at once if it does not end by itself. */
    @Override
    public void close() {
        in.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process at once. */
    void kill() {
        process.destroyForcibly();
    }
}
