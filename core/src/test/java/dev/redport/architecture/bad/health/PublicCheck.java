package dev.redport.architecture.bad.health;

import dev.redport.health.Health;
import dev.redport.health.HealthCheck;

public final class PublicCheck implements HealthCheck {
    @Override
    public Health check() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void watchDurability() {
        throw new UnsupportedOperationException("a fixture");
    }
}
