package dev.redport.benchmarks;

import io.netty.channel.epoll.Epoll;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import org.redisson.config.TransportMode;

/** Redisson's buckets; with threads for a small machine and the native transport, which is faster than its defaults. */
final class DirectRedisson implements DirectClient {
    private final RedissonClient client;
    private final String[] keys;

    DirectRedisson(URI server, List<String> keys) {
        client = connect(server);
        this.keys = keys.toArray(String[]::new);
    }

    static RedissonClient connect(URI server) {
        Config config = new Config()
                .setThreads(2)
                .setNettyThreads(Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors())))
                .setTransportMode(Epoll.isAvailable() ? TransportMode.EPOLL : TransportMode.NIO);
        config.useSingleServer()
                .setAddress(server.toString())
                .setConnectionPoolSize(POOL)
                .setConnectionMinimumIdleSize(2)
                .setSubscriptionConnectionMinimumIdleSize(0);
        return Redisson.create(config);
    }

    @Override
    public void fill(IntFunction<byte[]> value) {
        for (int i = 0; i < keys.length; i++) {
            client.getBucket(keys[i], ByteArrayCodec.INSTANCE).set(value.apply(i));
        }
    }

    @Override
    public byte[] get() {
        return client.<byte[]>getBucket(keys[0], ByteArrayCodec.INSTANCE).get();
    }

    @Override
    public void mget(Consumer<byte[]> each) {
        client.getBuckets(ByteArrayCodec.INSTANCE).<byte[]>get(keys).values().forEach(each);
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
