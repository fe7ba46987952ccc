package dev.redport.driver.jedis;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.contract.DriverContract;

/** What every driver must do, on Jedis. */
class JedisContractTest extends DriverContract {
    @Override
    protected DriverFactory factory() {
        return new JedisDriverFactory();
    }
}
