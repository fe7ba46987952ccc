package dev.redport.benchmarks.peer;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheResult;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.external.ExternalCacheBuilder;
import com.alicp.jetcache.redis.RedisCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.redisson.RedissonCacheBuilder;
import dev.redport.benchmarks.bench.Contestant;
import dev.redport.benchmarks.bench.Entrant;
import dev.redport.benchmarks.bench.Role;
import dev.redport.benchmarks.bench.Site;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import redis.clients.jedis.RedisClient;

/**
 * JetCache's remote cache, with a codec that adds to the value only the two times JetCache keeps with it. The argument is
 * {@code lettuce}, or {@code jedis} or {@code redisson} and the size of the pool. JetCache was made for older clients, but works
 * with these.
 */
public final class JetCache implements Entrant {
    private static final int TIMES = 2 * Long.BYTES;

    /** Creates one; a worker does. */
    public JetCache() {}

    @Override
    public Contestant open(Site site, String argument) {
        Given.onlyPlain(site, "JetCache");
        CacheResult.setDefaultTimeout(Duration.ofSeconds(10)); // else 1 s, and a slow call would be a miss
        String driver = Given.driver(argument);
        String version = "JetCache " + Clients.version(Cache.class) + " on ";
        return switch (driver) {
            case "lettuce" -> {
                io.lettuce.core.RedisClient client = Clients.lettuce(site);
                yield contestant(
                        site,
                        driver,
                        version + "Lettuce " + Clients.version(io.lettuce.core.RedisClient.class),
                        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                                .redisClient(client),
                        () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
            }
            case "jedis" -> {
                int pool = Given.number(argument, Clients.POOL);
                RedisClient client = Clients.jedis(site, pool);
                yield contestant(
                        site,
                        driver,
                        version + "Jedis " + Clients.version(RedisClient.class) + ", pool of " + pool,
                        RedisCacheBuilder.createRedisCacheBuilder().jedis(client),
                        client::close);
            }
            case "redisson" -> {
                int pool = Given.number(argument, Clients.POOL);
                RedissonClient client = Clients.redisson(site, pool);
                yield contestant(
                        site,
                        driver,
                        version + "Redisson " + Clients.version(Redisson.class) + ", pool of " + pool,
                        RedissonCacheBuilder.createBuilder().redissonClient(client),
                        () -> client.shutdown(0, 2, TimeUnit.SECONDS));
            }
            default -> throw Given.unknownDriver(driver, "lettuce, jedis or redisson");
        };
    }

    private static Contestant contestant(
            Site site, String driver, String configuration, ExternalCacheBuilder<?> builder, Runnable end) {
        builder.keyPrefix(StoredKeys.prefix(site, "jet1"));
        builder.keyConvertor(key -> key);
        builder.valueEncoder(JetCache::encode);
        builder.valueDecoder(JetCache::decode);
        builder.expireAfterWrite(1, TimeUnit.HOURS);
        Cache<String, byte[]> cache = builder.buildCache();
        return new StoreContestant(
                "JetCache", driver, Role.PEER, configuration, site, new Values(cache, StoredKeys.plain(), end));
    }

    private static byte[] encode(Object value) {
        CacheValueHolder<?> holder = (CacheValueHolder<?>) value;
        byte[] bytes = (byte[]) holder.getValue();
        return ByteBuffer.allocate(TIMES + bytes.length)
                .putLong(holder.getExpireTime())
                .putLong(holder.getAccessTime())
                .put(bytes)
                .array();
    }

    private static Object decode(byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        CacheValueHolder<byte[]> holder = new CacheValueHolder<>();
        holder.setExpireTime(buffer.getLong());
        holder.setAccessTime(buffer.getLong());
        holder.setValue(Arrays.copyOfRange(stored, TIMES, stored.length));
        return holder;
    }

    private record Values(Cache<String, byte[]> cache, StoredKeys keys, Runnable end) implements Store {
        @Override
        public byte @Nullable [] get(int caller, int key) {
            return cache.get(keys.text(key));
        }

        @Override
        public byte @Nullable [] getOrLoad(int caller, int key) {
            return cache.computeIfAbsent(keys.text(key), absent -> {
                throw new IllegalStateException("key " + absent + ": to be loaded (expected: there)");
            });
        }

        /** Waits until it is done: over Lettuce, {@code put} returns before. */
        @Override
        public void put(int caller, int key, byte[] value) {
            CacheResult result = cache.PUT(keys.text(key), value);
            if (!result.isSuccess()) {
                throw new IllegalStateException("put: " + result.getResultCode() + ' ' + result.getMessage());
            }
        }

        @Override
        public void getAll(int caller, int first, int number, Store.Values values) {
            List<String> wanted = Arrays.asList(keys.texts(first, number));
            Map<String, byte[]> found = cache.getAll(new LinkedHashSet<>(wanted));
            for (int i = 0; i < number; i++) {
                values.accept(first + i, found.get(wanted.get(i)));
            }
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
