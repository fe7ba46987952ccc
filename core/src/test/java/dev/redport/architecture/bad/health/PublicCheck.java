package dev.redport.architecture.bad.health;

import dev.redport.driver.Need;
import dev.redport.health.Health;
import dev.redport.health.HealthCheck;
import dev.redport.health.HealthDetails;

public final class PublicCheck implements HealthCheck {
    @Override
    public Health check() {
        throw new UnsupportedOperationException("a fixture");
    }

    @Override
    public void watchDurability() {
        throw new UnsupportedOperationException("a fixture");
    }

    @Override
    public HealthDetails details() {
        throw new UnsupportedOperationException("a fixture");
    }

    @Override
    public void require(Need port) {
        throw new UnsupportedOperationException("a fixture");
    }

    @Override
    public void requireOnly(Need... ports) {
        throw new UnsupportedOperationException("a fixture");
    }
}
