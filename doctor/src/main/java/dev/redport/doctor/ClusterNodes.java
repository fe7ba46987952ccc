package dev.redport.doctor;

import dev.redport.config.ConfigException;
import dev.redport.config.Endpoint;
import dev.redport.config.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster as one of its nodes sees it in CLUSTER NODES. */
final class ClusterNodes {
    private static final int FIRST_SLOT = 8;

    private final List<Node> masters = new ArrayList<>();
    private final Map<String, Integer> replicas = new HashMap<>();

    /** A master that owns slots. */
    record Node(String id, Endpoint endpoint, boolean works) {}

    private ClusterNodes() {}

    /** From the first seed that answers. */
    static ClusterNodes of(Examination examination, Topology.Cluster cluster) {
        Inconclusive last = Inconclusive.see("there is no node", "connect");
        for (Endpoint seed : cluster.nodes()) {
            try {
                return parse(
                        examination.target(seed).ask("CLUSTER", "NODES").text(),
                        seed,
                        examination.tls().enabled());
            } catch (Inconclusive e) {
                last = e;
            }
        }
        throw last;
    }

    static ClusterNodes parse(String text, Endpoint asked, boolean tls) {
        ClusterNodes nodes = new ClusterNodes();
        text.lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length >= FIRST_SLOT)
                .forEach(fields -> nodes.add(fields, asked, tls));
        return nodes;
    }

    private void add(String[] fields, Endpoint asked, boolean tls) {
        Set<String> flags = Set.copyOf(Arrays.asList(fields[2].split(",", -1)));
        boolean works = !flags.contains("fail") && !flags.contains("fail?") && !flags.contains("noaddr");
        if (flags.contains("slave") || flags.contains("replica")) {
            replicas.merge(fields[3], works ? 1 : 0, Integer::sum);
        } else if (fields.length > FIRST_SLOT && !flags.contains("noaddr")) {
            masters.add(new Node(fields[0], address(fields[1], asked, tls), works));
        }
    }

    /** As the drivers do: with TLS, names are preferred. */
    private static Endpoint address(String text, Endpoint asked, boolean tls) {
        String[] parts = text.split(",", -1);
        String main = parts[0].replaceFirst("@.*", "");
        int colon = main.lastIndexOf(':');
        String name = tls && parts.length > 1 ? parts[1] : "";
        String host = name.isEmpty() || name.equals("?") ? main.substring(0, Math.max(0, colon)) : name;
        try {
            return new Endpoint(host.isEmpty() ? asked.host() : host, Integer.parseInt(main.substring(colon + 1)));
        } catch (ConfigException | NumberFormatException e) {
            throw Inconclusive.skip("CLUSTER NODES names an address that is none", "look at it by hand");
        }
    }

    List<Node> masters() {
        return masters;
    }

    int replicasOf(Node master) {
        return replicas.getOrDefault(master.id(), 0);
    }
}
