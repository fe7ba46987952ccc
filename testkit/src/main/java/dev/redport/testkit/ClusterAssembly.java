package dev.redport.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes one cluster of nodes that do not know each other: the first half become primaries, the second their replicas. */
final class ClusterAssembly {
    private final ServerGroup group;
    private final Map<String, EmbeddedRedis> nodes = new LinkedHashMap<>();
    private final List<String> ids = new ArrayList<>();

    private ClusterAssembly(ServerGroup group) {
        this.group = group;
    }

    /** Joins the nodes and waits until the cluster is healthy; returns them by their ids, which they keep for life. */
    static Map<String, EmbeddedRedis> join(ServerGroup group, Duration limit) {
        ClusterAssembly assembly = new ClusterAssembly(group);
        assembly.name();
        assembly.assignSlots();
        assembly.meet();
        Await.nothingMissing(limit, assembly::missingIntroduction);
        assembly.replicate();
        Await.nothingMissing(limit, () -> ClusterSnapshot.of(assembly.nodes).missing());
        return assembly.nodes;
    }

    /** Epochs differ from the start, so that no two nodes can make the same claim. */
    private void name() {
        List<EmbeddedRedis> servers = group.servers();
        for (int i = 0; i < servers.size(); i++) {
            String id = String.valueOf(servers.get(i).execute("CLUSTER", "MYID"));
            servers.get(i).execute("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            ids.add(id);
            nodes.put(id, servers.get(i));
        }
    }

    private void assignSlots() {
        int primaries = ids.size() / 2;
        for (int i = 0; i < primaries; i++) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            for (int slot = i * HashSlot.COUNT / primaries; slot < (i + 1) * HashSlot.COUNT / primaries; slot++) {
                command.add(Integer.toString(slot));
            }
            group.servers().get(i).execute(command.toArray(String[]::new));
        }
    }

    /** Each pair is introduced, as gossip alone takes seconds. */
    private void meet() {
        List<EmbeddedRedis> servers = group.servers();
        for (int i = 0; i < servers.size(); i++) {
            for (EmbeddedRedis other : servers.subList(i + 1, servers.size())) {
                servers.get(i)
                        .execute(
                                "CLUSTER",
                                "MEET",
                                LoopbackPort.HOST,
                                Integer.toString(group.announced(other)),
                                Integer.toString(LoopbackPort.busOf(other.port())));
            }
        }
    }

    private String missingIntroduction() {
        for (EmbeddedRedis node : group.servers()) {
            List<String> known = ClusterNode.viewOf(node).stream()
                    .filter(ClusterNode::well)
                    .map(ClusterNode::id)
                    .toList();
            if (!known.containsAll(ids)) {
                return "nodes that the one on port " + node.port() + " knows";
            }
        }
        return "";
    }

    private void replicate() {
        int primaries = ids.size() / 2;
        for (int i = primaries; i < ids.size(); i++) {
            group.servers().get(i).execute("CLUSTER", "REPLICATE", ids.get(i - primaries));
        }
    }
}
