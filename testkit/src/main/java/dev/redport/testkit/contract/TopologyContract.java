package dev.redport.testkit.contract;

import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.Call;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Servers in any topology for a suite that must hold in all of them, empty for each test. */
abstract class TopologyContract extends Contract {
    private static final Set<Class<?>> LOADED = ConcurrentHashMap.newKeySet();

    Deployment redis;

    @SuppressWarnings("NullAway.Init") // the servers are started before the first test
    TopologyContract() {}

    /** Starts the servers of the suite. */
    Deployment startServers() {
        return Deployment.of(EmbeddedRedis.start());
    }

    @BeforeAll
    void startTheServers() {
        redis = startServers();
        loadTheDriver();
    }

    /** The first connection of a JVM loads the client's classes, which is not what the short timeouts are about. */
    private void loadTheDriver() {
        if (LOADED.add(factory().getClass())) {
            Duration patience = Duration.ofSeconds(20);
            RedisConfig patient = config().dialTimeout(patience)
                    .readTimeout(patience)
                    .operationDeadline(patience)
                    .build();
            try (RedisDriver driver = factory().connect(patient)) {
                driver.execute(command(Verb.PING), Call.start(Operation.OTHER, patience));
            }
        }
    }

    @AfterAll
    void closeTheServers() {
        redis.close();
    }

    @BeforeEach
    void emptyTheServers() {
        redis.flushAll();
    }

    @Override
    RedisConfigBuilder config() {
        return redis.config();
    }
}
