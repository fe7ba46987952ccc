package dev.redport.examples.snippets;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.Profile;
import dev.redport.config.RedisConfig;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.examples.snippets.Shop.User;
import dev.redport.guice.CacheModule;
import dev.redport.guice.RedportModule;
import dev.redport.health.Health;
import dev.redport.micrometer.MicrometerListener;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Configuration, health, Guice, Micrometer and errors. */
final class WiringSnippets {
    private WiringSnippets() {}

    static RedisConfig configuration(Map<String, String> environment, Path ca) {
        // snippet: configuration
        RedisConfig config = RedisConfig.builder()
                .environment(environment) // System.getenv(), or any Function<String, Optional<String>>
                .namespace("shop") // the builder wins over the environment
                .readTimeout(Duration.ofSeconds(1))
                .tlsCaFile(ca)
                .profile(Profile.PRODUCTION)
                .build(); // throws ConfigException with every problem
        // end
        return config;
    }

    static int health(Redport redport) {
        // snippet: health
        Health health = redport.health().check(); // one PING, at most a second; probes within a second share it
        int status = health.isUp() ? 200 : 503;
        String body = health.toJson(); // {"status":"DOWN","reasons":["timeout"],"warnings":[],...}
        // end
        return body.isEmpty() ? 0 : status;
    }

    // snippet: guice-service
    static final class Greeter {
        private final Cache<String, User> users;

        @Inject
        Greeter(Cache<String, User> users) {
            this.users = users;
        }
    }
    // end

    static boolean guice(RedisConfig config) {
        // snippet: guice
        Injector injector = Guice.createInjector(
                new RedportModule(config),
                CacheModule.of(new TypeLiteral<Cache<String, User>>() {}, CacheSpec.named("user", User.class)));
        Greeter greeter = injector.getInstance(Greeter.class);
        // end
        injector.getInstance(Redport.class).close();
        return greeter.users.toString().contains("user");
    }

    static Redport micrometer(RedisConfig config, MeterRegistry registry) {
        // snippet: micrometer
        Redport redport = Redport.connect(config, new MicrometerListener(registry));
        // end
        return redport;
    }

    static void errors(Cache<String, User> users, User user) {
        // snippet: errors
        try {
            users.put("1", user);
        } catch (RedisUnavailableException e) {
            // it did not happen
        } catch (RedisOutcomeUnknownException e) {
            // it may have happened
        }
        // end
    }
}
