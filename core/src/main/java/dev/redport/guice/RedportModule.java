package dev.redport.guice;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.multibindings.OptionalBinder;
import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisListener;
import dev.redport.health.HealthCheck;
import jakarta.inject.Singleton;

/**
 * Binds {@link Redport}, {@link HealthCheck}, {@link RedisDriver} and the {@link RedisConfig}, each once. Caches are bound
 * by a {@link CacheModule} each:
 *
 * <pre>{@code
 * install(new RedportModule(RedisConfig.fromEnvironment()));
 * install(CacheModule.of(new TypeLiteral<Cache<String, User>>() {}, CacheSpec.named("user", User.class)));
 * }</pre>
 *
 * <p><b>Driver.</b> The one on the class path, or the one {@code REDIS_DRIVER} names; a {@link DriverFactory} that is
 * bound, as by the module of a driver, is used instead. A driver that is missing, not the only one, or not the one
 * configured is an error when the injector is created.
 *
 * <p><b>Metrics.</b> A {@link RedisListener} that is bound is told what happens. For Micrometer:
 *
 * <pre>{@code
 * @Provides @Singleton RedisListener metrics(MeterRegistry registry) { return new MicrometerListener(registry); }
 * }</pre>
 *
 * <p><b>Lifecycle.</b> The connection is made with the first object that needs it, or with the injector in {@link
 * com.google.inject.Stage#PRODUCTION}; neither fails while Redis is away. {@code
 * injector.getInstance(Redport.class).close()} ends it. If nobody did so, a shutdown hook does when the JVM ends; hooks
 * run at the same time, so a service that still answers requests in a hook of its own takes {@link #withoutShutdownHook}
 * and closes Redport last.
 *
 * <p>For two servers, install a module for each in a {@link com.google.inject.PrivateModule} that exposes what is used.
 *
 * @since 0.1.0
 */
public final class RedportModule extends AbstractModule {
    private final RedisConfig config;
    private final boolean shutdownHook;

    /**
     * A module for one connection.
     *
     * @param config the configuration
     */
    public RedportModule(RedisConfig config) {
        this(config, true);
    }

    private RedportModule(RedisConfig config, boolean shutdownHook) {
        this.config = requireNonNull(config, "config");
        this.shutdownHook = shutdownHook;
    }

    /**
     * Leaves closing to the service.
     *
     * @return a copy
     */
    public RedportModule withoutShutdownHook() {
        return new RedportModule(config, false);
    }

    @Override
    protected void configure() {
        // Without defaults, so that a plain binding of the application is as good as one by OptionalBinder.
        OptionalBinder.newOptionalBinder(binder(), DriverFactory.class);
        OptionalBinder.newOptionalBinder(binder(), RedisListener.class);
        bind(RedisConfig.class).toInstance(config);
        bind(Redport.class)
                .toProvider(new RedportProvider(config, shutdownHook))
                .in(Singleton.class);
    }

    @Provides
    HealthCheck health(Redport redport) {
        return redport.health();
    }

    @Provides
    RedisDriver driver(Redport redport) {
        return redport.driver();
    }
}
