package dev.redport.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.redport.config.ConfigException;
import dev.redport.config.Endpoint;
import dev.redport.config.Profile;
import dev.redport.config.RedisConfig;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
    @ParameterizedTest
    @CsvSource({
        "6.2.19, false",
        "6.2.20, true",
        "6.0.99, false",
        "7.0.15, false",
        "7.2.10, false",
        "7.2.11, true",
        "7.4.5, false",
        "7.4.6, true",
        "8.0.3, false",
        "8.0.4, true",
        "8.2.1, false",
        "8.2.2, true",
        "8.4.0, true"
    })
    void theReleasesWithTheLuaFixAreKnown(String version, boolean fixed) {
        assertEquals(fixed, Version.parse(version).hasLuaFix());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true",
        "172.16.3.4, true",
        "192.168.1.1, true",
        "127.0.0.1, true",
        "100.64.0.1, true",
        "fd00::1, true",
        "fe80::1, true",
        "::1, true",
        "8.8.8.8, false",
        "100.128.0.1, false",
        "172.32.0.1, false",
        "2001:4860::1, false"
    })
    void privateAddressesAreKnown(String address, boolean isPrivate) throws Exception {
        assertEquals(isPrivate, ConnectionChecks.isPrivate(InetAddress.getByName(address)));
    }

    @Test
    void addressesThatAreKeptForEverAreToldOf() {
        assertEquals(Status.PASS, ConfigChecks.dnsTtl(null).status());
        assertEquals(Status.PASS, ConfigChecks.dnsTtl("60").status());
        assertEquals(Status.WARN, ConfigChecks.dnsTtl("61").status());
        assertEquals(Status.WARN, ConfigChecks.dnsTtl("-1").status());
    }

    @Test
    void serversThatListenToAllUnprotectedAreToldOf() {
        assertEquals(Status.WARN, ConnectionChecks.bind("* -::*", "no").status());
        assertEquals(Status.WARN, ConnectionChecks.bind("", "no").status());
        assertEquals(Status.PASS, ConnectionChecks.bind("* -::*", "yes").status());
        assertEquals(
                Status.PASS, ConnectionChecks.bind("10.0.0.5 127.0.0.1", "no").status());
    }

    @Test
    void slowAnswersAreMeasuredByTheReadTimeout() {
        long[] nanos = {1_000_000, 50_000_000};
        assertEquals(
                Status.PASS, ServerChecks.latency(nanos, Duration.ofMillis(501)).status());
        assertEquals(
                Status.WARN, ServerChecks.latency(nanos, Duration.ofMillis(500)).status());
    }

    @Test
    void mastersThatFailOrStandAloneAreToldOf() {
        String whole = """
                a 10.0.0.1:1@2 master - 0 0 1 connected 0-5000
                b 10.0.0.2:1@2 master - 0 0 2 connected 5001-10000
                c 10.0.0.3:1@2 master - 0 0 3 connected 10001-16383
                d 10.0.0.4:1@2 slave a 0 0 1 connected
                e 10.0.0.5:1@2 slave b 0 0 2 connected
                f 10.0.0.6:1@2 slave c 0 0 3 connected
                """;
        assertEquals(Status.PASS, ClusterChecks.masters(nodes(whole)).status());
        assertEquals(Status.PASS, ClusterChecks.replicas(nodes(whole)).status());
        assertEquals(
                Status.FAIL,
                ClusterChecks.masters(nodes(whole.replace("10.0.0.2:1@2 master", "10.0.0.2:1@2 master,fail")))
                        .status());
        Outcome alone = ClusterChecks.replicas(nodes(whole.replace("10.0.0.6:1@2 slave", "10.0.0.6:1@2 slave,fail")));
        assertEquals(Status.WARN, alone.status());
        assertEquals("without one: 10.0.0.3:1", alone.seen());
    }

    private static ClusterNodes nodes(String text) {
        return ClusterNodes.parse(text, new Endpoint("10.0.0.1", 1), false);
    }

    @Test
    void productionRefusesWhatTheDoctorFails() {
        RedisConfig lenient = RedisConfig.builder().poolSize(5).build();
        ConfigException refused = assertThrows(
                ConfigException.class,
                () -> lenient.toBuilder().profile(Profile.PRODUCTION).build());
        assertEquals(refused.problems(), lenient.problemsInProduction());
        assertEquals(3, lenient.problemsInProduction().size()); // password, pool, TLS
    }
}
