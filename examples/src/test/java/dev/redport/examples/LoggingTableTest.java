package dev.redport.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/logging.md shows every line that the published modules log, and each has a constant text and its values as pairs. */
class LoggingTableTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES = List.of("core", "driver-lettuce", "driver-jedis", "driver-redisson");
    private static final Pattern LOGGER = Pattern.compile("getLogger\\((\\w+)\\.class\\)");
    private static final Pattern TEXT = Pattern.compile("\\.log\\(\\s*\"([^\"]*)\"\\)");
    private static final Pattern LEVEL = Pattern.compile("\\blog\\s*\\.at(Error|Warn|Info|Debug|Trace)\\(\\)");
    private static final Pattern KEY = Pattern.compile("\\.addKeyValue\\(\\s*\"(\\w+)\"");
    private static final Pattern PLAIN = Pattern.compile("(?i)\\blog\\s*\\.\\s*(error|warn|info|debug|trace)\\(");

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        return all;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first four columns of the table, from the statements of one file. */
    private static Stream<String> rows(String source) {
        Matcher logger = LOGGER.matcher(source);
        String name = logger.find() ? logger.group(1) : "";
        return Arrays.stream(source.split(";\\R")).flatMap(statement -> {
            Matcher text = TEXT.matcher(statement);
            return text.find()
                    ? Stream.of("| `" + name + "` | "
                            + all(LEVEL, statement, "", "").toUpperCase(Locale.ROOT) + " | " + text.group(1) + " | "
                            + all(KEY, statement, "`", "`") + " |")
                    : Stream.empty();
        });
    }

    private static String all(Pattern pattern, String text, String before, String after) {
        return pattern.matcher(text)
                .results()
                .map(found -> before + found.group(1) + after)
                .collect(joining(", "));
    }

    @Test
    void theTableIsThatOfTheCode() throws IOException {
        List<String> expected = sources().stream()
                .map(LoggingTableTest::read)
                .flatMap(LoggingTableTest::rows)
                .sorted()
                .toList();
        List<String> shown = read(ROOT.resolve("docs/logging.md"))
                .lines()
                .filter(line -> line.matches("\\| `\\w+` \\| [A-Z, ]+ \\| .*"))
                .map(line -> line.replaceFirst("(\\|(?:[^|]*\\|){4}).*", "$1"))
                .sorted()
                .toList();
        assertThat(shown).hasSizeGreaterThan(15).isEqualTo(expected);
    }

    @Test
    void textsAreConstant() throws IOException {
        for (Path source : sources()) {
            assertThat(PLAIN.matcher(read(source)).find()).as(source.toString()).isFalse();
            assertThat(read(source)).as(source.toString()).doesNotContain("Logger LOG = ", ".log(() ->");
        }
    }
}
