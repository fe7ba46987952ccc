package dev.redport.benchmarks.bench;

import dev.redport.Redport;
import dev.redport.config.Credentials;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.Topology;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Operation;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of a set-up: started for it, or the user's own. */
final class Ground implements AutoCloseable {
    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final Site site;
    private final Observer observer;

    private Ground(Setup setup, @Nullable RedisConfig own, String prefix) {
        Site direct = switch (setup.kind()) {
            case OWN -> own(own, prefix, setup.valueSize());
            case CLUSTER -> cluster(prefix, setup.valueSize());
            case PLAIN -> standalone(EmbeddedRedis.start(), false, prefix, setup.valueSize());
            case TLS -> standalone(EmbeddedRedis.builder().tls().start(), true, prefix, setup.valueSize());
        };
        site = setup.delayMicros() == 0 ? direct : delayed(direct, setup.delayMicros());
        observer = Observer.open(direct);
        ends.push(this::leave);
    }

    /**
     * Starts servers, or connects.
     *
     * @param own the user's server, for a set-up of that kind
     * @param prefix of all keys
     */
    static Ground open(Setup setup, @Nullable RedisConfig own, String prefix) {
        return new Ground(setup, own, prefix);
    }

    private static Site own(@Nullable RedisConfig config, String prefix, int valueSize) {
        if (config == null) {
            throw new BenchException("no server given");
        }
        Credentials credentials = config.credentials().get();
        List<String> nodes;
        if (config.topology() instanceof Topology.Cluster cluster) {
            nodes = cluster.nodes().stream().map(Endpoint::toString).toList();
        } else if (config.topology() instanceof Topology.Sentinel) {
            nodes = List.of(master(config).toString());
        } else {
            nodes = List.of(config.host() + ":" + config.port());
        }
        return new Site(
                nodes,
                config.topology() instanceof Topology.Cluster,
                config.tls().enabled(),
                new Pem(
                        config.tls().caFile(),
                        config.tls().certFile(),
                        config.tls().keyFile(),
                        Path.of(System.getenv().getOrDefault("REDIS_TLS_KEY_PASSWORD_FILE", ""))),
                credentials.username(),
                credentials.password().reveal(),
                config.database(),
                prefix,
                valueSize);
    }

    /** Whom the sentinels name now: everybody is measured on this server, and nobody follows a failover. */
    private static Endpoint master(RedisConfig config) {
        try (Redport redport =
                Redport.connect(config.toBuilder().driver("jedis").build())) {
            Call call = Call.start(Operation.OTHER, Duration.ofSeconds(20));
            MasterReply found = redport.driver()
                    .executeOnMasters(Command.of(Verb.PING), call)
                    .get(0);
            found.reply().orThrow();
            return found.master();
        }
    }

    private Site standalone(EmbeddedRedis redis, boolean tls, String prefix, int valueSize) {
        ends.push(redis::close);
        return new Site(
                List.of(redis.host() + ":" + redis.port()),
                false,
                tls,
                tls ? Pem.ca(redis.certificates().ca()) : Pem.NONE,
                "",
                "",
                0,
                prefix,
                valueSize);
    }

    private Site cluster(String prefix, int valueSize) {
        EmbeddedCluster cluster = EmbeddedRedis.cluster().start();
        ends.push(cluster::close);
        return new Site(cluster.addresses(), true, false, Pem.NONE, "", "", 0, prefix, valueSize);
    }

    private Site delayed(Site direct, long micros) {
        FaultProxy proxy = FaultProxy.to(direct.host(), direct.port());
        ends.push(proxy::close);
        proxy.delay(Duration.ofNanos(micros * 1_000));
        return new Site(
                List.of(proxy.host() + ":" + proxy.port()),
                false,
                direct.tls(),
                direct.pem(),
                direct.user(),
                direct.password(),
                direct.database(),
                direct.prefix(),
                direct.valueSize());
    }

    Site site() {
        return site;
    }

    Observer observer() {
        return observer;
    }

    private void leave() {
        try {
            long unused = observer.removeKeys();
        } finally {
            observer.close();
        }
    }

    /** Removes the keys, and ends what was started. A second call does nothing. */
    @Override
    public synchronized void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }
}
