package dev.redport.benchmarks.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLimitTest {
    @TempDir
    Path directory;

    private static Site site(boolean cluster, String user) {
        List<String> nodes = List.of("127.0.0.1:6399");
        return new Site(nodes, cluster, false, Pem.NONE, user, "canary", 3, "bench1", 100);
    }

    /** A program that notes how it was called, and prints these lines. */
    private ServerLimit program(String... lines) throws IOException {
        Path program = directory.resolve("redis-benchmark");
        String script = "#!/bin/sh\necho \"$REDISCLI_AUTH $*\" >>" + directory.resolve("calls") + "\ncat <<'END'\n"
                + String.join("\n", lines) + "\nEND\n";
        assertThat(Files.writeString(program, script).toFile().setExecutable(true))
                .isTrue();
        return new ServerLimit(program);
    }

    @Test
    void readsTheRateThatTheProgramPrints() throws Exception {
        ServerLimit limit = program(
                "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\"",
                "\"GET key\",\"88495.58\",\"0.209\",\"0.056\"");

        limit.prepare(site(false, ""));
        assertThat(limit.get(site(false, ""), 1_000)).isEqualTo(88_495.58);

        assertThat(Files.readAllLines(directory.resolve("calls")))
                .containsExactly(
                        "canary --csv -h 127.0.0.1 -p 6399 --dbnum 3 -c 1 -n 1 SET bench1:c:limit:v1:10000 "
                                + "a".repeat(100),
                        "canary --csv -h 127.0.0.1 -p 6399 --dbnum 3 -c 1 -P 100 -n 1000 GET bench1:c:limit:v1:10000");
    }

    @Test
    void oneCallIsTooShortForARate() throws Exception {
        ServerLimit limit = program("\"SET key\",\"inf\",\"0.164\",\"0.160\"");

        limit.prepare(site(false, ""));

        assertThat(Files.readAllLines(directory.resolve("calls"))).hasSize(1);
    }

    @Test
    void saysWhatTheProgramSaidInstead() throws Exception {
        ServerLimit limit = program("Could not connect");

        assertThatThrownBy(() -> limit.get(site(false, ""), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Could not connect");
    }

    @Test
    void goesWhereOneConnectionWithoutAUserReachesEverything() {
        assertThat(ServerLimit.suits(site(false, ""))).isTrue();
        assertThat(ServerLimit.suits(site(true, ""))).isFalse();
        assertThat(ServerLimit.suits(site(false, "app"))).isFalse();
    }
}
