package dev.redport.benchmarks;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.config.RedisConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The same values behind a client and behind a cache over that client, under keys of the same length. Thread-safe. */
final class Contest implements AutoCloseable {
    static final int BATCH = 100;
    private static final List<String> IDS =
            IntStream.range(0, BATCH).mapToObj(i -> "user" + (1000 + i)).toList();
    /** As long as what the cache puts before its keys: {@code bench:c:page:v1:}. */
    private static final String PREFIX = "bench:d:page:v1:";

    private final DirectClient client;
    private final Redport redport;
    private final Cache<String, byte[]> cache;

    private Contest(DirectClient client, Redport redport) {
        this.client = client;
        this.redport = redport;
        cache = redport.cache(CacheSpec.named("page", Codecs.bytes()).ttl(Duration.ofHours(1)));
    }

    static Contest open(String driver, URI server) {
        RedisConfig config = RedisConfig.builder()
                .url(server.toString())
                .driver(driver)
                .namespace("bench")
                .build();
        DirectClient client = DirectClient.open(
                driver, server, IDS.stream().map(PREFIX::concat).toList());
        Contest contest = new Contest(client, Redport.connect(config));
        contest.fill();
        return contest;
    }

    private void fill() {
        client.fill(Contest::value);
        for (int i = 0; i < BATCH; i++) {
            cache.put(IDS.get(i), value(i));
        }
    }

    /** What a key holds: 100 bytes, others for each. */
    static byte[] value(int index) {
        byte[] value = new byte[100];
        Arrays.fill(value, (byte) index);
        return value;
    }

    byte[] rawGet() {
        return client.get();
    }

    byte[] cacheLookup() {
        return cache.lookup(IDS.get(0)).value().orElseThrow();
    }

    void rawMget(Consumer<byte[]> each) {
        client.mget(each);
    }

    void cacheFindAll(Consumer<byte[]> each) {
        cache.findAll(IDS).values().forEach(each);
    }

    String driver() {
        return redport.driver().info().driver() + " " + redport.driver().info().clientVersion();
    }

    @Override
    public void close() {
        client.close();
        redport.close();
    }
}
