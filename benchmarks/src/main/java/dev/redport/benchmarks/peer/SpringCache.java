package dev.redport.benchmarks.peer;

import static java.util.Objects.requireNonNull;

import dev.redport.benchmarks.bench.Contestant;
import dev.redport.benchmarks.bench.Entrant;
import dev.redport.benchmarks.bench.Role;
import dev.redport.benchmarks.bench.Site;
import java.time.Duration;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import redis.clients.jedis.Jedis;

/**
 * Spring Data Redis' cache without locks, values as they are, and writes that are done when they return. The argument is {@code lettuce}, with one connection as it is
 * unless set otherwise, or {@code jedis} and the size of the pool.
 */
public final class SpringCache implements Entrant {
    private static final String NAME = "sdr1";

    /** Creates one; a worker does. */
    public SpringCache() {}

    @Override
    public Contestant open(Site site, String argument) {
        Given.onlyPlain(site, "Spring Data Redis");
        String driver = Given.driver(argument);
        int pool = Given.number(argument, Clients.POOL);
        RedisStandaloneConfiguration at = new RedisStandaloneConfiguration(site.host(), site.port());
        at.setDatabase(site.database());
        if (!site.user().isEmpty()) {
            at.setUsername(site.user());
        }
        if (!site.password().isEmpty()) {
            at.setPassword(site.password());
        }
        String version = "Spring Data Redis " + Clients.version(RedisTemplate.class) + " on ";
        return switch (driver) {
            case "lettuce" -> {
                LettuceConnectionFactory factory = new LettuceConnectionFactory(at);
                factory.afterPropertiesSet();
                factory.start();
                yield contestant(
                        site,
                        driver,
                        version + "Lettuce " + Clients.version(io.lettuce.core.RedisClient.class),
                        factory,
                        factory::destroy);
            }
            case "jedis" -> {
                JedisConnectionFactory factory = new JedisConnectionFactory(at, pooled(pool));
                factory.afterPropertiesSet();
                factory.start();
                yield contestant(
                        site,
                        driver,
                        version + "Jedis " + Clients.version(Jedis.class) + ", pool of " + pool,
                        factory,
                        factory::destroy);
            }
            default -> throw Given.unknownDriver(driver, "lettuce or jedis");
        };
    }

    private static JedisClientConfiguration pooled(int size) {
        GenericObjectPoolConfig<Jedis> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(size);
        pool.setMaxIdle(size);
        return JedisClientConfiguration.builder()
                .customize(client -> client.autoNegotiateProtocol(false)) // what it cannot do, and warns of
                .usePooling()
                .poolConfig(pool)
                .build();
    }

    private static Contestant contestant(
            Site site, String driver, String configuration, RedisConnectionFactory factory, Runnable end) {
        RedisCacheConfiguration entries = RedisCacheConfiguration.defaultCacheConfig()
                .entryTtl(Duration.ofHours(1))
                .disableCachingNullValues()
                .computePrefixWith(name -> StoredKeys.prefix(site, name))
                .serializeValuesWith(SerializationPair.byteArray());
        RedisCacheManager manager = RedisCacheManager.builder(writer(factory))
                .cacheDefaults(entries)
                .build();
        manager.afterPropertiesSet();
        Cache cache = requireNonNull(manager.getCache(NAME), NAME);
        return new StoreContestant(
                "Spring Data Redis",
                driver,
                Role.PEER,
                configuration,
                site,
                new Values(cache, StoredKeys.plain(), end));
    }

    /** Over Lettuce, a write returns before it is done unless it is told to be immediate. */
    private static RedisCacheWriter writer(RedisConnectionFactory factory) {
        return RedisCacheWriter.create(factory, RedisCacheWriter.RedisCacheWriterConfigurer::immediateWrites);
    }

    private record Values(Cache cache, StoredKeys keys, Runnable end) implements Store {
        @Override
        public byte @Nullable [] get(int caller, int key) {
            Cache.ValueWrapper found = cache.get(keys.text(key));
            return found == null ? null : (byte[]) found.get();
        }

        @Override
        public byte @Nullable [] getOrLoad(int caller, int key) {
            return cache.get(keys.text(key), () -> {
                throw new IllegalStateException("key " + key + ": to be loaded (expected: there)");
            });
        }

        @Override
        public void put(int caller, int key, byte[] value) {
            cache.put(keys.text(key), value);
        }

        @Override
        public boolean inBulk() {
            return false;
        }

        @Override
        public void getAll(int caller, int first, int number, Store.Values values) {
            throw new UnsupportedOperationException("Spring's cache reads one key at a time");
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
