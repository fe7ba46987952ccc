package dev.redport.guice;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.name.Names;
import dev.redport.Redport;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import jakarta.inject.Singleton;

/**
 * Binds one token store by its name, once, on the connection of the {@link RedportModule}:
 *
 * <pre>{@code
 * install(TokenStoreModule.of(TokenSpec.named("auth", keys)));
 *
 * @Inject LoginService(@Named("auth") TokenStore tokens) { ... }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class TokenStoreModule extends AbstractModule {
    private final TokenSpec spec;

    private TokenStoreModule(TokenSpec spec) {
        this.spec = requireNonNull(spec, "spec");
    }

    /**
     * Binds a token store by the name of its spec.
     *
     * @param spec its name, keys and times
     * @return the module
     */
    public static TokenStoreModule of(TokenSpec spec) {
        return new TokenStoreModule(spec);
    }

    @Override
    protected void configure() {
        // Lets the provider say what is missing; a required binding would only name a constructor of Redport.
        OptionalBinder.newOptionalBinder(binder(), Redport.class);
        binder().withSource(this)
                .bind(TokenStore.class)
                .annotatedWith(Names.named(spec.name()))
                .toProvider(new PortProvider<>(
                        "Token store " + spec.name(), "TokenStoreModule", redport -> redport.tokenStore(spec)))
                .in(Singleton.class);
    }

    /** Where Guice's messages say a token store was bound. */
    @Override
    public String toString() {
        return "TokenStoreModule of " + spec.name();
    }
}
