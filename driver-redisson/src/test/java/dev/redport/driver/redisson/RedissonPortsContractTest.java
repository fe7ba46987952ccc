package dev.redport.driver.redisson;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.contract.PortsContract;

class RedissonPortsContractTest extends PortsContract {
    @Override
    protected DriverFactory factory() {
        return new RedissonDriverFactory();
    }
}
