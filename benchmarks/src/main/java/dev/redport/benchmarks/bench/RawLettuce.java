package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.config.TlsMaterial;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Lettuce's synchronous commands; the argument is the number of connections, which the threads use in turn. */
public final class RawLettuce implements Entrant {
    @Override
    public Contestant open(Site site, String argument) throws Exception {
        int connections = Integer.parseInt(argument);
        return new RawContestant(
                "Lettuce",
                "lettuce",
                "Lettuce " + Versions.of(RedisClient.class) + ", " + connections
                        + (connections == 1 ? " connection" : " connections") + (site.cluster() ? " per node" : ""),
                site,
                new Calls(site, connections));
    }

    static RedisURI uri(Site site, String node) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(node.substring(0, node.lastIndexOf(':')))
                .withPort(Integer.parseInt(node.substring(node.lastIndexOf(':') + 1)))
                .withDatabase(site.database())
                .withSsl(site.tls())
                .withTimeout(Duration.ofSeconds(20));
        if (!site.user().isEmpty()) {
            uri.withAuthentication(site.user(), site.password());
        } else if (!site.password().isEmpty()) {
            uri.withPassword(site.password().toCharArray());
        }
        return uri.build();
    }

    private static SslOptions ssl(Site site) {
        TlsMaterial tls = RedportEntrant.tls(site);
        SslOptions.Builder options = SslOptions.builder().jdkSslProvider().trustManager(tls.trustManagerFactory());
        tls.keyManagerFactory().ifPresent(options::keyManager);
        return options.build();
    }

    private static final class Calls implements RawCalls {
        private final AbstractRedisClient client;
        private final List<RedisClusterCommands<byte[], byte[]>> connections = new ArrayList<>();
        private final byte[][] keys;
        private final SetArgs anHour = SetArgs.Builder.px(3_600_000);

        Calls(Site site, int count) {
            keys = Arrays.stream(RawCalls.keys(site))
                    .map(key -> key.getBytes(UTF_8))
                    .toArray(byte[][]::new);
            List<RedisURI> uris =
                    site.nodes().stream().map(node -> uri(site, node)).toList();
            if (site.cluster()) {
                RedisClusterClient cluster = RedisClusterClient.create(uris);
                client = cluster;
                if (site.tls()) {
                    cluster.setOptions(
                            ClusterClientOptions.builder().sslOptions(ssl(site)).build());
                }
                for (int i = 0; i < count; i++) {
                    connections.add(cluster.connect(ByteArrayCodec.INSTANCE).sync());
                }
            } else {
                RedisClient standalone = RedisClient.create(uris.get(0));
                client = standalone;
                if (site.tls()) {
                    standalone.setOptions(
                            ClientOptions.builder().sslOptions(ssl(site)).build());
                }
                for (int i = 0; i < count; i++) {
                    connections.add(standalone.connect(ByteArrayCodec.INSTANCE).sync());
                }
            }
        }

        private RedisClusterCommands<byte[], byte[]> commands(int key) {
            return connections.get(key % connections.size());
        }

        @Override
        public byte[] get(int key) {
            return commands(key).get(keys[key]);
        }

        @Override
        public void put(int key, byte[] value) {
            commands(key).set(keys[key], value, anHour);
        }

        @Override
        public IntPredicate limiter(LimiterCall call) {
            byte[][][] each = call.keys().stream()
                    .map(key -> new byte[][] {key.getBytes(UTF_8)})
                    .toArray(byte[][][]::new);
            return subject -> RawCalls.isTaken(asked(call, commands(subject), each[subject]));
        }

        private static byte[] asked(LimiterCall call, RedisClusterCommands<byte[], byte[]> commands, byte[][] key) {
            try {
                return commands.evalsha(call.sha1(), ScriptOutputType.VALUE, key, call.limits(), call.request());
            } catch (RedisNoScriptException unknown) {
                return commands.eval(call.script(), ScriptOutputType.VALUE, key, call.limits(), call.request());
            }
        }

        /** On a cluster Lettuce sends one MGET for each slot. */
        @Override
        public void mget(int first, int count, Found found) {
            int index = first;
            for (KeyValue<byte[], byte[]> each : commands(first).mget(Arrays.copyOfRange(keys, first, first + count))) {
                found.value(index++, each.getValue());
            }
        }

        @Override
        public void close() {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }
}
