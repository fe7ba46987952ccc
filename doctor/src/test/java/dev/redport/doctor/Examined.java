package dev.redport.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.AccessRights;
import dev.redport.driver.Need;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedRedisBuilder;
import dev.redport.testkit.TestCertificates;
import java.time.Duration;

/** Deployments to examine, and a report to ask. */
record Examined(Report report) {
    static final String PASSWORD = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ0+=/xY";
    static final String ADMIN_PASSWORD = "admin-canary-0123456789-0123456789";

    static Examined of(RedisConfigBuilder config, DoctorOptions options) {
        return new Examined(Doctor.examine(config.build(), options.withTimeout(Duration.ofSeconds(50))));
    }

    /** A server as production wants it, with the user that {@link #config} is. */
    static EmbeddedRedisBuilder goodServer() {
        Need[] ports = {Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER, Need.HEALTH};
        String[] rules = AccessRights.ofData(RedisConfig.defaults(), ports).toArray(String[]::new);
        return EmbeddedRedis.builder()
                .mutualTls()
                .user("app", PASSWORD, rules)
                .user("doctor", ADMIN_PASSWORD)
                .defaultUserOff()
                .config("maxmemory", "64mb")
                .config("maxmemory-policy", "noeviction")
                .config("appendonly", "yes");
    }

    static RedisConfigBuilder config(EmbeddedRedis server) {
        return RedisConfig.builder()
                .host(server.host())
                .port(server.port())
                .username("app")
                .password(PASSWORD);
    }

    static RedisConfigBuilder withTls(RedisConfigBuilder config, TestCertificates certificates) {
        return config.tlsEnabled(true)
                .tlsCaFile(certificates.ca())
                .tlsCertFile(certificates.clientCertificate())
                .tlsKeyFile(certificates.clientKey());
    }

    Finding finding(String check) {
        return report.findings().stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding of " + check));
    }

    Examined has(String check, Status status) {
        assertEquals(status, finding(check).status(), () -> finding(check).toString());
        return this;
    }

    /** Also what was seen, and with a remedy. */
    Examined has(String check, Status status, String seen) {
        has(check, status);
        assertTrue(finding(check).seen().contains(seen), () -> finding(check).toString());
        assertTrue(status == Status.PASS || !finding(check).remedy().isEmpty(), () -> "no remedy: " + finding(check));
        return this;
    }
}
