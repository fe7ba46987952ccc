package dev.redport.benchmarks.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a read costs at the server, as the benchmark counts it. */
@Timeout(180)
class OverheadTest {
    private static final int CALLS = 200;
    private static final int ATTEMPTS = 20;
    /** What a cache writes before a value. */
    private static final int ENVELOPE = 14;

    @ParameterizedTest
    @CsvSource({"RawJedis, 8, jedis", "RawLettuce, 1, lettuce", "RawRedisson, 8, redisson"})
    void aHitCostsTheCommandsOfTheClientAndTheBytesOfTheEnvelope(String client, String pool, String driver)
            throws Exception {
        Setup setup = new Setup("plain", Setup.Kind.PLAIN, 0, 100, List.of(), List.of());
        try (Ground ground = Ground.open(setup, null, "overhead");
                Contestant raw = opener(client).open(ground.site(), pool);
                Contestant redport = new RedportEntrant().open(ground.site(), driver)) {
            Observer.Count direct = cost(ground.observer(), raw);
            Observer.Count hit = cost(ground.observer(), redport);
            assertThat(direct.commands()).isEqualTo(CALLS);
            assertThat(hit.commands()).isEqualTo(CALLS);
            assertThat(hit.toServer()).isEqualTo(direct.toServer());
            assertThat(hit.toClient()).isEqualTo(direct.toClient() + CALLS * ENVELOPE);
        }
    }

    private static Entrant opener(String client) throws ReflectiveOperationException {
        return Class.forName(Entrant.class.getPackageName() + '.' + client)
                .asSubclass(Entrant.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** Counts until two counts agree, because connections may still be opening in the background. */
    private static Observer.Count cost(Observer observer, Contestant contestant) throws Exception {
        Optional<Observer.Count> last = Optional.empty();
        for (int i = 0; i < ATTEMPTS; i++) {
            Observer.Count next = count(observer, contestant);
            if (last.filter(count -> isSame(count, next)).isPresent()) {
                return next;
            }
            last = Optional.of(next);
        }
        throw new AssertionError("another count each time, at last " + last);
    }

    private static boolean isSame(Observer.Count one, Observer.Count other) {
        return one.commands() == other.commands()
                && one.toServer() == other.toServer()
                && one.toClient() == other.toClient();
    }

    private static Observer.Count count(Observer observer, Contestant contestant) throws Exception {
        Task task = contestant.task(Workload.GET).orElseThrow();
        Observer.Count before = observer.count().orElseThrow();
        for (int i = 0; i < CALLS; i++) {
            task.call(0, i);
        }
        return observer.count().orElseThrow().since(before);
    }
}
