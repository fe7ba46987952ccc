package dev.redport.testkit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** One line of CLUSTER NODES: what one node says about another, or about itself. */
record ClusterNode(String id, Set<String> flags, String primaryId, long epoch, BitSet slots) {
    private static final Set<String> NOT_WELL = Set.of("handshake", "noaddr", "fail", "fail?");

    static List<ClusterNode> viewOf(EmbeddedRedis node) {
        List<ClusterNode> view = new ArrayList<>();
        for (String line : String.valueOf(node.execute("CLUSTER", "NODES")).split("\n", -1)) {
            if (!line.isBlank()) {
                view.add(parse(line.split(" ", -1)));
            }
        }
        return view;
    }

    /** id, address, flags, primary, ping sent, pong received, epoch, link, then slots, ranges and [moves]. */
    private static ClusterNode parse(String[] fields) {
        BitSet slots = new BitSet();
        for (int i = 8; i < fields.length; i++) {
            if (!fields[i].startsWith("[")) {
                String[] ends = fields[i].split("-", -1);
                slots.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            }
        }
        return new ClusterNode(
                fields[0], Set.of(fields[2].split(",", -1)), fields[3], Long.parseLong(fields[6]), slots);
    }

    boolean self() {
        return flags.contains("myself");
    }

    boolean primary() {
        return flags.contains("master");
    }

    boolean well() {
        return flags.stream().noneMatch(NOT_WELL::contains);
    }

    /** Whether two nodes tell the same role of this one. */
    boolean sameRole(ClusterNode other) {
        return primary() == other.primary() && primaryId.equals(other.primaryId);
    }
}
