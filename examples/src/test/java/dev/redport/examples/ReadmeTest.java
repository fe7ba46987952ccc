package dev.redport.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.Redport;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.config.Variable;
import dev.redport.driver.ErrorKind;
import dev.redport.micrometer.MicrometerListener;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.token.KeyRing;
import dev.redport.token.TokenSpec;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation says what the code says. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SNIPPETS = ROOT.resolve("examples/src/test/java/dev/redport/examples/snippets");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// snippet: [a-z-]+\\n(.*?)^ *// end$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (redis_\\w+) (\\w+)$");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 2)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !ROOT.relativize(file).startsWith("target"))
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
        try (Stream<Path> files = Files.list(SNIPPETS)) {
            return files.flatMap(file -> all(REGION, read(file)).stream()).toList();
        }
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

    @Test
    void theMetricsTableIsWhatAScrapeShows() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RedisConfig nobody = RedisConfig.builder().port(1).driver("jedis").build();
        try (Redport redport = Redport.connect(nobody, new MicrometerListener(meters))) {
            redport.cache(CacheSpec.named("user", String.class));
            redport.rateLimiter(RateLimitPolicy.named("api").limit(Limit.fixedWindow(1, Duration.ofDays(1))));
            redport.tokenStore(TokenSpec.named("auth", KeyRing.random()));
            assertThat(documentedMetrics()).isEqualTo(published(meters.scrape()));
        }
    }

    private static Map<String, String> documentedMetrics() {
        Map<String, String> metrics = new TreeMap<>();
        for (String row : rows("`redis_").split("\n", -1)) {
            String[] cell = row.split("\\s*\\|\\s*", -1);
            metrics.put(
                    cell[1].replace("`", ""),
                    cell[2] + " " + cell[3].replace("`", "").replace(" ", ""));
        }
        return metrics;
    }

    /** Type and tags by name; all have client and driver, and a summary's maximum is no metric of its own. */
    private static Map<String, String> published(String scrape) {
        Map<String, String> metrics = new TreeMap<>();
        Matcher type = TYPE.matcher(scrape);
        while (type.find()) {
            String name = type.group(1);
            if (!name.endsWith("_max")) {
                metrics.put(name, type.group(2) + " " + tags(name, scrape));
            }
        }
        return metrics;
    }

    private static String tags(String name, String scrape) {
        Matcher sample = Pattern.compile("(?m)^" + name + "(?:_bucket|_count)?\\{([^}]*)}")
                .matcher(scrape);
        assertThat(sample.find()).as(name).isTrue();
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : sample.group(1).split(",", -1)) {
            tags.put(tag.replaceFirst("=.*", ""), "");
        }
        assertThat(tags).containsKeys("client", "driver");
        tags.keySet().removeAll(List.of("client", "driver", "le"));
        return tags.keySet().stream().sorted().collect(joining(","));
    }
}
