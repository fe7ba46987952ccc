package dev.redport.driver.jedis;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.contract.PortsContract;

class JedisPortsContractTest extends PortsContract {
    @Override
    protected DriverFactory factory() {
        return new JedisDriverFactory();
    }
}
