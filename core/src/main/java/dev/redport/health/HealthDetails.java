package dev.redport.health;

import static java.util.Objects.requireNonNull;

import dev.redport.config.TlsPeer;
import dev.redport.driver.CircuitBreaker;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.PoolStats;
import dev.redport.driver.SentinelView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about a connection and its servers, for people who look for a fault. It names hosts, but no key, user or
 * exception text. Immutable and thread-safe.
 *
 * @param health whether Redis answers
 * @param driver the driver, its client's version and its configuration
 * @param pool the connections
 * @param circuit the state of the circuit breaker
 * @param servers the masters; empty if none is known
 * @param cluster what a node says of the cluster; empty where there is none, or nobody says so
 * @param sentinels what the sentinels say of themselves; empty where there are none
 * @param tlsPeer the handshake with the server that was connected to last; empty without TLS
 * @since 0.1.0
 */
public record HealthDetails(
        Health health,
        DriverInfo driver,
        PoolStats pool,
        CircuitBreaker.State circuit,
        List<ServerDetails> servers,
        Optional<ClusterDetails> cluster,
        Optional<SentinelView> sentinels,
        Optional<TlsPeer> tlsPeer) {
    /**
     * What a node says of the cluster.
     *
     * @param ok whether it serves requests
     * @param knownNodes how many nodes there are
     * @param slotsUnassigned how many of the 16,384 slots nobody has
     * @param slotsFailed how many slots are with masters that are down
     * @since 0.1.0
     */
    public record ClusterDetails(boolean ok, int knownNodes, int slotsUnassigned, int slotsFailed) {}

    /** Checks and copies the parts. */
    public HealthDetails {
        requireNonNull(health, "health");
        requireNonNull(driver, "driver");
        requireNonNull(pool, "pool");
        requireNonNull(circuit, "circuit");
        servers = List.copyOf(servers);
        requireNonNull(cluster, "cluster");
        requireNonNull(sentinels, "sentinels");
        requireNonNull(tlsPeer, "tlsPeer");
    }

    /**
     * This as a JSON object, without the addresses of the servers.
     *
     * @return the object; what could not be found out is missing
     */
    public String toJson() {
        return json(false);
    }

    /**
     * This as a JSON object, with the addresses of the servers: for operators, not for a public answer.
     *
     * @return the object; what could not be found out is missing
     */
    public String toJsonWithAddresses() {
        return json(true);
    }

    private String json(boolean addresses) {
        Map<String, Object> fields = health.fields();
        fields.put("driver", driver.driver());
        fields.put("driverVersion", driver.clientVersion());
        fields.put("client", driver.config().clientName());
        fields.put("topology", topology());
        fields.put("database", driver.config().database());
        fields.put("protocol", "RESP2");
        fields.put("tls", tls());
        fields.put("circuit", circuit.tag());
        fields.put("pool", connections());
        fields.put(
                "servers", servers.stream().map(each -> each.fields(addresses)).toList());
        cluster.ifPresent(found -> fields.put("cluster", fields(found)));
        sentinels.ifPresent(found -> fields.put("sentinels", fields(found)));
        return Json.of(fields);
    }

    private String topology() {
        return driver.config().topology().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> connections() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("size", pool.size());
        fields.put("total", pool.total());
        fields.put("active", pool.active());
        fields.put("idle", pool.idle());
        fields.put("pending", pool.pending());
        fields.put("timeouts", pool.timeouts());
        return fields;
    }

    private Map<String, Object> tls() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("enabled", driver.config().tls().enabled());
        tlsPeer.ifPresent(peer -> {
            fields.put("version", peer.protocol());
            fields.put("cipher", peer.cipher());
            fields.put("peerExpiry", peer.certificateExpiry());
        });
        return fields;
    }

    private static Map<String, Object> fields(ClusterDetails cluster) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ok", cluster.ok());
        fields.put("knownNodes", cluster.knownNodes());
        fields.put("slotsUnassigned", cluster.slotsUnassigned());
        fields.put("slotsFailed", cluster.slotsFailed());
        return fields;
    }

    private static Map<String, Object> fields(SentinelView sentinels) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("configured", sentinels.configured());
        fields.put("answering", sentinels.answering());
        fields.put("known", sentinels.known());
        fields.put("quorum", sentinels.quorum());
        fields.put("canFailOver", sentinels.canFailOver());
        return fields;
    }

    @Override
    public String toString() {
        return toJson();
    }
}
