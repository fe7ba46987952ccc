package dev.redport.driver.lettuce;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.contract.DriverContract;

class LettuceContractTest extends DriverContract {
    @Override
    protected DriverFactory factory() {
        return new LettuceDriverFactory();
    }
}
