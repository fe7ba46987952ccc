package dev.redport.guice;

import com.google.inject.Inject;
import com.google.inject.Provider;
import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.DriverStack;
import dev.redport.driver.RedisListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connects, with what the application bound or with the defaults. */
final class RedportProvider implements Provider<Redport> {
    private final RedisConfig config;
    private final boolean shutdownHook;
    private @Nullable DriverFactory factory;
    private Provider<Optional<RedisListener>> listener = Optional::empty;

    RedportProvider(RedisConfig config, boolean shutdownHook) {
        this.config = config;
        this.shutdownHook = shutdownHook;
    }

    /** Called while the injector is created, so that a wrong driver is found then and not with the first request. */
    @Inject
    void choose(Optional<DriverFactory> bound) {
        DriverFactory chosen = bound.orElseGet(() -> DriverStack.find(config.driver()));
        if (!config.driver().isEmpty() && !config.driver().equals(chosen.name())) {
            throw new IllegalStateException("REDIS_DRIVER: " + config.driver() + " (expected: " + chosen.name()
                    + ", which a module binds, or another driver's module)");
        }
        factory = chosen;
    }

    /** Only read when connecting: the listener may need what does not exist before the injector does. */
    @Inject
    void listenTo(Provider<Optional<RedisListener>> bound) {
        listener = bound;
    }

    @Override
    public Redport get() {
        if (factory == null) {
            throw new IllegalStateException("Redport was asked for before its driver was chosen");
        }
        RedisListener told = listener.get().orElse(RedisListener.NONE);
        return Redport.connect(config, told, shutdownHook ? HookedConnector.over(factory) : factory);
    }
}
