package dev.redport.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Slots that were taken from all nodes, and whose they were. Not safe for several threads. */
final class LostSlots {
    private final Map<String, EmbeddedRedis> nodes;
    private final Map<EmbeddedRedis, BitSet> lost = new LinkedHashMap<>();

    LostSlots(Map<String, EmbeddedRedis> nodes) {
        this.nodes = nodes;
    }

    void lose(BitSet slots, Duration limit) {
        ClusterSnapshot now = ClusterSnapshot.of(nodes);
        slots.stream()
                .forEach(slot -> now.owner(slot)
                        .ifPresent(owner ->
                                lost.computeIfAbsent(owner, o -> new BitSet()).set(slot)));
        Await.nothingMissing(limit, () -> missingLoss(slots));
    }

    /** Owners first, and again while some node learns of the slots from a message sent before. */
    private String missingLoss(BitSet slots) {
        ClusterSnapshot now = ClusterSnapshot.of(nodes);
        List<EmbeddedRedis> ownersFirst = new ArrayList<>(now.primaries());
        nodes.values().stream().filter(node -> !ownersFirst.contains(node)).forEach(ownersFirst::add);
        String missing = "";
        for (EmbeddedRedis node : ownersFirst) {
            BitSet assigned = now.assigned(node, slots);
            if (!assigned.isEmpty()) {
                change(node, "DELSLOTS", assigned);
                missing = "the loss of slots at the node on port " + node.port();
            }
        }
        return missing;
    }

    void restore(Duration limit) {
        lost.forEach((owner, slots) -> change(owner, "ADDSLOTS", slots));
        lost.clear();
        Await.nothingMissing(limit, () -> ClusterSnapshot.of(nodes).missing());
    }

    private static void change(EmbeddedRedis node, String subcommand, BitSet slots) {
        List<String> command = new ArrayList<>(List.of("CLUSTER", subcommand));
        slots.stream().forEach(slot -> command.add(Integer.toString(slot)));
        node.execute(command.toArray(String[]::new));
    }
}
