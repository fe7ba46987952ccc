package dev.redport.benchmarks.peer;

import dev.redport.benchmarks.bench.Site;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.TransportMode;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/** Clients for the peers that are given one, of one server without TLS; set up as those that are used directly. */
final class Clients {
    /** The best for a few threads; for Jedis, one connection for each is better if there are many. */
    static final int POOL = 8;

    private static final int MILLIS = 20_000;
    private static final Pattern JAR = Pattern.compile("-([0-9][^/]*)\\.jar$");

    private Clients() {}

    static RedisClient jedis(Site site, int size) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(size);
        pool.setMaxIdle(size);
        DefaultJedisClientConfig.Builder client =
                DefaultJedisClientConfig.builder().timeoutMillis(MILLIS).database(site.database());
        if (!site.user().isEmpty()) {
            client.user(site.user());
        }
        if (!site.password().isEmpty()) {
            client.password(site.password());
        }
        return RedisClient.builder()
                .hostAndPort(site.host(), site.port())
                .clientConfig(client.build())
                .poolConfig(pool)
                .build();
    }

    /** Without a timer for each command, which only costs. */
    static io.lettuce.core.RedisClient lettuce(Site site) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(site.host())
                .withPort(site.port())
                .withDatabase(site.database())
                .withTimeout(Duration.ofMillis(MILLIS));
        if (!site.user().isEmpty()) {
            uri.withAuthentication(site.user(), site.password());
        } else if (!site.password().isEmpty()) {
            uri.withPassword(site.password().toCharArray());
        }
        io.lettuce.core.RedisClient client = io.lettuce.core.RedisClient.create(uri.build());
        client.setOptions(
                ClientOptions.builder().timeoutOptions(TimeoutOptions.create()).build());
        return client;
    }

    static RedissonClient redisson(Site site, int pool) {
        Config config = new Config()
                .setThreads(2)
                .setNettyThreads(Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors())))
                .setTransportMode(Epoll.isAvailable() ? TransportMode.EPOLL : TransportMode.NIO);
        if (!site.user().isEmpty()) {
            config.setUsername(site.user());
        }
        if (!site.password().isEmpty()) {
            config.setPassword(site.password());
        }
        config.useSingleServer()
                .setAddress("redis://" + site.nodes().get(0))
                .setDatabase(site.database())
                .setConnectionPoolSize(pool)
                .setConnectionMinimumIdleSize(Math.min(2, pool))
                .setSubscriptionConnectionMinimumIdleSize(0)
                .setTimeout(MILLIS);
        return Redisson.create(config);
    }

    /** A library's version, as the name of its jar gives it. */
    static String version(Class<?> type) {
        Matcher version = JAR.matcher(
                type.getProtectionDomain().getCodeSource().getLocation().getPath());
        return version.find() ? version.group(1) : "(version unknown)";
    }
}
