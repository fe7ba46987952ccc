package dev.redport.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.NopeOptimizationListener;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.distributed.proxy.optimization.skiponzero.SkipSyncOnZeroOptimization;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.redisson.Bucket4jRedisson;
import io.lettuce.core.codec.ByteArrayCodec;
import io.netty.channel.epoll.Epoll;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.TransportMode;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;

/** Bucket4j over each client, and Redisson's own limiter. One proxy object for each key, which its optimizations need. */
final class PeerLimiters implements AutoCloseable {
    static final String BUCKET4J = "Bucket4j plain";
    static final String BATCHING = "B4j batching";
    static final String SKIPPING = "B4j skip-zero";
    static final String REDISSON = "RRateLimiter";

    /** As many connections as Redport opens by default; Lettuce has one. */
    static final int POOL = 10;

    private static final ExpirationAfterWriteStrategy UNTIL_FULL =
            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(1));

    private final ProxyManager<String> buckets;
    private final @Nullable RedissonClient redisson;
    private final Runnable end;

    private PeerLimiters(ProxyManager<String> buckets, @Nullable RedissonClient redisson, Runnable end) {
        this.buckets = buckets;
        this.redisson = redisson;
        this.end = end;
    }

    static PeerLimiters connect(String driver, URI server) {
        return switch (driver) {
            case "lettuce" -> overLettuce(server);
            case "jedis" -> overJedis(server);
            case "redisson" -> overRedisson(server);
            default ->
                throw new IllegalArgumentException("driver: " + driver + " (expected: lettuce, jedis or redisson)");
        };
    }

    private static PeerLimiters overLettuce(URI server) {
        io.lettuce.core.RedisClient client = io.lettuce.core.RedisClient.create(server.toString());
        ProxyManager<byte[]> manager = Bucket4jLettuce.casBasedBuilder(client.connect(ByteArrayCodec.INSTANCE))
                .expirationAfterWrite(UNTIL_FULL)
                .build();
        return new PeerLimiters(
                manager.withMapper(key -> key.getBytes(UTF_8)),
                null,
                () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    }

    private static PeerLimiters overJedis(URI server) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(POOL);
        pool.setMaxIdle(POOL);
        redis.clients.jedis.RedisClient client = redis.clients.jedis.RedisClient.builder()
                .hostAndPort(new HostAndPort(server.getHost(), server.getPort()))
                .poolConfig(pool)
                .build();
        ProxyManager<byte[]> manager = Bucket4jJedis.casBasedBuilder(client)
                .expirationAfterWrite(UNTIL_FULL)
                .build();
        return new PeerLimiters(manager.withMapper(key -> key.getBytes(UTF_8)), null, client::close);
    }

    private static PeerLimiters overRedisson(URI server) {
        // threads for a small machine and the native transport are faster than its defaults
        Config config = new Config()
                .setThreads(2)
                .setNettyThreads(Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors())))
                .setTransportMode(Epoll.isAvailable() ? TransportMode.EPOLL : TransportMode.NIO);
        config.useSingleServer()
                .setAddress(server.toString())
                .setConnectionPoolSize(POOL)
                .setConnectionMinimumIdleSize(2)
                .setSubscriptionConnectionMinimumIdleSize(0);
        RedissonClient client = Redisson.create(config);
        ProxyManager<String> manager = Bucket4jRedisson.casBasedBuilder(((Redisson) client).getCommandExecutor())
                .expirationAfterWrite(UNTIL_FULL)
                .build();
        return new PeerLimiters(manager, client, () -> client.shutdown(0, 2, TimeUnit.SECONDS));
    }

    /**
     * All peers with the same rate.
     *
     * @param prefix of the keys; each peer adds a letter
     */
    List<Limiter> limiters(String prefix, Rate rate, int keys) {
        List<Limiter> all = new ArrayList<>();
        all.add(bucket4j(BUCKET4J, prefix + "3", rate, keys, null));
        all.add(bucket4j(BATCHING, prefix + "4", rate, keys, Optimizations.batching()));
        all.add(bucket4j(
                SKIPPING,
                prefix + "5",
                rate,
                keys,
                new SkipSyncOnZeroOptimization(NopeOptimizationListener.INSTANCE, TimeMeter.SYSTEM_MILLISECONDS)));
        if (redisson != null) {
            all.add(own(redisson, prefix + "6", rate, keys));
        }
        return all;
    }

    private Limiter bucket4j(String name, String prefix, Rate rate, int keys, @Nullable Optimization optimization) {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(rate.capacity()).refillGreedy(rate.refill(), rate.period()))
                .build();
        IntFunction<String> key = LimiterContest.keyed(prefix + LimiterContest.VERSION, keys);
        Bucket[] proxies = new Bucket[keys];
        for (int i = 0; i < keys; i++) {
            var builder = buckets.builder();
            if (optimization != null) {
                builder = builder.withOptimization(optimization);
            }
            proxies[i] = builder.build(key.apply(i), () -> configuration);
        }
        return new Limiter(name, prefix + LimiterContest.VERSION, i -> proxies[i].tryConsume(1));
    }

    /** Counts permits in a sliding period, and has no burst: as many as the bucket holds, in the bucket's period. */
    private static Limiter own(RedissonClient client, String prefix, Rate rate, int keys) {
        IntFunction<String> key = LimiterContest.keyed(prefix + LimiterContest.VERSION, keys);
        RRateLimiter[] limiters = new RRateLimiter[keys];
        for (int i = 0; i < keys; i++) {
            limiters[i] = client.getRateLimiter(key.apply(i));
            limiters[i].trySetRate(RateType.OVERALL, rate.capacity(), rate.period());
        }
        return new Limiter(REDISSON, prefix + LimiterContest.VERSION, i -> limiters[i].tryAcquire());
    }

    @Override
    public void close() {
        end.run();
    }
}
