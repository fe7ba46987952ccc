package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reads of values of 100 bytes that are there, through a client and through a cache over it; the difference is what
 * Redport costs. The server is the one of the system property {@code redis.url}, or else one started here.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LookupBenchmark {
    /** The system property that names a server to use. */
    static final String SERVER = "redis.url";

    /** The client under test. */
    @Param({"lettuce", "jedis", "redisson"})
    public String driver = "";

    private @Nullable EmbeddedRedis redis;
    private Contest contest;

    /** Creates one; JMH does. */
    @SuppressWarnings("NullAway.Init")
    public LookupBenchmark() {}

    /** Connects both sides and stores the values. */
    @Setup
    public void open() {
        String url = System.getProperty(SERVER);
        if (url == null) {
            redis = EmbeddedRedis.start();
            url = redis.url();
        }
        contest = Contest.open(driver, URI.create(url));
    }

    /** Disconnects. */
    @TearDown
    public void close() {
        contest.close();
        if (redis != null) {
            redis.close();
        }
    }

    /**
     * One value, by the client.
     *
     * @return the value
     */
    @Benchmark
    public byte[] rawGet() {
        return contest.rawGet();
    }

    /**
     * One value, by the cache.
     *
     * @return the value
     */
    @Benchmark
    public byte[] cacheLookup() {
        return contest.cacheLookup();
    }

    /**
     * A hundred values, by the client.
     *
     * @param values takes them
     */
    @Benchmark
    public void rawMget100(Blackhole values) {
        contest.rawMget(values::consume);
    }

    /**
     * A hundred values, by the cache.
     *
     * @param values takes them
     */
    @Benchmark
    public void cacheFindAll100(Blackhole values) {
        contest.cacheFindAll(values::consume);
    }
}
