package dev.redport.benchmarks.bench;

import static java.util.Objects.requireNonNull;

import dev.redport.Redport;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.TlsMaterial;
import dev.redport.micrometer.MicrometerListener;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Redport over a client, with metrics for Prometheus. The argument is the driver; or the driver, what to call this
 * configuration, and settings other than the defaults, such as {@code jedis|30 connections|REDIS_POOL_SIZE=30}.
 */
public final class RedportEntrant implements Entrant {
    private static final Map<String, String> TITLES =
            Map.of("jedis", "Jedis", "lettuce", "Lettuce", "redisson", "Redisson");

    @Override
    public Contestant open(Site site, String argument) {
        String[] parts = argument.split("\\|", -1);
        String driver = parts[0];
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 2; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        RedisConfig config = config(site, driver, settings);
        Redport redport =
                Redport.connect(config, new MicrometerListener(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
        String title = requireNonNull(TITLES.getOrDefault(driver, driver));
        return new RedportContestant(
                "Redport over " + title + (parts.length > 1 ? ", " + parts[1] : ""),
                driver,
                title + " " + redport.driver().info().clientVersion() + ", "
                        + config.pool().size() + " connections, metrics on"
                        + (settings.isEmpty() ? "" : ", " + settings),
                site,
                redport);
    }

    static RedisConfig config(Site site, String driver, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        Pem pem = site.pem();
        put(all, "REDIS_TLS_CA_FILE", pem.ca());
        put(all, "REDIS_TLS_CERT_FILE", pem.certificate());
        put(all, "REDIS_TLS_KEY_FILE", pem.key());
        put(all, "REDIS_TLS_KEY_PASSWORD_FILE", pem.keyPassword());
        RedisConfigBuilder builder = RedisConfig.builder()
                .environment(all)
                .driver(driver)
                .namespace(site.prefix())
                .database(site.database())
                .username(site.user())
                .password(site.password())
                .readTimeout(Duration.ofSeconds(20))
                .operationDeadline(Duration.ofSeconds(30))
                .poolTimeout(Duration.ofSeconds(20))
                .tlsEnabled(site.tls());
        return site.cluster()
                ? builder.cluster(site.nodes().stream()
                                .map(RedportEntrant::endpoint)
                                .toArray(Endpoint[]::new))
                        .build()
                : builder.host(site.host()).port(site.port()).build();
    }

    private static void put(Map<String, String> settings, String name, Path file) {
        if (Pem.has(file)) {
            settings.put(name, file.toString());
        }
    }

    /** Certificates and key for a client used directly. */
    static TlsMaterial tls(Site site) {
        return TlsMaterial.load(config(site, "", Map.of()).tls());
    }

    private static Endpoint endpoint(String node) {
        int colon = node.lastIndexOf(':');
        return new Endpoint(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
    }
}
