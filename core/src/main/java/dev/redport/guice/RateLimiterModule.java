package dev.redport.guice;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.name.Names;
import dev.redport.Redport;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import jakarta.inject.Singleton;

/**
 * Binds one rate limiter by its name, once, on the connection of the {@link RedportModule}:
 *
 * <pre>{@code
 * install(RateLimiterModule.of(RateLimitPolicy.named("login").limit(Limit.tokenBucket(10).per(Duration.ofMinutes(1)))));
 *
 * @Inject LoginService(@Named("login") RateLimiter logins) { ... }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class RateLimiterModule extends AbstractModule {
    private final RateLimitPolicy policy;

    private RateLimiterModule(RateLimitPolicy policy) {
        this.policy = requireNonNull(policy, "policy");
    }

    /**
     * Binds a limiter by the name of its policy.
     *
     * @param policy what it limits
     * @return the module
     */
    public static RateLimiterModule of(RateLimitPolicy policy) {
        return new RateLimiterModule(policy);
    }

    @Override
    protected void configure() {
        // Lets the provider say what is missing; a required binding would only name a constructor of Redport.
        OptionalBinder.newOptionalBinder(binder(), Redport.class);
        binder().withSource(this)
                .bind(RateLimiter.class)
                .annotatedWith(Names.named(policy.name()))
                .toProvider(new PortProvider<>(
                        "Rate limiter " + policy.name(), "RateLimiterModule", redport -> redport.rateLimiter(policy)))
                .in(Singleton.class);
    }

    /** Where Guice's messages say a limiter was bound. */
    @Override
    public String toString() {
        return "RateLimiterModule of " + policy.name();
    }
}
