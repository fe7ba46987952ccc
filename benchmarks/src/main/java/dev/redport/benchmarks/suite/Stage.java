package dev.redport.benchmarks.suite;

import dev.redport.benchmarks.LimiterPeer;
import dev.redport.benchmarks.bench.Contestant;
import dev.redport.benchmarks.bench.Entrant;
import dev.redport.benchmarks.bench.RawJedis;
import dev.redport.benchmarks.bench.RawLettuce;
import dev.redport.benchmarks.bench.RawRedisson;
import dev.redport.benchmarks.bench.RedportEntrant;
import dev.redport.benchmarks.bench.Site;
import dev.redport.benchmarks.bench.Task;
import dev.redport.benchmarks.bench.Workload;
import dev.redport.benchmarks.peer.BareSocket;
import dev.redport.benchmarks.peer.JetCache;
import dev.redport.benchmarks.peer.RedissonMap;
import dev.redport.benchmarks.peer.SpringCache;
import java.time.Duration;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A server and one contestant on it. */
@State(Scope.Benchmark)
public class Stage {
    /** The client. */
    @Param({"jedis", "lettuce", "redisson"})
    public String driver = "";

    /** {@code plain}, {@code tls} or {@code cluster}. */
    @Param("plain")
    public String setup = "plain";

    /** By how much each reply is late, such as 0.5; bytes pass a proxy in this process then, which allocates as well. */
    @Param("0")
    public String latencyMillis = "0";

    private Servers servers;
    private Contestant contestant;

    /** Creates one; JMH does. */
    @SuppressWarnings("NullAway.Init")
    public Stage() {}

    /**
     * Starts the server, connects and stores what is read.
     *
     * @param who {@code raw}, {@code redport}, {@code socket}; for caches also {@code spring}, {@code jetcache} and, over
     *     Redisson, {@code map}; for limiters {@code bucket4j}, {@code batching}, {@code skip-zero} and, over Redisson,
     *     {@code own}
     * @param workload what is to be done
     * @param valueSize bytes of a value
     * @return how it does it
     * @throws Exception if it cannot
     */
    Task prepare(String who, Workload workload, int valueSize) throws Exception {
        servers = Servers.start(setup, Duration.ofNanos((long) (Double.parseDouble(latencyMillis) * 1e6)));
        contestant = open(who, servers.site(valueSize));
        return contestant
                .task(workload)
                .orElseThrow(() -> new IllegalArgumentException(who + ": has no counterpart of " + workload.id()));
    }

    private Contestant open(String who, Site site) throws Exception {
        return switch (who) {
            case "raw" -> raw().open(site, driver.equals("lettuce") ? "1" : "8");
            case "redport" -> new RedportEntrant().open(site, driver);
            case "spring" -> new SpringCache().open(site, driver);
            case "jetcache" -> new JetCache().open(site, driver);
            case "map" -> new RedissonMap().open(site, driver);
            case "socket" -> new BareSocket().open(site, "");
            case "bucket4j" -> new LimiterPeer().open(site, driver + " plain");
            case "batching", "skip-zero", "own" -> new LimiterPeer().open(site, driver + ' ' + who);
            default -> throw new IllegalArgumentException("who: " + who + " (expected: a name that Stage knows)");
        };
    }

    private Entrant raw() {
        return switch (driver) {
            case "jedis" -> new RawJedis();
            case "lettuce" -> new RawLettuce();
            case "redisson" -> new RawRedisson();
            default ->
                throw new IllegalArgumentException("driver: " + driver + " (expected: jedis, lettuce or redisson)");
        };
    }

    /**
     * Disconnects and stops the server.
     *
     * @throws Exception if that fails
     */
    @TearDown
    public void close() throws Exception {
        contestant.close();
        servers.close();
    }
}
