package dev.redport.driver.redisson;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.contract.DriverContract;

class RedissonContractTest extends DriverContract {
    @Override
    protected DriverFactory factory() {
        return new RedissonDriverFactory();
    }
}
