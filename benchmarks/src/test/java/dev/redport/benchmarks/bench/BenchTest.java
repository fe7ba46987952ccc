package dev.redport.benchmarks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    private int bench(String... arguments) {
        return Bench.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void measuresOnAGivenServerLeavesNothingThereAndWritesItsReports() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            redis.execute("SET", "theirs", "1");
            assertThat(bench(
                            "--redis",
                            redis.url(),
                            "--only",
                            "get,put",
                            "--also",
                            "REDIS_MERGE_CALLERS=false",
                            "--threads",
                            "1",
                            "--rounds",
                            "2",
                            "--turn",
                            "10",
                            "--output",
                            directory.toString()))
                    .as(err.toString())
                    .isZero();
            assertThat(redis.execute("DBSIZE")).isEqualTo(1L);
        }
        assertThat(out.toString())
                .contains(
                        "Redport over Jedis",
                        "Redport over Lettuce",
                        "Redport over Redisson",
                        "Redport over Jedis, REDIS_MERGE_CALLERS=false")
                .contains("For your server and this mix: ", "Fewer than 6 rounds give only a hint.");
        assertThat(Files.readString(directory.resolve("report.md"))).contains("| get | 1 | Jedis | ");
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("<svg")
                .doesNotContain("http://", "https://", "<script", "NaN");
        JsonNode json = JsonMapper.builder().build().readTree(Files.readString(directory.resolve("report.json")));
        assertThat(json.get("failures")).isEmpty();
        assertThat(json.get("results")).hasSize(18).allSatisfy(line -> {
            assertThat(line.get("callsPerSecond").get("median").asDouble()).isPositive();
            assertThat(line.get("commands").asDouble()).isBetween(0.9, 1.2);
        });
    }

    /** Every workload of every contestant, in this JVM. */
    @ParameterizedTest
    @CsvSource({"plain", "tls", "cluster"})
    void everyContestantDoesEveryWorkload(String kind) throws Exception {
        Setup setup = new Setup(
                kind,
                kind.equals("plain") ? Setup.Kind.PLAIN : kind.equals("tls") ? Setup.Kind.TLS : Setup.Kind.CLUSTER,
                0,
                100,
                List.of(),
                List.of());
        Callers callers = new Callers();
        int measured = 0;
        try (Ground ground = Ground.open(setup, null, "benchtest")) {
            for (Crew crew : Roster.drivers()) {
                Set<String> clients = new HashSet<>();
                for (String entrant : crew.entrants()) {
                    String[] parts = entrant.split(" ", 2);
                    if (parts[0].contains(".Raw") && !clients.add(parts[0])) {
                        continue; // another size of pool
                    }
                    Entrant opener = Class.forName(parts[0])
                            .asSubclass(Entrant.class)
                            .getDeclaredConstructor()
                            .newInstance();
                    try (Contestant contestant = opener.open(ground.site(), parts[1])) {
                        for (Workload workload : Workload.values()) {
                            Optional<Task> task = contestant.task(workload);
                            if (task.isPresent()) {
                                assertThat(callers.run(task.get(), 2, false, 1_000_000, 1)
                                                .calls())
                                        .as(contestant.name() + " " + workload.id())
                                        .isPositive();
                                measured++;
                            }
                        }
                    }
                }
            }
            assertThat(ground.observer().removeKeys()).isPositive();
            assertThat(ground.observer().removeKeys()).isZero();
        }
        assertThat(measured).isEqualTo(3 * 12 + 3 * 15 + 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--only guess | --only: guess (expected: get, put,",
                "--drivers guess | --drivers: guess (expected: some of jedis, lettuce, redisson",
                "--threads 0 | --threads: 0 (expected: 1..256",
                "--threads v | --threads: v (expected: 1..256",
                "--value-size 3 | --value-size: 3 (expected: 16..1048576)",
                "--rounds 1 | --rounds: 1 (expected: 2..1000)",
                "--rounds 0 | --rounds: 0 (expected: 2..1000)",
                "--turn 1 | --turn: 1 (expected: 10..10000)",
                "--turn 0 | --turn: 0 (expected: 10..10000)",
                "--turn soon | Invalid value for option '--turn'",
                "--output | Missing required parameter",
                "--reds redis://me:secret@localhost | Unknown option: '--reds' (did you mean --redis",
                "--reds=secret | Unknown option: '--reds'",
                "secret | Unknown argument (expected: options only)",
                "--java /nowhere | --java: /nowhere cannot be started",
                "--guess | Unknown option: '--guess'",
                "--drivers socket | --drivers: socket (expected: some of jedis, lettuce, redisson",
                "--also 7 | --also: 7 (expected: such as REDIS_POOL_SIZE=20)",
                "--also REDIS_MERGE_CALLER=false | --also: REDIS_MERGE_CALLER",
                "--also REDIS_MERGE_CALLERS=perhaps | --also: REDIS_MERGE_CALLERS",
                "--also REDIS_POOL_TIMEOUT=1s | --also: REDIS_POOL_TIMEOUT (expected: none that the benchmark itself decides",
                "--quick --full | --quick, --full: both (expected: one of them)",
                "--redis redis://me:secret@localhost:x | --redis: *** (expected: redis://",
                "--redis foo | --redis: *** (expected: redis://",
                "--only get --output /dev/null/reports | --output: /dev/null/reports (expected: a directory"
            })
    void saysWhatWasExpected(String arguments, String message) {
        assertThat(bench(arguments.split(" "))).isEqualTo(Bench.COULD_NOT_RUN);
        assertThat(err.toString()).contains(message).doesNotContain("secret", "\tat ");
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThat(bench(
                        ("--reds --guess --turn soon --only get,guess --threads 0,x --rounds 1 --java /nowhere --redis foo"
                                        + " --output /dev/null/reports")
                                .split(" ")))
                .isEqualTo(Bench.COULD_NOT_RUN);
        assertThat(err.toString())
                .contains(
                        "(did you mean --redis?)\n",
                        "Unknown option: '--guess'\n",
                        "'--turn'",
                        "--only: guess",
                        "--threads: 0",
                        "--threads: x",
                        "--rounds: 1",
                        "--java:",
                        "--redis: ***")
                .contains("--output: /dev/null/reports (expected");
    }

    @Test
    void saysThatTheServerCannotBeReached() {
        assertThat(bench("--redis", "redis://127.0.0.1:1", "--output", directory.toString()))
                .isEqualTo(Bench.COULD_NOT_RUN);
        assertThat(err.toString()).contains("Redis does not answer").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 6, 7, 9, 30})
    void anIntervalIsAsNarrowAsItsConfidenceAllows(int count) {
        Interval interval = Interval.median(IntStream.range(0, count).mapToDouble(i -> i));
        assertThat(interval.median()).isEqualTo((count - 1) / 2.0);
        assertThat(interval.isAbove(-1)).isEqualTo(count >= 6);
        assertThat(interval.isAbove(interval.low())).isFalse();
        assertThat(interval.confidence() >= 0.95).isEqualTo(count >= 6);
        assertThat(interval.low())
                .isEqualTo(
                        switch (count) {
                            case 9 -> 1;
                            case 30 -> 9;
                            default -> 0;
                        });
    }
}
