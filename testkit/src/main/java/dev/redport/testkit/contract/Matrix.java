package dev.redport.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was observed with each fault, in {@code target/matrix-DRIVER.txt}: figures to read, which no test depends on. */
final class Matrix {
    private static final System.Logger LOG = System.getLogger(Matrix.class.getName());

    private final String driver;

    Matrix(String driver) {
        this.driver = driver;
    }

    /** The longest time without a success, and the longest call; an earlier figure for the same fault is replaced. */
    void row(String fault, Load load) {
        row(fault, load.longestSilence(), load.longestCall());
    }

    void row(String fault, Duration recovery, Duration longest) {
        String name = String.format(Locale.ROOT, "%-9s %-56s", driver, fault);
        String line = String.format(
                Locale.ROOT, "%s recovery %6d ms   longest call %6d ms", name, recovery.toMillis(), longest.toMillis());
        LOG.log(System.Logger.Level.INFO, line);
        Path file = Path.of("target", "matrix-" + driver + ".txt");
        try {
            Files.createDirectories(Path.of("target"));
            List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
            lines.removeIf(old -> old.startsWith(name));
            lines.add(line);
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
