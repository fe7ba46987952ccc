package dev.redport.benchmarks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TournamentTest {
    private static final String REDPORT = RedportEntrant.class.getName() + " ";

    @TempDir
    Path directory;

    @Test
    void measuresTheOthersIfOneCannotBeOpened() throws Exception {
        Setup setup = new Setup("100 B", Setup.Kind.PLAIN, 0, 100, List.of(Workload.GET), List.of(Threads.of("1")));
        List<Crew> crews = List.of(Crew.of("jedis", REDPORT + "none", REDPORT + "jedis"));
        Plan plan = new Plan("test", List.of(setup), crews, 2, 10_000_000, 10_000_000, 1);
        String java = ProcessHandle.current().info().command().orElseThrow();
        Progress progress = new Progress(new PrintWriter(new StringWriter()), false);

        Results results = new Tournament(plan, null, java, directory.resolve("workers.log"), progress).run();

        assertThat(results.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.what()).contains("RedportEntrant none"));
        assertThat(results.all()).singleElement().satisfies(line -> {
            assertThat(line.driver()).isEqualTo("jedis");
            assertThat(line.samples()).hasSize(2);
        });
    }
}
