package dev.redport.health;

import static java.util.Objects.requireNonNull;

import dev.redport.config.Endpoint;
import dev.redport.driver.ErrorKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one master says of itself in INFO. Immutable and thread-safe.
 *
 * @param address where it is
 * @param skipped why it says nothing, such as {@link ErrorKind#PERMISSION}; empty if it does
 * @param memory its memory
 * @param replication its replicas
 * @param version the version of Redis; empty if it says nothing
 * @param role {@code master}, or {@code slave} for a replica that is mistaken for one; empty if it says nothing
 * @param lastSaveOk whether its last snapshot and its last write to the append-only file went well; false if it says nothing
 * @since 0.1.0
 */
public record ServerDetails(
        Endpoint address,
        Optional<ErrorKind> skipped,
        String version,
        String role,
        Memory memory,
        boolean lastSaveOk,
        Replication replication) {
    /**
     * The memory of a server.
     *
     * @param usedBytes what it uses
     * @param maxBytes what it may use; 0 for as much as there is
     * @param policy what happens when that is full, such as {@code noeviction}
     * @param evictedKeys keys it threw away since it started
     * @since 0.1.0
     */
    public record Memory(long usedBytes, long maxBytes, String policy, long evictedKeys) {}

    /**
     * The replicas of a server.
     *
     * @param replicas how many are connected
     * @param lag how long ago the one that is furthest behind was heard of; empty if there is none
     * @since 0.1.0
     */
    public record Replication(int replicas, Optional<Duration> lag) {}

    /** Checks the parts. */
    public ServerDetails {
        requireNonNull(address, "address");
        requireNonNull(skipped, "skipped");
        requireNonNull(version, "version");
        requireNonNull(role, "role");
        requireNonNull(memory, "memory");
        requireNonNull(replication, "replication");
    }

    static ServerDetails skipped(Endpoint address, ErrorKind reason) {
        return new ServerDetails(
                address,
                Optional.of(reason),
                "",
                "",
                new Memory(0, 0, "", 0),
                false,
                new Replication(0, Optional.empty()));
    }

    static ServerDetails of(Endpoint address, Map<String, String> info) {
        Memory memory = new Memory(
                number(info, "used_memory"),
                number(info, "maxmemory"),
                info.getOrDefault("maxmemory_policy", ""),
                number(info, "evicted_keys"));
        boolean saved =
                "ok".equals(info.get("rdb_last_bgsave_status")) && "ok".equals(info.get("aof_last_write_status"));
        int replicas = (int) number(info, "connected_slaves");
        return new ServerDetails(
                address,
                Optional.empty(),
                info.getOrDefault("redis_version", ""),
                info.getOrDefault("role", ""),
                memory,
                saved,
                new Replication(replicas, lag(info, replicas)));
    }

    /** In lines such as {@code slave0:ip=10.0.0.2,port=6379,state=online,offset=42,lag=1}. */
    private static Optional<Duration> lag(Map<String, String> info, int replicas) {
        Optional<Duration> longest = Optional.empty();
        for (int i = 0; i < replicas; i++) {
            String line = info.getOrDefault("slave" + i, "");
            int at = line.indexOf("lag=");
            Duration lag = Duration.ofSeconds(at < 0 ? 0 : number(Map.of("lag", line.substring(at + 4)), "lag"));
            longest =
                    Optional.of(longest.filter(most -> most.compareTo(lag) > 0).orElse(lag));
        }
        return longest;
    }

    private static long number(Map<String, String> fields, String name) {
        try {
            return Long.parseLong(fields.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    Map<String, Object> fields(boolean withAddress) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (withAddress) {
            fields.put("address", address);
        }
        if (skipped.isPresent()) {
            fields.put("skipped", skipped.get().tag());
            return fields;
        }
        fields.put("version", version);
        fields.put("role", role);
        fields.put("maxmemoryPolicy", memory.policy());
        fields.put("usedMemoryBytes", memory.usedBytes());
        fields.put("maxMemoryBytes", memory.maxBytes());
        fields.put("evictedKeys", memory.evictedKeys());
        fields.put("lastSaveOk", lastSaveOk);
        fields.put("replicas", replication.replicas());
        replication.lag().ifPresent(lag -> fields.put("replicaLagSeconds", lag.toSeconds()));
        return fields;
    }
}
