package dev.redport.examples.monitoring;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A program of this machine. */
record Program(Path file) {
    private static final long SECONDS = 60;

    /** How a run ended, and all it printed. */
    record Result(int status, String output) {}

    private static Optional<Program> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Program::new);
    }

    /** The program, or the caller's test is skipped with a line that says why. */
    static Program orSkip(String name) {
        Optional<Program> found = find(name);
        if (found.isEmpty()) {
            String why = "SKIPPED, ALERTS AND DASHBOARD ARE NOT PROVEN: " + name
                    + " was not found on the PATH (expected: Debian's package prometheus, or that of prometheus.io)";
            System.out.println(why);
            Assumptions.abort(why);
        }
        return found.orElseThrow();
    }

    /** Runs it to its end in a directory; it is ended if that takes too long. */
    Result run(Path directory, String... arguments) throws IOException, InterruptedException {
        return runReading("", directory, arguments);
    }

    /** Runs it with a text to read. */
    Result runReading(String input, Path directory, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".txt");
        Process process = start(directory, output, arguments);
        try {
            try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
                in.write(input);
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(file + " took longer than " + SECONDS + " s");
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    /** Starts it in a directory, with all it prints in a file. */
    Process start(Path directory, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
