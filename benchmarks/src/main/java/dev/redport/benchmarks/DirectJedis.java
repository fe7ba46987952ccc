package dev.redport.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** Jedis' pooled client. */
final class DirectJedis implements DirectClient {
    private final RedisClient client;
    private final byte[][] keys;

    DirectJedis(URI server, List<String> keys) {
        client = connect(server);
        this.keys = keys.stream().map(key -> key.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    static RedisClient connect(URI server) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(POOL);
        pool.setMaxIdle(POOL);
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(server.getHost(), server.getPort()))
                .poolConfig(pool)
                .build();
    }

    @Override
    public void fill(IntFunction<byte[]> value) {
        for (int i = 0; i < keys.length; i++) {
            client.set(keys[i], value.apply(i));
        }
    }

    @Override
    public byte[] get() {
        return client.get(keys[0]);
    }

    @Override
    public void mget(Consumer<byte[]> each) {
        client.mget(keys).forEach(each);
    }

    @Override
    public void close() {
        client.close();
    }
}
