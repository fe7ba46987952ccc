package dev.redport.guice;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.OptionalBinder;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;

/**
 * Binds one typed cache, once, on the connection of the {@link RedportModule}:
 *
 * <pre>{@code
 * install(CacheModule.of(new TypeLiteral<Cache<String, User>>() {}, CacheSpec.named("user", User.class)));
 *
 * @Inject UserService(Cache<String, User> users) { ... }
 * }</pre>
 *
 * <p>Two caches of one type are told apart by an annotation, for example {@code annotatedWith(Names.named("vip"))} here
 * and {@code @Named("vip")} where it is injected.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
public final class CacheModule<K, V> extends AbstractModule {
    private final Key<Cache<K, V>> key;
    private final CacheSpec<K, V> spec;

    private CacheModule(Key<Cache<K, V>> key, CacheSpec<K, V> spec) {
        this.key = key;
        this.spec = requireNonNull(spec, "spec");
    }

    /**
     * Binds a cache by its type.
     *
     * @param type the type it is injected as
     * @param spec what it holds and for how long
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return the module
     */
    public static <K, V> CacheModule<K, V> of(TypeLiteral<Cache<K, V>> type, CacheSpec<K, V> spec) {
        return new CacheModule<>(Key.get(type), spec);
    }

    /**
     * Binds it by its type and an annotation.
     *
     * @param annotation a binding annotation, for example {@code Names.named("vip")}
     * @return a copy
     */
    public CacheModule<K, V> annotatedWith(Annotation annotation) {
        return new CacheModule<>(key.withAnnotation(annotation), spec);
    }

    /**
     * Binds it by its type and an annotation without members.
     *
     * @param annotation the type of a binding annotation
     * @return a copy
     */
    public CacheModule<K, V> annotatedWith(Class<? extends Annotation> annotation) {
        return new CacheModule<>(key.withAnnotation(annotation), spec);
    }

    @Override
    protected void configure() {
        // Lets the provider say what is missing; a required binding would only name a constructor of Redport.
        OptionalBinder.newOptionalBinder(binder(), Redport.class);
        binder().withSource(this)
                .bind(key)
                .toProvider(new PortProvider<>("Cache " + spec.name(), "CacheModule", redport -> redport.cache(spec)))
                .in(Singleton.class);
    }

    /** Where Guice's messages say a cache was bound. */
    @Override
    public String toString() {
        return "CacheModule of " + spec.name() + " (another cache of this type needs annotatedWith)";
    }
}
