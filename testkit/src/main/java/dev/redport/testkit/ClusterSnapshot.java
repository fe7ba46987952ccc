package dev.redport.testkit;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the nodes of a cluster that are awake say about themselves and each other at one moment. Where they differ about the
 * owner of a slot, the claim of the highest configuration epoch counts, as it does among the nodes themselves.
 */
final class ClusterSnapshot {
    private final Map<EmbeddedRedis, List<ClusterNode>> views = new LinkedHashMap<>();
    private final Map<String, EmbeddedRedis> nodes;
    private final Map<String, BitSet> owned = new HashMap<>();

    private ClusterSnapshot(Map<String, EmbeddedRedis> nodes) {
        this.nodes = nodes;
        nodes.values().stream().filter(EmbeddedRedis::awake).forEach(node -> views.put(node, ClusterNode.viewOf(node)));
        BitSet taken = new BitSet();
        views.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(ClusterNode::epoch).reversed())
                .forEach(claim -> {
                    BitSet slots = (BitSet) claim.slots().clone();
                    slots.andNot(taken);
                    taken.or(slots);
                    if (!slots.isEmpty()) {
                        owned.computeIfAbsent(claim.id(), id -> new BitSet()).or(slots);
                    }
                });
    }

    /** Asks the nodes, given by their ids. */
    static ClusterSnapshot of(Map<String, EmbeddedRedis> nodes) {
        return new ClusterSnapshot(nodes);
    }

    /** Who serves the slot; may be a node that is down and not replaced yet. */
    Optional<EmbeddedRedis> owner(int slot) {
        return owned.entrySet().stream()
                .filter(entry -> entry.getValue().get(slot))
                .map(entry -> nodes.get(entry.getKey()))
                .findFirst();
    }

    String idOf(EmbeddedRedis node) {
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue() == node)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "node: on port " + node.port() + " (expected: one of this cluster)"));
    }

    List<EmbeddedRedis> primaries() {
        return views.keySet().stream()
                .filter(node -> !slots(idOf(node)).isEmpty())
                .toList();
    }

    List<EmbeddedRedis> replicas() {
        return views.keySet().stream().filter(node -> !self(node).primary()).toList();
    }

    List<EmbeddedRedis> replicasOf(EmbeddedRedis primary) {
        String id = idOf(primary);
        return replicas().stream()
                .filter(node -> self(node).primaryId().equals(id))
                .toList();
    }

    /** Which of these slots this node believes anyone to own. */
    BitSet assigned(EmbeddedRedis node, BitSet among) {
        BitSet assigned = new BitSet();
        views.getOrDefault(node, List.of()).forEach(line -> assigned.or(line.slots()));
        assigned.and(among);
        return assigned;
    }

    /** What keeps the cluster from being healthy, in words; empty if nothing does. */
    String missing() {
        BitSet served = new BitSet();
        views.keySet().forEach(node -> served.or(slots(idOf(node))));
        if (served.cardinality() < HashSlot.COUNT) {
            return "a primary for slot " + served.nextClearBit(0);
        }
        for (EmbeddedRedis node : views.keySet()) {
            String missing = missingAt(node);
            if (!missing.isEmpty()) {
                return missing + " (node on port " + node.port() + ")";
            }
        }
        return "";
    }

    private String missingAt(EmbeddedRedis node) {
        for (EmbeddedRedis other : views.keySet()) {
            String id = idOf(other);
            Optional<ClusterNode> seen = seen(node, id);
            if (!seen.map(ClusterNode::well).orElse(false)) {
                return "the node on port " + other.port() + " in its view";
            }
            if (!seen.map(self(other)::sameRole).orElse(false)
                    || !seen.map(ClusterNode::slots).equals(Optional.of(slots(id)))) {
                return "the present role or slots of the node on port " + other.port() + " in its view";
            }
        }
        if (!String.valueOf(node.execute("CLUSTER", "INFO")).contains("cluster_state:ok")) {
            return "state ok";
        }
        return self(node).primary() || "up".equals(node.info("replication").get("master_link_status"))
                ? ""
                : "the link to its primary";
    }

    private Optional<ClusterNode> seen(EmbeddedRedis by, String id) {
        return views.getOrDefault(by, List.of()).stream()
                .filter(line -> line.id().equals(id))
                .findFirst();
    }

    private ClusterNode self(EmbeddedRedis node) {
        return seen(node, idOf(node)).orElseThrow();
    }

    private BitSet slots(String id) {
        return owned.getOrDefault(id, new BitSet());
    }
}
