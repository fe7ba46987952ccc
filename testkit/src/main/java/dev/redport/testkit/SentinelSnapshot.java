package dev.redport.testkit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the sentinels that are awake, and the data servers, say at one moment. */
final class SentinelSnapshot {
    private final ServerGroup data;
    private final ServerGroup sentinels;
    private final Map<EmbeddedRedis, Map<String, String>> views = new LinkedHashMap<>();

    SentinelSnapshot(ServerGroup data, ServerGroup sentinels) {
        this.data = data;
        this.sentinels = sentinels;
        for (EmbeddedRedis sentinel : sentinels.awake()) {
            views.put(sentinel, fields(sentinel.execute("SENTINEL", "MASTER", EmbeddedSentinel.MASTER)));
        }
    }

    /** By the sentinel with the newest configuration, or without sentinels by the servers themselves. */
    Optional<EmbeddedRedis> primary() {
        Optional<Map<String, String>> newest = views.values().stream()
                .reduce((one, other) -> number(other, "config-epoch") > number(one, "config-epoch") ? other : one);
        return newest.isPresent()
                ? newest.flatMap(view -> data.announcing((int) number(view, "port")))
                : data.awake().stream()
                        .filter(server -> role(server).equals("master"))
                        .findFirst();
    }

    List<EmbeddedRedis> replicas() {
        return data.awake().stream()
                .filter(server -> role(server).equals("slave"))
                .toList();
    }

    /** What keeps the topology from being healthy, those excused aside, in words; empty if nothing does. */
    String missing(List<EmbeddedRedis> excused) {
        EmbeddedRedis primary = primary().filter(EmbeddedRedis::awake).orElse(null);
        if (primary == null || !role(primary).equals("master")) {
            return "a primary";
        }
        for (EmbeddedRedis replica : data.awake()) {
            if (replica != primary && !excused.contains(replica) && !follows(replica, primary)) {
                return "the link of the server on port " + replica.port() + " to its primary";
            }
        }
        for (EmbeddedRedis sentinel : sentinels.awake()) {
            String missing = missingAt(sentinel, primary);
            if (!missing.isEmpty()) {
                return missing + " (sentinel on port " + sentinel.port() + ")";
            }
        }
        return "";
    }

    private String missingAt(EmbeddedRedis sentinel, EmbeddedRedis primary) {
        Map<String, String> view = views.getOrDefault(sentinel, Map.of());
        if (number(view, "port") != data.announced(primary) || !"master".equals(view.get("flags"))) {
            return "a view of the primary";
        }
        if (number(view, "num-other-sentinels") < sentinels.awake().size() - 1) {
            return "other sentinels";
        }
        sentinel.execute("SENTINEL", "CKQUORUM", EmbeddedSentinel.MASTER); // an error unless there is one
        Map<Long, String> seen = new HashMap<>();
        if (sentinel.execute("SENTINEL", "REPLICAS", EmbeddedSentinel.MASTER) instanceof List<?> replicas) {
            replicas.forEach(replica ->
                    seen.put(number(fields(replica), "port"), fields(replica).getOrDefault("flags", "")));
        }
        for (EmbeddedRedis replica : data.awake()) {
            if (replica != primary && !"slave".equals(seen.get((long) data.announced(replica)))) {
                return "a view of the replica on port " + replica.port();
            }
        }
        return "";
    }

    /** Data servers that are awake and take themselves for primaries, without being the one the sentinels name. */
    List<EmbeddedRedis> pretenders() {
        EmbeddedRedis primary = primary().orElse(null);
        return data.awake().stream()
                .filter(server -> server != primary && role(server).equals("master"))
                .toList();
    }

    private boolean follows(EmbeddedRedis replica, EmbeddedRedis primary) {
        return replica.execute("ROLE") instanceof List<?> role
                && "slave".equals(role.get(0))
                && Long.valueOf(data.announced(primary)).equals(role.get(2))
                && "connected".equals(role.get(3));
    }

    private static String role(EmbeddedRedis server) {
        return server.execute("ROLE") instanceof List<?> role ? String.valueOf(role.get(0)) : "";
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(fields.getOrDefault(name, "-1"));
    }

    private static Map<String, String> fields(@Nullable Object reply) {
        Map<String, String> fields = new HashMap<>();
        if (reply instanceof List<?> items) {
            for (int i = 0; i + 1 < items.size(); i += 2) {
                fields.put(String.valueOf(items.get(i)), String.valueOf(items.get(i + 1)));
            }
        }
        return fields;
    }
}
