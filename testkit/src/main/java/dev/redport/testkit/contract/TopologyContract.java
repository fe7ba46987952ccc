package dev.redport.testkit.contract;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.testkit.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Servers in any topology for a suite that must hold in all of them, empty for each test. */
abstract class TopologyContract extends Contract {
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
