package dev.redport.testkit.contract;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The servers of a suite, in any topology. */
abstract class Deployment implements AutoCloseable {
    private final Runnable end;

    private Deployment(Runnable end) {
        this.end = end;
    }

    static Deployment of(EmbeddedRedis redis) {
        return new Deployment(redis::close) {
            @Override
            RedisConfigBuilder config() {
                return secured(Contract.at(redis.host(), redis.port()), redis);
            }

            @Override
            List<EmbeddedRedis> nodes() {
                return List.of(redis);
            }

            @Override
            List<EmbeddedRedis> primaries() {
                return List.of(redis);
            }

            @Override
            EmbeddedRedis owner(String key) {
                return redis;
            }

            @Override
            void failover(String key) {
                throw new UnsupportedOperationException("one server alone");
            }
        };
    }

    static Deployment of(EmbeddedSentinel sentinel) {
        return new Deployment(sentinel::close) {
            @Override
            RedisConfigBuilder config() {
                return secured(Contract.settings(), sentinel.nodes().get(0))
                        .sentinel(sentinel.masterName(), endpoints(sentinel.addresses()));
            }

            @Override
            List<EmbeddedRedis> nodes() {
                return sentinel.nodes();
            }

            @Override
            List<EmbeddedRedis> primaries() {
                return List.of(sentinel.primary());
            }

            @Override
            EmbeddedRedis owner(String key) {
                return sentinel.primary();
            }

            @Override
            void failover(String key) {
                sentinel.failover();
                sentinel.rejoin();
            }
        };
    }

    static Deployment of(EmbeddedCluster cluster) {
        return new Deployment(cluster::close) {
            @Override
            RedisConfigBuilder config() {
                return secured(Contract.settings(), cluster.nodes().get(0)).cluster(endpoints(cluster.addresses()));
            }

            @Override
            List<EmbeddedRedis> nodes() {
                return cluster.nodes();
            }

            @Override
            List<EmbeddedRedis> primaries() {
                return cluster.primaries();
            }

            @Override
            EmbeddedRedis owner(String key) {
                return cluster.primaryOf(key);
            }

            @Override
            void failover(String key) {
                cluster.failover(EmbeddedCluster.slot(key));
            }
        };
    }

    /** The same servers for clients that log in. */
    Deployment with(UnaryOperator<RedisConfigBuilder> login) {
        return with(login, () -> {});
    }

    /** The same servers for a suite among several, which does not close them. */
    Deployment lent() {
        return with(login -> login, () -> {}, () -> {});
    }

    /** The same; {@code beforeTheEnd} runs before the servers are closed. */
    Deployment with(UnaryOperator<RedisConfigBuilder> login, Runnable beforeTheEnd) {
        return with(login, beforeTheEnd, this::close);
    }

    private Deployment with(UnaryOperator<RedisConfigBuilder> login, Runnable beforeTheEnd, Runnable end) {
        Deployment servers = this;
        return new Deployment(() -> {
            try {
                beforeTheEnd.run();
            } finally {
                end.run();
            }
        }) {
            @Override
            RedisConfigBuilder config() {
                return login.apply(servers.config());
            }

            @Override
            List<EmbeddedRedis> nodes() {
                return servers.nodes();
            }

            @Override
            List<EmbeddedRedis> primaries() {
                return servers.primaries();
            }

            @Override
            EmbeddedRedis owner(String key) {
                return servers.owner(key);
            }

            @Override
            void failover(String key) {
                servers.failover(key);
            }
        };
    }

    static Endpoint[] endpoints(List<String> addresses) {
        return addresses.stream().map(Endpoint::parse).toArray(Endpoint[]::new);
    }

    private static RedisConfigBuilder secured(RedisConfigBuilder config, EmbeddedRedis server) {
        return server.url().startsWith("rediss:")
                ? config.tlsEnabled(true).tlsCaFile(server.certificates().ca())
                : config;
    }

    /** Short timeouts and no retries, so that what is seen is the driver itself. */
    abstract RedisConfigBuilder config();

    /** Every data server, replicas too. */
    abstract List<EmbeddedRedis> nodes();

    abstract List<EmbeddedRedis> primaries();

    abstract EmbeddedRedis owner(String key);

    /** Makes a replica of the server that has the key take over, as planned. */
    abstract void failover(String key);

    boolean isClustered() {
        return primaries().size() > 1;
    }

    /** Runs a command under the testkit's own user on the server that has the key, which is its first argument. */
    @Nullable
    Object execute(String... command) {
        return owner(command[1]).execute(command);
    }

    List<@Nullable Object> onPrimaries(String... command) {
        return primaries().stream()
                .<@Nullable Object>map(each -> each.execute(command))
                .toList();
    }

    long keys() {
        return onPrimaries("DBSIZE").stream().mapToLong(n -> (Long) n).sum();
    }

    void flushAll() {
        primaries().forEach(EmbeddedRedis::flushAll);
    }

    long commandCount(String command) {
        return primaries().stream()
                .mapToLong(each -> each.commandCount(command))
                .sum();
    }

    void resetStats() {
        nodes().forEach(EmbeddedRedis::resetStats);
    }

    /** Connections that carry that name, to all data servers. */
    long clients(String name) {
        return clientList(name).size();
    }

    /** What the data servers know of these connections. */
    List<String> clientList(String name) {
        return nodes().stream()
                .flatMap(each -> String.valueOf(each.execute("CLIENT", "LIST")).lines())
                .filter(line -> line.contains(" name=" + name + " "))
                .toList();
    }

    void pause() {
        nodes().forEach(EmbeddedRedis::pause);
    }

    void resume() {
        nodes().forEach(EmbeddedRedis::resume);
    }

    @Override
    public void close() {
        end.run();
    }
}
