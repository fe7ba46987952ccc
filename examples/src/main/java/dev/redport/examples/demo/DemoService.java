package dev.redport.examples.demo;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Topology;
import dev.redport.driver.RedisListener;
import dev.redport.health.Health;
import dev.redport.micrometer.MicrometerListener;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.TokenStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything the demo starts: Redis, the table, the cache, the rate limiter, the token store and the web server. Closing ends all of it. */
final class DemoService implements AutoCloseable {
    /** How many requests are answered at a time. */
    static final int THREADS = 16;

    private static final Logger log = LoggerFactory.getLogger(DemoService.class);
    private static final String NAMESPACE = "redport-demo";
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private Optional<EmbeddedRedis> embedded = Optional.empty();
    private URI address = URI.create("http://127.0.0.1");
    private Tour tour = new Tour(address, Optional.empty());

    private DemoService() {}

    /** Is told how many of how many cities are loaded. */
    @FunctionalInterface
    interface Progress {
        void loaded(int count, int total);
    }

    /**
     * Starts everything, or nothing.
     *
     * @throws IllegalStateException if a part cannot be started, with a message for the user
     */
    static DemoService start(Options options, Map<String, String> environment, Progress progress)
            throws IOException, SQLException {
        DemoService service = new DemoService();
        try {
            service.open(options, environment, progress);
            return service;
        } catch (IOException | SQLException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private void open(Options options, Map<String, String> environment, Progress progress)
            throws IOException, SQLException {
        RedisConfig config = options.redis().isEmpty()
                ? ownRedis().driver(options.driver()).build()
                : theirRedis(options, environment).driver(options.driver()).build();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        parts.push(meters::close);
        TracingListener tracing = new TracingListener();
        Redport redport = own(Redport.connect(config, RedisListener.all(tracing, new MicrometerListener(meters))));
        requireRedis(redport, config);

        CityTable table = own(CityTable.create());
        List<City> cities = CityFile.read();
        table.insertAll(cities, count -> progress.loaded(count, cities.size()));

        String run = UUID.randomUUID().toString().substring(0, 8);
        Cache<Long, City> cache = redport.cache(Cities.spec(run));
        TokenStore tokens = redport.tokenStore(LoginSpec.of(LoginSpec.keys(options, environment)));
        WebServer web = own(WebServer.start(
                options.port(),
                new Routes(
                        new Cities(cache, table, tracing),
                        new Limited(redport.rateLimiter(Limited.POLICY), run),
                        new LoginRoutes(new Logins(tokens, new AccessTokens())),
                        redport.health(),
                        meters::scrape,
                        () -> tour.text(),
                        tracing)));
        address = web.address();
        tour = new Tour(address, embedded.map(EmbeddedRedis::pid));
        tracing.end();
    }

    /** Short timeouts: the server is on this machine, and the tour stops it to show what happens. */
    private RedisConfigBuilder ownRedis() {
        EmbeddedRedis redis = own(EmbeddedRedis.start());
        embedded = Optional.of(redis);
        return RedisConfig.builder()
                .url(redis.url())
                .namespace(NAMESPACE)
                .clientName(NAMESPACE)
                .dialTimeout(SHORT)
                .readTimeout(SHORT)
                .writeTimeout(SHORT)
                .operationDeadline(SHORT.multipliedBy(2))
                .maxRetries(1);
    }

    private static RedisConfigBuilder theirRedis(Options options, Map<String, String> environment) {
        return RedisConfig.builder()
                .environment(environment)
                .url(options.redis())
                .namespace(NAMESPACE)
                .clientName(NAMESPACE);
    }

    /** The first connections of a cold JVM may take longer than a health check waits. */
    private static void requireRedis(Redport redport, RedisConfig config) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Health health = redport.health().check();
        while (!health.isUp() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            health = redport.health().check();
        }
        if (!health.isUp()) {
            String where = config.topology() instanceof Topology.Standalone
                    ? new Endpoint(config.host(), config.port()).toString()
                    : config.topology().toString();
            throw new IllegalStateException("Redis at " + where + " does not answer: "
                    + health.reasons().get(0).tag() + " (expected: a running Redis that lets us in)");
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    URI address() {
        return address;
    }

    Tour tour() {
        return tour;
    }

    /** The Redis that was started for this service, unless it uses another one. */
    Optional<EmbeddedRedis> embedded() {
        return embedded;
    }

    /** Ends every part, the last one started first. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("Could not close {}", part.getClass().getSimpleName(), e);
            }
        }
    }
}
