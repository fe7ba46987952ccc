package dev.redport.benchmarks;

import java.net.URI;
import java.util.List;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import redis.clients.jedis.Jedis;

/** Spring Data Redis over a client, set up as Spring Session does: keys as text, values by Java's serialization. */
final class SpringConnection implements AutoCloseable {
    /** As many connections as Redport opens by default. */
    private static final int POOL = 10;

    private final RedisTemplate<String, Object> template;
    private final Runnable end;

    private SpringConnection(RedisConnectionFactory factory, Runnable end) {
        this.end = end;
        template = new RedisTemplate<>();
        template.setKeySerializer(RedisSerializer.string());
        template.setHashKeySerializer(RedisSerializer.string());
        template.setConnectionFactory(factory);
        template.afterPropertiesSet();
    }

    /** Whether Spring Data Redis has connections by this client. */
    static boolean supports(String driver) {
        return driver.equals("lettuce") || driver.equals("jedis");
    }

    static SpringConnection open(String driver, URI server) {
        RedisStandaloneConfiguration at = new RedisStandaloneConfiguration(server.getHost(), server.getPort());
        return switch (driver) {
            case "lettuce" -> overLettuce(at);
            case "jedis" -> overJedis(at);
            default -> throw new IllegalArgumentException("driver: " + driver + " (expected: lettuce or jedis)");
        };
    }

    /** One connection that all threads share, as it is unless set otherwise. */
    private static SpringConnection overLettuce(RedisStandaloneConfiguration at) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(at);
        factory.afterPropertiesSet();
        factory.start();
        return new SpringConnection(factory, factory::destroy);
    }

    private static SpringConnection overJedis(RedisStandaloneConfiguration at) {
        GenericObjectPoolConfig<Jedis> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(POOL);
        pool.setMaxIdle(POOL);
        JedisConnectionFactory factory = new JedisConnectionFactory(
                at,
                JedisClientConfiguration.builder().usePooling().poolConfig(pool).build());
        factory.afterPropertiesSet();
        factory.start();
        return new SpringConnection(factory, factory::destroy);
    }

    /** Both repositories, on the same connections. */
    List<SessionPeer> sessions(boolean device) {
        return List.of(SpringSessions.indexed(template, device), SpringSessions.simple(template, device));
    }

    @Override
    public void close() {
        end.run();
    }
}
