package dev.redport.examples.deploy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.redport.config.Endpoint;
import dev.redport.config.Profile;
import dev.redport.config.RedisConfig;
import dev.redport.config.Variable;
import dev.redport.driver.AccessRights;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Failures;
import dev.redport.driver.Need;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.RedisServerError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the production guide shows is in the samples, in the code, or runs. */
@Timeout(60)
class GuideTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String GUIDE = Deployment.read(ROOT.resolve("docs/production-guide.md"));
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Set<String> CLI_MODES =
            Set.of("--latency-history", "-i", "5", "--scan", "--pattern", "--count", "--rdb");

    private static List<String> blocks(String language) {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(GUIDE)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String sources(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Deployment::read)
                    .collect(joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of bash, with what a backslash continues in one. */
    private static List<String> commands() {
        return blocks("bash").stream()
                .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines())
                .toList();
    }

    @Test
    void theChaptersAreThoseOfTheReferenceGuide() {
        List<String> headings = GUIDE.lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        assertThat(headings)
                .containsExactly(
                        "Prerequisites",
                        "Configuration",
                        "Security",
                        "High Availability",
                        "Monitoring",
                        "Performance Tuning",
                        "Troubleshooting",
                        "Deployment Checklist",
                        "Quick Reference");
    }

    @Test
    void everyAlertAndItsPartOfTroubleshootingIsHere() {
        String alerts = Deployment.read(ROOT.resolve("examples/deploy/monitoring/redport-alerts.yml"));
        Pattern alert = Pattern.compile("- alert: (\\w+)");
        Pattern anchor = Pattern.compile("docs/production-guide\\.md#([a-z-]+)");
        assertThat(alert.matcher(alerts).results().map(found -> found.group(1)))
                .hasSizeGreaterThan(10)
                .allMatch(name -> GUIDE.contains("`" + name + "`"));
        Set<String> headings = new HashSet<>();
        GUIDE.lines()
                .filter(line -> line.startsWith("#### "))
                .forEach(line ->
                        headings.add(line.substring(5).toLowerCase(Locale.ROOT).replace(' ', '-')));
        assertThat(headings)
                .containsExactlyInAnyOrderElementsOf(anchors(
                        anchor.matcher(alerts).results(), Set.of("connection-refused", "tls-handshake-failure")));
    }

    private static Set<String> anchors(Stream<MatchResult> linked, Set<String> others) {
        Set<String> all = new HashSet<>(others);
        linked.forEach(found -> all.add(found.group(1)));
        return all;
    }

    @Test
    void configurationIsOutOfTheSamples() throws IOException {
        List<List<String>> samples;
        try (Stream<Path> files = Files.walk(Deployment.SAMPLES)) {
            samples = files.filter(file -> file.toString().endsWith(".conf"))
                    .map(file -> Deployment.read(file).lines().toList())
                    .toList();
        }
        assertThat(blocks("conf"))
                .hasSize(4)
                .allSatisfy(block -> assertThat(samples)
                        .as(block)
                        .anyMatch(lines -> inOrder(lines, block.lines().toList())));
        assertThat(samples).noneMatch(lines -> inOrder(lines, List.of("port 0", "port 1")));
        assertThat(samples).noneMatch(lines -> inOrder(lines, List.of("timeout 0", "port 0")));
    }

    private static boolean inOrder(List<String> lines, List<String> wanted) {
        int next = 0;
        for (String line : lines) {
            if (next < wanted.size() && line.equals(wanted.get(next))) {
                next++;
            }
        }
        return next == wanted.size();
    }

    @Test
    void environmentsAreAcceptedInProduction() {
        List<String> shown = blocks("sh");
        assertThat(shown).hasSize(2);
        assertThat(shown.get(0)).isEqualTo(Deployment.read(Deployment.SAMPLES.resolve("standalone/app.env")));
        Map<String, String> sample = variables(shown.get(0));
        assertThat(sample).containsAllEntriesOf(variables(shown.get(1)));
        for (String topology : List.of("standalone", "sentinel", "cluster")) {
            Map<String, String> variables = variables(
                    Deployment.read(Deployment.SAMPLES.resolve(topology).resolve("app.env")));
            assertThat(Arrays.stream(Variable.values()).map(Enum::name)).containsAll(variables.keySet());
            variables.remove("REDIS_PASSWORD_FILE");
            variables.put("REDIS_PASSWORD", "x".repeat(44));
            variables.remove("REDIS_SENTINEL_PASSWORD_FILE");
            assertThat(RedisConfig.from(variables).profile()).isEqualTo(Profile.PRODUCTION);
        }
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new HashMap<>();
        text.lines()
                .filter(line -> line.startsWith("REDIS_"))
                .map(line -> line.split("=", 2))
                .forEach(pair -> variables.put(pair[0], pair[1]));
        return variables;
    }

    @Test
    void theTableOfVariablesIsThatOfTheCode() {
        Pattern row = Pattern.compile("(?m)^\\| (`REDIS_\\w+`) \\| [^|]+ \\| (.*?) ?\\| (.*) \\|$");
        assertThat(row.matcher(GUIDE).results().map(found -> found.group(1) + found.group(2) + found.group(3)))
                .containsExactlyElementsOf(Arrays.stream(Variable.values())
                        .map(each -> "`" + each.name() + "`"
                                + (each.defaultText().isEmpty() ? "" : "`" + each.defaultText() + "`")
                                + each.description())
                        .toList());
    }

    @Test
    void everyKindOfErrorHasARow() {
        String table = GUIDE.substring(GUIDE.indexOf("#### Errors"), GUIDE.indexOf("#### Low Hit Rate"));
        List<String> inNoMetric = List.of("interrupted", "closed");
        assertThat(Arrays.stream(ErrorKind.values()).map(ErrorKind::tag).filter(tag -> !inNoMetric.contains(tag)))
                .allMatch(tag -> table.contains("`" + tag + "`"));
    }

    @Test
    void messagesAndLinesOfTheLogAreReal() {
        String core = sources(ROOT.resolve("core/src/main/java"));
        List<String> thrown = Stream.of(
                        Failures.notConnected(null),
                        Failures.poolTimeout(),
                        Failures.connect(new SSLHandshakeException("no")))
                .map(failure -> failure.getClass().getSimpleName() + ": "
                        + String.valueOf(failure.getMessage()).replaceAll(" \\([^)]*\\)$", ""))
                .toList();
        assertThat(blocks("text")).hasSizeGreaterThan(6).allSatisfy(block -> {
            String line = block.strip();
            if (!thrown.contains(line)) {
                assertThat(core).contains(".log(\"" + line + "\")");
            }
        });
    }

    @Test
    void theLinesOfUsersAreThoseOfTheCode() {
        RedisConfig data = RedisConfig.builder().namespace("shop").build();
        RedisConfig cluster =
                data.toBuilder().cluster(new Endpoint("localhost", 7000)).build();
        Need[] all = {Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER, Need.HEALTH};
        assertThat(rules("standalone/users.acl")).isEqualTo(Set.copyOf(AccessRights.ofData(data, all)));
        assertThat(rules("sentinel/users.acl")).isEqualTo(Set.copyOf(AccessRights.ofData(data, all)));
        assertThat(rules("cluster/users.acl")).isEqualTo(Set.copyOf(AccessRights.ofData(cluster, all)));
        Set<String> sentinels = new HashSet<>(AccessRights.ofSentinels());
        sentinels.add("+sentinel|ckquorum");
        assertThat(rules("sentinel/sentinel-users.acl")).isEqualTo(sentinels);
        assertThat(blocks("redis"))
                .singleElement()
                .satisfies(line -> assertThat(Set.of(line.strip()
                                .replaceFirst(".* resetchannels ", "")
                                .split(" ")))
                        .isEqualTo(Set.copyOf(AccessRights.ofData(data, Need.CACHE, Need.HEALTH))));
    }

    private static Set<String> rules(String file) {
        String user = Deployment.read(Deployment.SAMPLES.resolve(file))
                .lines()
                .filter(line -> line.startsWith("user app "))
                .findFirst()
                .orElseThrow();
        return Set.of(user.replaceFirst(".* resetchannels ", "").split(" "));
    }

    @Test
    void theServerUnderstandsEveryCommand() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            blocks("redis")
                    .forEach(line ->
                            assertThat(redis.execute(line.strip().split(" "))).isEqualTo("OK"));
            List<String> sent = Stream.concat(
                            commands().stream()
                                    .filter(line -> line.startsWith("rcli "))
                                    .map(line -> line.replaceFirst(" +[#|].*", "")),
                            CODE.matcher(GUIDE)
                                    .results()
                                    .map(found -> found.group(1))
                                    .filter(code -> code.startsWith("rcli ")))
                    .map(line -> line.substring("rcli ".length()))
                    .distinct()
                    .toList();
            assertThat(sent).hasSizeGreaterThan(15);
            sent.stream().filter(line -> !line.startsWith("-")).forEach(line -> understood(redis, line.split(" ")));
            assertThat(sent.stream()
                            .filter(line -> line.startsWith("-"))
                            .flatMap(line -> Stream.of(line.split(" ")))
                            .filter(word -> word.startsWith("-")))
                    .isNotEmpty()
                    .allMatch(CLI_MODES::contains);
        }
    }

    /** A server without cluster support says so; it knows the command all the same. */
    private static void understood(EmbeddedRedis redis, String... words) {
        try {
            redis.execute(words);
        } catch (RedisServerError e) {
            if (!String.valueOf(e.getMessage()).contains("cluster support disabled")) {
                fail(String.join(" ", words), e);
            }
        }
    }

    @Test
    void theOptionsAndChecksOfTheDoctorExist() {
        String doctor = sources(ROOT.resolve("doctor/src/main/java"));
        List<String> called = Stream.concat(
                        commands().stream(), CODE.matcher(GUIDE).results().map(found -> found.group(1)))
                .filter(line -> line.startsWith("./redport "))
                .toList();
        assertThat(called).hasSizeGreaterThan(10).allMatch(line -> line.startsWith("./redport doctor"));
        Set<String> words = new HashSet<>();
        for (String line : called) {
            Pattern.compile("--[a-z-]+").matcher(line).results().forEach(found -> words.add(found.group()));
            Pattern.compile("^./redport doctor ([a-z]+)")
                    .matcher(line)
                    .results()
                    .forEach(found -> words.add(found.group(1)));
            Pattern.compile("--check ([a-z,-]+)")
                    .matcher(line)
                    .results()
                    .forEach(found -> words.addAll(List.of(found.group(1).split(","))));
        }
        String checklist = GUIDE.substring(GUIDE.indexOf("## Deployment Checklist"), GUIDE.indexOf("**Backup.**"));
        checklist
                .lines()
                .filter(line -> line.startsWith("- [ ]"))
                .forEach(line -> CODE.matcher(line)
                        .results()
                        .map(found -> found.group(1))
                        .filter(code -> code.matches("[a-z]+(-[a-z]+)*") && !code.equals("noeviction"))
                        .forEach(words::add));
        assertThat(words)
                .hasSizeGreaterThan(50)
                .allSatisfy(word -> assertThat(doctor).contains("\"" + word + "\""));
    }

    @Test
    void opensslDoesWhatIsShown() {
        List<String> shown =
                commands().stream().filter(line -> line.startsWith("openssl")).toList();
        assertThat(shown).hasSize(3);
        assertThat(Deployment.run(Map.of(), shown.get(0).split(" ")).strip()).hasSizeGreaterThanOrEqualTo(32);
        try (Deployment deployment = Deployment.prepare()) {
            Deployment.Server server = deployment.start("redis", "redis.conf", Deployment.port(), Map.of());
            try (Console console = deployment.console(server)) {
                console.await("PONG", "PING");
            }
            String handshake = shown.get(1)
                    .replace("redis.internal:6379", "127.0.0.1:" + server.port())
                    .replace(" </dev/null", "");
            assertThat(handshake).isNotEqualTo(shown.get(1));
            String inTls = "cd " + deployment.file("tls") + " && ";
            assertThat(Deployment.run(Map.of(), "/bin/sh", "-c", inTls + handshake))
                    .contains("Verification: OK", "Verified peername: redis.internal");
            assertThat(Deployment.run(Map.of(), "/bin/sh", "-c", inTls + shown.get(2)))
                    .contains("notAfter=", "CN = client");
        }
    }
}
