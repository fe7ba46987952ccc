package dev.redport.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Variable;
import dev.redport.driver.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation says what the code says. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    /** The doctor's are beside its tests: the examples need not wait for it. */
    private static final List<Path> SNIPPETS = Stream.of(
                    "examples/src/test/java/dev/redport/examples/snippets", "doctor/src/test/java/dev/redport/doctor")
            .map(ROOT::resolve)
            .toList();

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// snippet: [a-z-]+\\n(.*?)^ *// end$");
    private static final Pattern ANCHOR = Pattern.compile("\\]\\(([^)#:]*)#([^)]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1).stripTrailing().stripIndent().strip())
                .toList();
    }

    private static List<String> regions() throws IOException {
        List<String> regions = new ArrayList<>();
        for (Path directory : SNIPPETS) {
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(file -> regions.addAll(all(REGION, read(file))));
            }
        }
        return regions;
    }

    private static List<String> blocksThatAreNotCompiled(String markdown) throws IOException {
        List<String> blocks = new ArrayList<>(all(BLOCK, markdown));
        blocks.removeAll(regions());
        return blocks;
    }

    @Test
    void everyBlockOfJavaIsCompiled() throws IOException {
        for (Path document : documents()) {
            assertThat(blocksThatAreNotCompiled(read(document)))
                    .as(document.toString())
                    .isEmpty();
        }
    }

    @Test
    void aBlockThatDiffersInOneCharacterIsFound() throws IOException {
        String readme = read(ROOT.resolve("README.md"));
        assertThat(all(BLOCK, readme)).hasSizeGreaterThan(5);
        assertThat(blocksThatAreNotCompiled(readme.replaceFirst("getOrLoad", "getOrload")))
                .hasSize(1);
    }

    @Test
    void everySnippetIsShownSomewhere() throws IOException {
        List<String> unused = new ArrayList<>(regions());
        for (Path document : documents()) {
            unused.removeAll(all(BLOCK, read(document)));
        }
        assertThat(unused).isEmpty();
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        for (Path document : documents()) {
            for (String target : all(LINK, read(document))) {
                assertThat(document.resolveSibling(target))
                        .as(document.toString())
                        .exists();
            }
        }
    }

    @Test
    void everyAnchorIsAHeading() throws IOException {
        for (Path document : documents()) {
            ANCHOR.matcher(read(document)).results().forEach(link -> {
                Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
                assertThat(anchors(target)).as("%s: %s", document, link.group()).contains(link.group(2));
            });
        }
    }

    @Test
    void anAnchorIsMadeOfItsHeading() {
        assertThat(anchors(ROOT.resolve("README.md"))).contains("rate-limiter", "testing-your-service");
        assertThat(anchor("`env`: what is configured, (here)")).isEqualTo("env-what-is-configured-here");
    }

    private static List<String> anchors(Path document) {
        return HEADING.matcher(read(document).replaceAll("(?ms)^```.*?^```$", ""))
                .results()
                .map(heading -> anchor(heading.group(1)))
                .toList();
    }

    /** As GitHub makes them. */
    private static String anchor(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }

    @Test
    void theFirstScreenIsShort() {
        List<String> lines = read(ROOT.resolve("README.md")).lines().toList();
        assertThat(lines.indexOf("## What it is")).isBetween(10, 40);
        assertThat(read(ROOT.resolve("ARCHITECTURE.md")).lines().count()).isLessThanOrEqualTo(120);
    }

    @Test
    void theConfigurationTableIsThatOfTheCode() {
        String expected = Arrays.stream(Variable.values())
                .map(each -> "| `" + each.name() + "` | "
                        + (each.defaultText().isEmpty() ? "" : "`" + each.defaultText() + "`") + " | "
                        + each.description() + " |")
                .collect(joining("\n"));
        assertThat(rows("`REDIS_")).isEqualTo(expected);
    }

    @Test
    void theErrorTableHasEveryKindOnceOrMore() {
        String table = rows("`Redis") + rows("`Codec");
        for (ErrorKind kind : ErrorKind.values()) {
            assertThat(table).contains("`" + kind.tag() + "`");
        }
    }

    /** The lines of the README's tables that begin so. */
    private static String rows(String start) {
        return read(ROOT.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("| " + start))
                .collect(joining("\n"));
    }
}
