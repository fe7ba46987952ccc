package dev.redport.driver.jedis;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.OptionalBinder;
import dev.redport.driver.DriverFactory;

/**
 * Chooses Jedis in Guice: install it beside {@code RedportModule} where several drivers are on the class path.
 *
 * @since 0.1.0
 */
public final class JedisModule extends AbstractModule {
    /** Creates one. */
    public JedisModule() {}

    @Override
    protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), DriverFactory.class)
                .setBinding()
                .to(JedisDriverFactory.class);
    }
}
