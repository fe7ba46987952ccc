package dev.redport.benchmarks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Setup SETUP =
            new Setup("100 B", Setup.Kind.PLAIN, 0, 100, List.of(Workload.GET), List.of(Threads.of("1")));

    private final Plan plan = new Plan("test", List.of(SETUP), Roster.drivers(), 7, 1, 1, 1);
    private final Results results = new Results();

    /** So many calls in a millisecond, round by round. */
    private void measured(String driver, double... calls) {
        Results.Cell cell = new Results.Cell(SETUP, Workload.GET, Threads.of("1"));
        List<Sample> samples = DoubleStream.of(calls)
                .mapToObj(each -> Sample.of(
                        new Turn((long) (1_000 * each), 1_000_000_000, 0, 0, Turn.histogram()), Optional.empty()))
                .toList();
        results.line(
                new Results.Line(cell, "Redport over " + Verdict.title(driver), driver, Role.REDPORT, "", samples));
    }

    private Verdict verdict() {
        return Verdict.of(plan, results);
    }

    @Test
    void tellsWhatIsWithinTheNoiseFromWhatIsSlower() {
        measured("jedis", 20, 21, 22, 20, 21, 22, 20);
        measured("lettuce", 19, 22, 21, 19, 22, 21, 19);
        measured("redisson", 10, 10, 11, 10, 10, 11, 10);

        assertThat(verdict().headline())
                .isEqualTo("For this machine and this mix: Jedis. Lettuce is within the noise. Redisson is slower.");
    }

    @Test
    void namesADriverThatCouldNotBeMeasured() {
        measured("jedis", 20, 21, 22, 20, 21, 22, 20);
        measured("lettuce", 10, 10, 11, 10, 10, 11, 10);

        assertThat(verdict().headline())
                .isEqualTo("For this machine and this mix: Jedis. Lettuce is slower. Redisson could not be measured.");
        assertThat(verdict().reasons().get(0)).contains("over all 1 combinations");
    }
}
