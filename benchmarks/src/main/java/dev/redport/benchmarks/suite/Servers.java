package dev.redport.benchmarks.suite;

import dev.redport.benchmarks.bench.Pem;
import dev.redport.benchmarks.bench.Site;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A server or a cluster started for a benchmark, behind a proxy if its replies are to come late. */
final class Servers implements AutoCloseable {
    private final List<String> nodes;
    private final boolean cluster;
    private final Optional<Path> ca;
    private final List<Runnable> parts;

    private Servers(List<String> nodes, boolean cluster, Optional<Path> ca, List<Runnable> parts) {
        this.nodes = nodes;
        this.cluster = cluster;
        this.ca = ca;
        this.parts = parts;
    }

    /**
     * Starts them.
     *
     * @param setup {@code plain}, {@code tls} or {@code cluster}
     * @param latency by which each reply is late; no proxy if zero
     */
    static Servers start(String setup, Duration latency) {
        return switch (setup) {
            case "plain" -> one(EmbeddedRedis.start(), latency, Optional.empty());
            case "tls" -> {
                EmbeddedRedis redis = EmbeddedRedis.builder().tls().start();
                yield one(redis, latency, Optional.of(redis.certificates().ca()));
            }
            case "cluster" -> cluster(latency);
            default -> throw new IllegalArgumentException("setup: " + setup + " (expected: plain, tls or cluster)");
        };
    }

    private static Servers one(EmbeddedRedis redis, Duration latency, Optional<Path> ca) {
        if (latency.isZero()) {
            return new Servers(List.of(redis.host() + ':' + redis.port()), false, ca, List.of(redis::close));
        }
        FaultProxy proxy = FaultProxy.to(redis);
        proxy.delay(latency);
        return new Servers(List.of(proxy.host() + ':' + proxy.port()), false, ca, List.of(proxy::close, redis::close));
    }

    private static Servers cluster(Duration latency) {
        EmbeddedCluster cluster = latency.isZero()
                ? EmbeddedRedis.cluster().start()
                : EmbeddedRedis.cluster().throughProxies().start();
        if (!latency.isZero()) {
            cluster.nodes().forEach(node -> cluster.proxyOf(node).delay(latency));
        }
        return new Servers(cluster.addresses(), true, Optional.empty(), List.of(cluster::close));
    }

    Site site(int valueSize) {
        return new Site(nodes, cluster, ca.isPresent(), ca.map(Pem::ca).orElse(Pem.NONE), "", "", 0, "jmh", valueSize);
    }

    @Override
    public void close() {
        parts.forEach(Runnable::run);
    }
}
