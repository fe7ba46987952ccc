package dev.redport.benchmarks.bench;

import dev.redport.config.TlsMaterial;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.redisson.Redisson;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;
import org.redisson.config.SingleServerConfig;
import org.redisson.config.TransportMode;

/**
 * Redisson's buckets; the argument is the size of its pool. It has threads for the machine and the native transport, which is
 * faster on a small one than its defaults.
 */
public final class RawRedisson implements Entrant {
    @Override
    public Contestant open(Site site, String argument) throws Exception {
        int connections = Integer.parseInt(argument);
        return new RawContestant(
                "Redisson",
                "redisson",
                "Redisson " + Versions.of(Redisson.class) + ", pool of " + connections
                        + (site.cluster() ? " per node, " : ", ") + nettyThreads() + " Netty threads",
                site,
                new Calls(site, connect(site, connections)));
    }

    private static int nettyThreads() {
        return Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    static RedissonClient connect(Site site, int connections) throws Exception {
        Config config = new Config()
                .setThreads(2)
                .setNettyThreads(nettyThreads())
                .setTransportMode(Epoll.isAvailable() ? TransportMode.EPOLL : TransportMode.NIO);
        if (!site.user().isEmpty()) {
            config.setUsername(site.user());
        }
        if (!site.password().isEmpty()) {
            config.setPassword(site.password());
        }
        if (site.tls()) {
            TlsMaterial tls = RedportEntrant.tls(site);
            config.setSslTrustManagerFactory(tls.trustManagerFactory());
            tls.keyManagerFactory().ifPresent(config::setSslKeyManagerFactory);
        }
        String scheme = site.tls() ? "rediss://" : "redis://";
        if (site.cluster()) {
            ClusterServersConfig cluster = config.useClusterServers()
                    .setReadMode(ReadMode.MASTER)
                    .setMasterConnectionPoolSize(connections)
                    .setMasterConnectionMinimumIdleSize(Math.min(2, connections))
                    .setSubscriptionConnectionMinimumIdleSize(0)
                    .setTimeout(20_000);
            site.nodes().forEach(node -> cluster.addNodeAddress(scheme + node));
        } else {
            SingleServerConfig unused = config.useSingleServer()
                    .setAddress(scheme + site.nodes().get(0))
                    .setDatabase(site.database())
                    .setConnectionPoolSize(connections)
                    .setConnectionMinimumIdleSize(Math.min(2, connections))
                    .setSubscriptionConnectionMinimumIdleSize(0)
                    .setTimeout(20_000);
        }
        return Redisson.create(config);
    }

    private static final class Calls implements RawCalls {
        private static final Duration AN_HOUR = Duration.ofHours(1);
        private final RedissonClient client;
        private final String[] keys;

        Calls(Site site, RedissonClient client) {
            this.client = client;
            keys = RawCalls.keys(site);
        }

        @Override
        public byte[] get(int key) {
            return client.<byte[]>getBucket(keys[key], ByteArrayCodec.INSTANCE).get();
        }

        @Override
        public void put(int key, byte[] value) {
            client.getBucket(keys[key], ByteArrayCodec.INSTANCE).set(value, AN_HOUR);
        }

        @Override
        public IntPredicate limiter(LimiterCall call) {
            RScript script = client.getScript(ByteArrayCodec.INSTANCE);
            List<List<Object>> each =
                    call.keys().stream().map(key -> List.<Object>of(key)).toList();
            return subject -> RawCalls.isTaken(asked(script, call, each.get(subject)));
        }

        private static byte[] asked(RScript script, LimiterCall call, List<Object> key) {
            String route = key.get(0).toString();
            try {
                return script.evalSha(
                        route, Mode.READ_WRITE, call.sha1(), ReturnType.VALUE, key, call.limits(), call.request());
            } catch (RedisNoScriptException unknown) {
                return script.eval(
                        route, Mode.READ_WRITE, call.script(), ReturnType.VALUE, key, call.limits(), call.request());
            }
        }

        @Override
        public void mget(int first, int count, Found found) {
            Map<String, byte[]> values =
                    client.getBuckets(ByteArrayCodec.INSTANCE).get(Arrays.copyOfRange(keys, first, first + count));
            for (int i = first; i < first + count; i++) {
                byte[] value = values.get(keys[i]);
                found.value(i, value == null ? new byte[0] : value);
            }
        }

        @Override
        public void close() {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }
}
