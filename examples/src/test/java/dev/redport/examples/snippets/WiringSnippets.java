package dev.redport.examples.snippets;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.Profile;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Need;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.examples.snippets.Shop.User;
import dev.redport.guice.CacheModule;
import dev.redport.guice.RedportModule;
import dev.redport.health.Health;
import dev.redport.health.HealthDetails;
import dev.redport.micrometer.MicrometerListener;
import dev.redport.micrometer.ObservationListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
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
        Health health = redport.health().check(); // asks every master, at most once a second; probes share the answer
        int status = health.isReady() ? 200 : 503;
        String body = health.toJson(); // {"status":"DOWN","ready":false,"reasons":["timeout"],...}
        // end
        return body.isEmpty() ? 0 : status;
    }

    static String healthDetails(Redport redport) {
        // snippet: health-details
        redport.health().requireOnly(Need.CACHE, Need.TOKEN_STORE); // unless set: what has been opened decides
        HealthDetails details = redport.health().details(); // asks each time; for operators
        String body = details.toJson(); // no addresses; toJsonWithAddresses() has them
        // end
        return body;
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

    static Redport openTelemetry(RedisConfig config, MeterRegistry registry) {
        // snippet: open-telemetry
        Redport redport = Redport.connect(config, MicrometerListener.openTelemetry(registry));
        // end
        return redport;
    }

    static Redport observations(RedisConfig config, MeterRegistry meters, ObservationRegistry observations) {
        // snippet: observations
        RedisListener both = RedisListener.all(
                new MicrometerListener(meters), // metrics
                new ObservationListener(observations)); // one observation per call
        Redport redport = Redport.connect(config, both);
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
