package dev.redport.guice;

import com.google.inject.Inject;
import com.google.inject.Provider;
import dev.redport.Redport;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a port on the bound connection. */
final class PortProvider<P> implements Provider<P> {
    private final String port;
    private final String module;
    private final Function<Redport, P> make;
    private @Nullable Provider<Redport> redport;

    /**
     * A provider.
     *
     * @param port what the messages call it, with its name
     * @param module what binds it
     */
    PortProvider(String port, String module, Function<Redport, P> make) {
        this.port = port;
        this.module = module;
        this.make = make;
    }

    /** Called while the injector is created, so that a missing module is found then. */
    @Inject
    void over(Optional<Provider<Redport>> bound) {
        redport = bound.orElseThrow(() -> new IllegalStateException(port
                + ": no Redport is bound (expected: install(new RedportModule(config)) beside the " + module + ")"));
    }

    @Override
    public P get() {
        if (redport == null) {
            throw new IllegalStateException(port + " was asked for before its Redport was known");
        }
        return make.apply(redport.get());
    }
}
