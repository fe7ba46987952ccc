package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;

/** Jedis' pooled client; the argument is the size of its pool. */
public final class RawJedis implements Entrant {
    @Override
    public Contestant open(Site site, String argument) throws Exception {
        int connections = Integer.parseInt(argument);
        return new RawContestant(
                "Jedis",
                "jedis",
                "Jedis " + Versions.of(RedisClient.class) + ", pool of " + connections
                        + (site.cluster() ? " per node" : ""),
                site,
                new Calls(site, connect(site, connections)));
    }

    static UnifiedJedis connect(Site site, int connections) throws Exception {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(Duration.ofSeconds(20));
        Set<HostAndPort> nodes = site.nodes().stream().map(HostAndPort::from).collect(Collectors.toUnmodifiableSet());
        return site.cluster()
                ? RedisClusterClient.builder()
                        .nodes(nodes)
                        .clientConfig(client(site))
                        .poolConfig(pool)
                        .build()
                : RedisClient.builder()
                        .hostAndPort(site.host(), site.port())
                        .clientConfig(client(site))
                        .poolConfig(pool)
                        .build();
    }

    @SuppressWarnings("deprecation") // what replaces it knows key store files only, and certificates come as PEM
    private static JedisClientConfig client(Site site) throws Exception {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .timeoutMillis(20_000)
                .database(site.database())
                .ssl(site.tls());
        if (site.tls()) {
            config.sslSocketFactory(RedportEntrant.tls(site).sslContext().getSocketFactory());
        }
        if (!site.user().isEmpty()) {
            config.user(site.user());
        }
        if (!site.password().isEmpty()) {
            config.password(site.password());
        }
        return config.build();
    }

    private static final class Calls implements RawCalls {
        private final boolean cluster;
        private final UnifiedJedis client;
        private final byte[][] keys;
        private final SetParams anHour = SetParams.setParams().px(3_600_000);

        Calls(Site site, UnifiedJedis client) {
            cluster = site.cluster();
            this.client = client;
            keys = Arrays.stream(RawCalls.keys(site))
                    .map(key -> key.getBytes(UTF_8))
                    .toArray(byte[][]::new);
        }

        @Override
        public byte[] get(int key) {
            return client.get(keys[key]);
        }

        @Override
        public void put(int key, byte[] value) {
            client.set(keys[key], value, anHour);
        }

        @Override
        public IntPredicate limiter(LimiterCall call) {
            byte[] sha = call.sha1().getBytes(UTF_8);
            byte[] script = call.script().getBytes(UTF_8);
            List<byte[]> args = List.of(call.limits(), call.request());
            List<List<byte[]>> each = call.keys().stream()
                    .map(key -> List.of(key.getBytes(UTF_8)))
                    .toList();
            return subject -> RawCalls.isTaken(asked(sha, script, each.get(subject), args));
        }

        private Object asked(byte[] sha, byte[] script, List<byte[]> key, List<byte[]> args) {
            try {
                return client.evalsha(sha, key, args);
            } catch (JedisNoScriptException unknown) {
                return client.eval(script, key, args);
            }
        }

        /** On a cluster a pipeline, because MGET is for one slot only. */
        @Override
        public void mget(int first, int count, Found found) {
            if (cluster) {
                pipelined(first, count, found);
                return;
            }
            List<byte[]> values = client.mget(Arrays.copyOfRange(keys, first, first + count));
            for (int i = 0; i < count; i++) {
                found.value(first + i, values.get(i));
            }
        }

        private void pipelined(int first, int count, Found found) {
            List<Response<byte[]>> replies = new ArrayList<>(count);
            try (AbstractPipeline pipeline = client.pipelined()) {
                for (int i = 0; i < count; i++) {
                    replies.add(pipeline.get(keys[first + i]));
                }
            }
            for (int i = 0; i < count; i++) {
                found.value(first + i, replies.get(i).get());
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
