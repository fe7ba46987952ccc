package dev.redport.driver.lettuce;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.OptionalBinder;
import dev.redport.driver.DriverFactory;

/**
 * Chooses Lettuce in Guice: install it beside {@code RedportModule} where several drivers are on the class path.
 *
 * @since 0.1.0
 */
public final class LettuceModule extends AbstractModule {
    /** Creates one. */
    public LettuceModule() {}

    @Override
    protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), DriverFactory.class)
                .setBinding()
                .to(LettuceDriverFactory.class);
    }
}
