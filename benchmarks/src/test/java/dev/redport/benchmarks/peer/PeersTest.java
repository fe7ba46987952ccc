package dev.redport.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.redport.benchmarks.LimiterPeer;
import dev.redport.benchmarks.bench.Contestant;
import dev.redport.benchmarks.bench.Entrant;
import dev.redport.benchmarks.bench.Pem;
import dev.redport.benchmarks.bench.Site;
import dev.redport.benchmarks.bench.Task;
import dev.redport.benchmarks.bench.Workload;
import dev.redport.testkit.EmbeddedRedis;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeersTest {
    private static final Set<Workload> LIMITS =
            EnumSet.of(Workload.LIMITER, Workload.LIMITER_HOT, Workload.LIMITER_DENIED);
    private static final Set<Workload> SINGLES = EnumSet.of(
            Workload.GET, Workload.PUT, Workload.GET_OR_LOAD, Workload.GETS_10, Workload.GETS_100, Workload.GETS_1000);
    private static final Set<Workload> VALUES = EnumSet.copyOf(SINGLES);

    static {
        VALUES.addAll(EnumSet.of(Workload.MGET_1, Workload.MGET_10, Workload.MGET_100, Workload.MGET_1000));
    }

    private final EmbeddedRedis redis = EmbeddedRedis.start();

    @AfterAll
    void stop() {
        redis.close();
    }

    static Stream<Arguments> peers() {
        return Stream.of(
                arguments(new BareSocket(), "", VALUES),
                arguments(new SpringCache(), "jedis 4", SINGLES),
                arguments(new SpringCache(), "lettuce", SINGLES),
                arguments(new JetCache(), "jedis 4", VALUES),
                arguments(new JetCache(), "lettuce", VALUES),
                arguments(new JetCache(), "redisson 4", VALUES),
                arguments(new RedissonMap(), "4", VALUES),
                arguments(new LimiterPeer(), "jedis plain", LIMITS),
                arguments(new LimiterPeer(), "lettuce batching", LIMITS),
                arguments(new LimiterPeer(), "redisson skip-zero", LIMITS),
                arguments(new LimiterPeer(), "redisson own", LIMITS));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void doesItsWorkloadsAndNoOthers(Entrant entrant, String argument, Set<Workload> workloads) throws Exception {
        Set<Workload> done = EnumSet.noneOf(Workload.class);
        try (Contestant contestant = entrant.open(site("peers"), argument)) {
            assertThat(contestant.configuration()).doesNotContain("unknown");
            for (Workload workload : Workload.values()) {
                Optional<Task> task = contestant.task(workload);
                if (task.isPresent()) {
                    done.add(workload);
                    task.get().call(0, 0);
                    task.get().call(Site.CALLERS - 1, Integer.MAX_VALUE);
                }
            }
        }
        assertThat(done).isEqualTo(workloads);
    }

    static Stream<Arguments> stores() {
        return peers().filter(each -> each.get()[2] != LIMITS);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void noticesThatAValueIsGone(Entrant entrant, String argument, Set<Workload> workloads) throws Exception {
        try (Contestant contestant = entrant.open(site("gone"), argument)) {
            for (Workload workload : List.of(Workload.GET, Workload.GET_OR_LOAD, Workload.MGET_10)) {
                if (workloads.contains(workload)) {
                    Task task = contestant.task(workload).orElseThrow();
                    task.call(0, 3);
                    redis.flushAll();
                    assertThatThrownBy(() -> task.call(0, 3)).as(workload.id()).isNotNull();
                }
            }
        }
    }

    private Site site(String prefix) {
        return new Site(List.of(redis.host() + ':' + redis.port()), false, false, Pem.NONE, "", "", 0, prefix, 100);
    }
}
