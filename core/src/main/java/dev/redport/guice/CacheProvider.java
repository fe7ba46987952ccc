package dev.redport.guice;

import com.google.inject.Inject;
import com.google.inject.Provider;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a cache on the bound connection. */
final class CacheProvider<K, V> implements Provider<Cache<K, V>> {
    private final CacheSpec<K, V> spec;
    private @Nullable Provider<Redport> redport;

    CacheProvider(CacheSpec<K, V> spec) {
        this.spec = spec;
    }

    /** Called while the injector is created, so that a missing module is found then. */
    @Inject
    void over(Optional<Provider<Redport>> bound) {
        redport = bound.orElseThrow(() -> new IllegalStateException("Cache " + spec.name()
                + ": no Redport is bound (expected: install(new RedportModule(config)) beside the CacheModule)"));
    }

    @Override
    public Cache<K, V> get() {
        if (redport == null) {
            throw new IllegalStateException("Cache " + spec.name() + " was asked for before its Redport was known");
        }
        return redport.get().cache(spec);
    }
}
