package dev.redport.driver.lettuce;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.contract.PortsContract;

class LettucePortsContractTest extends PortsContract {
    @Override
    protected DriverFactory factory() {
        return new LettuceDriverFactory();
    }
}
