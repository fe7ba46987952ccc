package dev.redport.doctor;

import dev.redport.config.Topology;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cluster as a whole. */
final class ClusterChecks {
    private static final int LEAST = 3;
    private static final String SLOTS = "16384";

    private ClusterChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("cluster-state", "The cluster is whole", Chapter.HIGH_AVAILABILITY, e -> {
                    topology(e);
                    return e.eachMaster(ClusterChecks::state);
                }),
                new Check(
                        "cluster-masters",
                        "The cluster has at least 3 masters that work",
                        Chapter.HIGH_AVAILABILITY,
                        e -> masters(ClusterNodes.of(e, topology(e)))),
                new Check(
                        "cluster-replicas",
                        "Every master has a replica",
                        Chapter.HIGH_AVAILABILITY,
                        e -> replicas(ClusterNodes.of(e, topology(e)))));
    }

    private static Topology.Cluster topology(Examination examination) {
        if (examination.config().topology() instanceof Topology.Cluster cluster) {
            return cluster;
        }
        throw Inconclusive.skip("REDIS_MODE is not cluster", "");
    }

    private static Outcome state(Target target) {
        Map<String, String> info =
                Target.fields(target.asAdmin("CLUSTER", "INFO").text());
        String state = info.getOrDefault("cluster_state", "?");
        String assigned = info.getOrDefault("cluster_slots_assigned", "?");
        String ok = info.getOrDefault("cluster_slots_ok", "?");
        return Outcome.require(
                state.equals("ok") && assigned.equals(SLOTS) && ok.equals(SLOTS),
                "cluster_state " + state + ", " + assigned + " of " + SLOTS + " slots assigned, " + ok + " ok",
                "redis-cli --cluster check, then --cluster fix");
    }

    static Outcome masters(ClusterNodes nodes) {
        long working = nodes.masters().stream().filter(ClusterNodes.Node::works).count();
        return Outcome.require(
                working >= LEAST && working == nodes.masters().size(),
                working + " of " + nodes.masters().size() + " masters with slots work",
                "run at least 3: fewer cannot agree on a failover");
    }

    static Outcome replicas(ClusterNodes nodes) {
        List<ClusterNodes.Node> alone = nodes.masters().stream()
                .filter(master -> nodes.replicasOf(master) == 0)
                .toList();
        return Outcome.advise(
                alone.isEmpty(),
                alone.isEmpty()
                        ? "each of " + nodes.masters().size() + " has one that works"
                        : "without one: "
                                + alone.stream()
                                        .map(master -> master.endpoint().toString())
                                        .collect(Collectors.joining(", ")),
                "add replicas: redis-cli --cluster add-node --cluster-slave");
    }
}
