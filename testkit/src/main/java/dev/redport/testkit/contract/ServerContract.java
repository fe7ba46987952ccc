package dev.redport.testkit.contract;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.testkit.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One server for a suite, an empty one for each test. */
abstract class ServerContract extends Contract {
    EmbeddedRedis redis;

    @SuppressWarnings("NullAway.Init") // the server is started before the first test
    ServerContract() {}

    /**
     * Starts the server of the suite.
     *
     * @return a running server
     */
    protected EmbeddedRedis startServer() {
        return EmbeddedRedis.start();
    }

    @BeforeAll
    void startTheServer() {
        redis = startServer();
    }

    @AfterAll
    void closeTheServer() {
        redis.close();
    }

    @BeforeEach
    void emptyTheServer() {
        redis.flushAll();
    }

    @Override
    RedisConfigBuilder config() {
        return config(redis);
    }
}
