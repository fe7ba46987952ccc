package dev.redport.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisListener;
import dev.redport.health.HealthCheck;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.token.KeyRing;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import jakarta.inject.Inject;
import jakarta.inject.Qualifier;
import jakarta.inject.Singleton;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedportModuleTest {
    private static final RedisConfig CONFIG = RedisConfig.defaults();
    private static final TypeLiteral<Cache<String, User>> USERS = new TypeLiteral<>() {};
    private static final CacheSpec<String, User> SPEC = CacheSpec.named("user", User.class);

    private final FakeFactory factory = new FakeFactory();

    record User(String name) {}

    record UserService(Cache<String, User> users) {
        @Inject
        UserService {}
    }

    private Module fake() {
        return with(factory);
    }

    private static Module with(DriverFactory factory) {
        return new AbstractModule() {
            @Override
            protected void configure() {
                OptionalBinder.newOptionalBinder(binder(), DriverFactory.class)
                        .setBinding()
                        .toInstance(factory);
            }
        };
    }

    private static RedportModule redport() {
        return new RedportModule(CONFIG).withoutShutdownHook();
    }

    private Injector injector(Module... more) {
        List<Module> modules = new ArrayList<>(List.of(more));
        modules.add(fake());
        modules.add(redport());
        return Guice.createInjector(modules);
    }

    @Nested
    class Bindings {
        @Test
        void bindTheConnectionAndThePortsOnce() {
            Injector injector = injector();
            Redport redport = injector.getInstance(Redport.class);
            assertThat(injector.getInstance(Redport.class)).isSameAs(redport);
            assertThat(injector.getInstance(HealthCheck.class)).isSameAs(redport.health());
            assertThat(injector.getInstance(RedisDriver.class)).isSameAs(redport.driver());
            assertThat(injector.getInstance(RedisConfig.class)).isSameAs(CONFIG);
            assertThat(factory.connected).hasValue(1);
        }

        @Test
        void connectWithTheFirstObjectThatNeedsIt() {
            Injector injector = injector();
            assertThat(factory.connected).hasValue(0);
            assertThat(injector.getInstance(HealthCheck.class).check().isUp()).isTrue();
            assertThat(factory.connected).hasValue(1);
        }

        @Test
        void connectWithTheInjectorInProduction() {
            Guice.createInjector(Stage.PRODUCTION, fake(), redport());
            assertThat(factory.connected).hasValue(1);
        }

        @Test
        void takeAPlainBindingOfTheDriverToo() {
            Injector injector = Guice.createInjector(redport(), new AbstractModule() {
                @Override
                protected void configure() {
                    bind(DriverFactory.class).toInstance(factory);
                }
            });
            assertThat(injector.getInstance(Redport.class).driver().info().driver())
                    .isEqualTo("fake");
        }

        @Test
        void tellABoundListenerWhatHappens() {
            List<String> told = new ArrayList<>();
            RedisListener listener = new RedisListener() {
                @Override
                public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
                    told.add("connect " + info.driver());
                }

                @Override
                public void onCache(String cache) {
                    told.add("cache " + cache);
                }
            };
            Injector injector = injector(CacheModule.of(USERS, SPEC), new AbstractModule() {
                @Provides
                @Singleton
                RedisListener metrics() {
                    return listener;
                }
            });
            injector.getInstance(UserService.class);
            assertThat(told).containsExactly("connect fake", "cache user");
        }

        @Test
        void keepTwoServersApartInPrivateModules() {
            Injector injector = Guice.createInjector(server("east"), server("west"));
            Redport east = injector.getInstance(Key.get(Redport.class, Names.named("east")));
            Redport west = injector.getInstance(Key.get(Redport.class, Names.named("west")));
            assertThat(east.driver().info().config().namespace()).isEqualTo("east");
            assertThat(west.driver().info().config().namespace()).isEqualTo("west");
        }

        private Module server(String name) {
            return new PrivateModule() {
                @Override
                protected void configure() {
                    install(fake());
                    install(new RedportModule(CONFIG.toBuilder().namespace(name).build()).withoutShutdownHook());
                    Key<Redport> key = Key.get(Redport.class, Names.named(name));
                    bind(key).to(Redport.class);
                    expose(key);
                }
            };
        }
    }

    @Nested
    class Caches {
        @Test
        void areInjectedByTheirType() {
            Injector injector = injector(CacheModule.of(USERS, SPEC));
            Cache<String, User> users = injector.getInstance(UserService.class).users();
            users.put("1", new User("Ada"));
            assertThat(users.find("1")).contains(new User("Ada"));
            assertThat(injector.getInstance(UserService.class).users()).isSameAs(users);
        }

        @Test
        void ofOneTypeAreToldApartByAnAnnotation() {
            Injector injector = injector(
                    CacheModule.of(USERS, SPEC),
                    CacheModule.of(USERS, CacheSpec.named("vip", User.class)).annotatedWith(Names.named("vip")),
                    CacheModule.of(USERS, CacheSpec.named("old", User.class)).annotatedWith(Old.class));
            ThreeCaches caches = injector.getInstance(ThreeCaches.class);
            assertThat(caches.users).hasToString("RedisCache[user]");
            assertThat(caches.vips).hasToString("RedisCache[vip]");
            assertThat(caches.olds).hasToString("RedisCache[old]");
        }

        @Test
        void mayBeBoundInAChildInjector() {
            Injector child = injector().createChildInjector(CacheModule.of(USERS, SPEC));
            assertThat(child.getInstance(UserService.class).users()).hasToString("RedisCache[user]");
        }
    }

    @Nested
    class TokenStores {
        private static final TokenSpec AUTH = TokenSpec.named("auth", KeyRing.random());

        @Test
        void areInjectedByTheNameOfTheirSpec() {
            Injector injector = injector(TokenStoreModule.of(AUTH), RateLimiterModule.of(RateLimiters.LOGIN));
            TokenStore store = injector.getInstance(Key.get(TokenStore.class, Names.named("auth")));
            assertThat(store).hasToString("TokenStore[auth]");
            assertThat(injector.getInstance(Key.get(TokenStore.class, Names.named("auth"))))
                    .isSameAs(store);
        }

        @Test
        void withoutRedportAreAnErrorOfTheInjector() {
            assertThatThrownBy(() -> Guice.createInjector(TokenStoreModule.of(AUTH)))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("Token store auth: no Redport is bound"
                            + " (expected: install(new RedportModule(config)) beside the TokenStoreModule)");
        }

        @Test
        void ofOneNameAreNamedBoth() {
            assertThatThrownBy(() -> injector(TokenStoreModule.of(AUTH), TokenStoreModule.of(AUTH.encryptAttributes())))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("TokenStoreModule of auth");
        }
    }

    @Nested
    class RateLimiters {
        private static final RateLimitPolicy LOGIN =
                RateLimitPolicy.named("login").limit(Limit.tokenBucket(10).per(Duration.ofMinutes(1)));

        @Test
        void areInjectedByTheNameOfTheirPolicy() {
            RateLimitPolicy api = RateLimitPolicy.named("api").limits(LOGIN.limits());
            Injector injector = injector(RateLimiterModule.of(LOGIN), RateLimiterModule.of(api));
            TwoLimiters limiters = injector.getInstance(TwoLimiters.class);
            assertThat(limiters.logins).hasToString("RateLimiter[login]");
            assertThat(limiters.calls).hasToString("RateLimiter[api]");
            assertThat(injector.getInstance(Key.get(RateLimiter.class, Names.named("login"))))
                    .isSameAs(limiters.logins);
            assertThat(factory.connected).hasValue(1);
        }

        @Test
        void stayBesideCachesAndTellTheListener() {
            List<String> told = new ArrayList<>();
            Injector injector =
                    injector(CacheModule.of(USERS, SPEC), RateLimiterModule.of(LOGIN), new AbstractModule() {
                        @Provides
                        @Singleton
                        RedisListener metrics() {
                            return new RedisListener() {
                                @Override
                                public void onLimiter(String limiter) {
                                    told.add(limiter);
                                }
                            };
                        }
                    });
            injector.getInstance(UserService.class);
            injector.getInstance(Key.get(RateLimiter.class, Names.named("login")));
            assertThat(told).containsExactly("login");
        }

        @Test
        void mayBeBoundInAChildInjector() {
            Injector child = injector().createChildInjector(RateLimiterModule.of(LOGIN));
            assertThat(child.getInstance(Key.get(RateLimiter.class, Names.named("login"))))
                    .hasToString("RateLimiter[login]");
        }

        @Test
        void withoutRedportAreAnErrorOfTheInjector() {
            assertThatThrownBy(() -> Guice.createInjector(RateLimiterModule.of(LOGIN)))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("Rate limiter login: no Redport is bound"
                            + " (expected: install(new RedportModule(config)) beside the RateLimiterModule)");
        }

        @Test
        void ofOneNameAreNamedBoth() {
            assertThatThrownBy(() -> injector(RateLimiterModule.of(LOGIN), RateLimiterModule.of(LOGIN.version(2))))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("bound multiple times")
                    .hasMessageContaining("RateLimiterModule of login");
        }

        @Test
        void withoutALimitAreAnErrorWhenTheyAreMade() {
            Injector injector = injector(RateLimiterModule.of(RateLimitPolicy.named("none")));
            assertThatThrownBy(() -> injector.getInstance(Key.get(RateLimiter.class, Names.named("none"))))
                    .isInstanceOf(ProvisionException.class)
                    .hasMessageContaining("limits: 0 (expected: 1 to 8)");
        }
    }

    static final class TwoLimiters {
        @Inject
        @Named("login")
        RateLimiter logins;

        @Inject
        @Named("api")
        RateLimiter calls;
    }

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface Old {}

    static final class ThreeCaches {
        @Inject
        Cache<String, User> users;

        @Inject
        @Named("vip")
        Cache<String, User> vips;

        @Inject
        @Old
        Cache<String, User> olds;
    }

    @Nested
    class Lifecycle {
        @Test
        void closesTheDriverWithRedport() {
            Injector injector = injector();
            injector.getInstance(Redport.class).close();
            assertThat(factory.closed).hasValue(1);
        }

        @Test
        void closesTheDriverOnceWithAHook() {
            Injector injector = Guice.createInjector(fake(), new RedportModule(CONFIG));
            injector.getInstance(Redport.class).close();
            assertThat(factory.closed).hasValue(1);
        }
    }

    @Nested
    class Mistakes {
        @Test
        void aMissingDriverIsAnErrorOfTheInjector() {
            assertThatThrownBy(() -> Guice.createInjector(redport()))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining(
                            "No Redport driver on the class path (expected: one of redport-driver-lettuce,");
        }

        @Test
        void aDriverThatIsNotTheConfiguredOneIsAnErrorOfTheInjector() {
            RedisConfig other = CONFIG.toBuilder().driver("jedis").build();
            assertThatThrownBy(() -> Guice.createInjector(fake(), new RedportModule(other)))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("REDIS_DRIVER: jedis (expected: fake, which a module binds, or another");
        }

        @Test
        void twoModulesOfDriversAreNamed() {
            assertThatThrownBy(() -> Guice.createInjector(new EastModule(), new WestModule(), redport()))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("DriverFactory")
                    .hasMessageContaining("bound multiple times")
                    .hasMessageContaining("EastModule")
                    .hasMessageContaining("WestModule");
        }

        @Test
        void aCacheWithoutRedportIsAnErrorOfTheInjector() {
            assertThatThrownBy(() -> Guice.createInjector(CacheModule.of(USERS, SPEC)))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("Cache user: no Redport is bound"
                            + " (expected: install(new RedportModule(config)) beside the CacheModule)");
        }

        @Test
        void aCacheThatIsNotBoundIsNamedWithItsTypes() {
            assertThatThrownBy(() -> injector().getInstance(UserService.class))
                    .hasMessageContaining("No implementation for Cache<String, RedportModuleTest$User> was bound");
        }

        @Test
        void aCacheBoundTwiceNamesBothAndTheWayOut() {
            assertThatThrownBy(() -> injector(
                            CacheModule.of(USERS, SPEC), CacheModule.of(USERS, CacheSpec.named("vip", User.class))))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("Cache<String, RedportModuleTest$User> was bound multiple times")
                    .hasMessageContaining("CacheModule of user (another cache of this type needs annotatedWith)")
                    .hasMessageContaining("CacheModule of vip (another cache of this type needs annotatedWith)");
        }

        @Test
        void aFileThatCannotBeUsedIsNamedWhenConnecting() {
            RedisConfig config = CONFIG.toBuilder()
                    .tlsEnabled(true)
                    .tlsCaFile(java.nio.file.Path.of("/nowhere/ca.pem"))
                    .build();
            FakeFactory needsTls = new FakeFactory() {
                @Override
                public RedisDriver connect(RedisConfig config) {
                    dev.redport.config.TlsMaterial.load(config.tls());
                    return super.connect(config);
                }
            };
            Injector injector = Guice.createInjector(with(needsTls), new RedportModule(config));
            assertThatThrownBy(() -> injector.getInstance(Redport.class))
                    .isInstanceOf(ProvisionException.class)
                    .hasMessageContaining("REDIS_TLS_CA_FILE");
        }

        @Test
        void noConfigurationIsRefusedAtOnce() {
            assertThatThrownBy(() -> new RedportModule(nothing()))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("config");
        }

        @SuppressWarnings("NullAway") // the mistake
        private static RedisConfig nothing() {
            return null;
        }
    }

    static final class EastModule extends AbstractModule {
        @Override
        protected void configure() {
            install(with(new FakeFactory()));
        }
    }

    static final class WestModule extends AbstractModule {
        @Override
        protected void configure() {
            install(with(new FakeFactory()));
        }
    }
}
