package dev.redport.benchmarks;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A client as a service without Redport would use it: its own typed calls, keys made beforehand. */
interface DirectClient extends AutoCloseable {
    /** As many connections as Redport opens by default. */
    int POOL = 10;

    static DirectClient open(String driver, URI server, List<String> keys) {
        return switch (driver) {
            case "lettuce" -> new DirectLettuce(server, keys);
            case "jedis" -> new DirectJedis(server, keys);
            case "redisson" -> new DirectRedisson(server, keys);
            default ->
                throw new IllegalArgumentException("driver: " + driver + " (expected: lettuce, jedis or redisson)");
        };
    }

    /** Stores a value under each key, by its index. */
    void fill(IntFunction<byte[]> value);

    /** Reads the first key. */
    byte[] get();

    /** Reads all keys in one command. */
    void mget(Consumer<byte[]> each);

    @Override
    void close();
}
