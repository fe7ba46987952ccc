package dev.redport.benchmarks.peer;

import dev.redport.benchmarks.LimiterPeer;
import dev.redport.benchmarks.bench.Crew;
import dev.redport.benchmarks.bench.Entrant;
import java.util.List;

/** The peers of each client, which share a JVM and its class path, and the limit. */
public final class PeerCrews {
    private PeerCrews() {}

    /**
     * All of them, in the configurations of which the best is compared.
     *
     * @return a crew for each client, and one for the bare socket
     */
    public static List<Crew> all() {
        return List.of(
                crew(
                        "jedis",
                        of(SpringCache.class, "jedis 8"),
                        of(SpringCache.class, "jedis 32"),
                        of(JetCache.class, "jedis 8"),
                        of(JetCache.class, "jedis 32"),
                        of(LimiterPeer.class, "jedis plain"),
                        of(LimiterPeer.class, "jedis batching")),
                crew(
                        "lettuce",
                        of(SpringCache.class, "lettuce"),
                        of(JetCache.class, "lettuce"),
                        of(LimiterPeer.class, "lettuce plain"),
                        of(LimiterPeer.class, "lettuce batching")),
                crew(
                        "redisson",
                        of(JetCache.class, "redisson 8"),
                        of(RedissonMap.class, "8"),
                        of(LimiterPeer.class, "redisson plain"),
                        of(LimiterPeer.class, "redisson batching"),
                        of(LimiterPeer.class, "redisson own")),
                Crew.of("socket", BareSocket.class.getName()));
    }

    private static Crew crew(String driver, String... entrants) {
        return new Crew("peers over " + driver, driver, "", List.of(entrants));
    }

    private static String of(Class<? extends Entrant> entrant, String argument) {
        return entrant.getName() + ' ' + argument;
    }
}
