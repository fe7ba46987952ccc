package dev.redport.driver.redisson;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.OptionalBinder;
import dev.redport.driver.DriverFactory;

/**
 * Chooses Redisson in Guice: install it beside {@code RedportModule} where several drivers are on the class path.
 *
 * @since 0.1.0
 */
public final class RedissonModule extends AbstractModule {
    /** Creates one. */
    public RedissonModule() {}

    @Override
    protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), DriverFactory.class)
                .setBinding()
                .to(RedissonDriverFactory.class);
    }
}
