package dev.redport.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Lettuce's synchronous commands on one connection that all threads share. */
final class DirectLettuce implements DirectClient {
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final byte[][] keys;

    DirectLettuce(URI server, List<String> keys) {
        client = RedisClient.create(server.toString());
        connection = client.connect(ByteArrayCodec.INSTANCE);
        this.keys = keys.stream().map(key -> key.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    @Override
    public void fill(IntFunction<byte[]> value) {
        for (int i = 0; i < keys.length; i++) {
            connection.sync().set(keys[i], value.apply(i));
        }
    }

    @Override
    public byte[] get() {
        return connection.sync().get(keys[0]);
    }

    @Override
    public void mget(Consumer<byte[]> each) {
        for (KeyValue<byte[], byte[]> found : connection.sync().mget(keys)) {
            each.accept(found.getValue());
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
