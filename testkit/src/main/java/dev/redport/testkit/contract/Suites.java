package dev.redport.testkit.contract;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.EmbeddedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Many suites for one driver, with servers that several of them use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Suites {
    final SharedServers sentinel =
            new SharedServers(() -> Deployment.of(EmbeddedRedis.sentinel().start()));
    final SharedServers cluster =
            new SharedServers(() -> Deployment.of(EmbeddedRedis.cluster().start()));

    /**
     * The driver under test.
     *
     * @return its factory
     */
    protected abstract DriverFactory factory();

    @AfterAll
    void closeTheServers() {
        sentinel.close();
        cluster.close();
    }
}
