package dev.redport.driver;

import dev.redport.config.ConfigException;
import dev.redport.config.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as several of its nodes see it in {@code CLUSTER NODES}. Where they differ about a slot, the claim with the
 * highest configuration epoch is right, which is the rule of the nodes themselves: Redis Cluster Specification, "Hash slots
 * configuration propagation". Not thread-safe.
 */
final class ClusterView {
    private static final int FIRST_SLOT = 8;

    private final boolean tls;
    private final Map<String, Endpoint> addresses = new HashMap<>();
    private final Map<String, Set<String>> replicasOf = new HashMap<>();
    private final @Nullable String[] owners = new String[Slots.COUNT];
    private final long[] epochs = new long[Slots.COUNT];
    private boolean settled = true;

    /** With TLS, names are preferred to addresses, because it is names that certificates are made for. */
    ClusterView(boolean tls) {
        this.tls = tls;
        Arrays.fill(epochs, -1);
    }

    void add(String nodes, Endpoint asked) {
        nodes.lines().forEach(line -> addLine(line.split(" ", -1), asked));
    }

    /** Whether none of those who were asked has a slot that is on its way. */
    boolean isSettled() {
        return settled;
    }

    private void addLine(String[] fields, Endpoint asked) {
        if (fields.length < FIRST_SLOT) {
            return;
        }
        Set<String> flags = Set.copyOf(Arrays.asList(fields[2].split(",", -1)));
        Endpoint address = address(fields[1], asked);
        if (address == null || flags.contains("noaddr") || flags.contains("handshake")) {
            return;
        }
        String id = fields[0];
        if (flags.contains("myself")) {
            addresses.put(id, address); // knows best
        } else {
            addresses.putIfAbsent(id, address);
        }
        if (flags.contains("slave") || flags.contains("replica")) {
            if (!flags.contains("fail") && !flags.contains("fail?")) {
                replicasOf.computeIfAbsent(fields[3], master -> new HashSet<>()).add(id);
            }
            return;
        }
        long epoch = number(fields[6]);
        for (int i = FIRST_SLOT; i < fields.length; i++) {
            claim(id, epoch, fields[i]);
        }
    }

    private void claim(String id, long epoch, String slots) {
        if (slots.startsWith("[")) {
            settled = false;
            return;
        }
        int dash = slots.indexOf('-');
        long first = number(dash < 0 ? slots : slots.substring(0, dash));
        long last = dash < 0 ? first : number(slots.substring(dash + 1));
        for (long slot = Math.max(0, first); slot <= last && slot < Slots.COUNT; slot++) {
            if (epoch > epochs[(int) slot]) {
                epochs[(int) slot] = epoch;
                owners[(int) slot] = id;
            }
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** {@code ip:port@busport,hostname}; a node that does not know its own address is where it was asked. */
    private @Nullable Endpoint address(String text, Endpoint asked) {
        String[] parts = text.split(",", -1);
        int at = parts[0].indexOf('@');
        String main = at < 0 ? parts[0] : parts[0].substring(0, at);
        int colon = main.lastIndexOf(':');
        String name = tls && parts.length > 1 ? parts[1] : "";
        String host = name.isEmpty() || name.equals("?") ? main.substring(0, Math.max(0, colon)) : name;
        try {
            return new Endpoint(host.isEmpty() ? asked.host() : host, (int) number(main.substring(colon + 1)));
        } catch (ConfigException e) {
            return null;
        }
    }

    /**
     * What the views amount to.
     *
     * @throws RedisException if no node owns anything
     */
    Layout layout(Servers servers) {
        List<String> masters = Arrays.stream(owners)
                .filter(addresses::containsKey)
                .distinct()
                .sorted(Comparator.comparing(id -> String.valueOf(addresses.get(id))))
                .toList();
        if (masters.isEmpty()) {
            throw Failures.server("CLUSTERDOWN no node has slots");
        }
        Map<String, Short> indexes = new HashMap<>();
        List<Shard> shards = new ArrayList<>();
        for (String id : masters) {
            indexes.put(id, (short) shards.size());
            shards.add(new Shard(server(id, Server.Role.MASTER, servers), replicas(id, masters, servers)));
        }
        short[] bySlot = new short[Slots.COUNT];
        for (int slot = 0; slot < bySlot.length; slot++) {
            bySlot[slot] = indexes.getOrDefault(String.valueOf(owners[slot]), (short) -1);
        }
        return Layout.of(shards, bySlot, Set.copyOf(addresses.values()), settled);
    }

    private List<Server> replicas(String master, List<String> masters, Servers servers) {
        return replicasOf.getOrDefault(master, Set.of()).stream()
                .filter(id -> !masters.contains(id))
                .map(id -> server(id, Server.Role.REPLICA, servers))
                .sorted(Comparator.comparing(Server::toString))
                .toList();
    }

    private Server server(String id, Server.Role role, Servers servers) {
        Endpoint address = addresses.get(id);
        if (address == null) {
            throw new IllegalStateException("id: unknown (expected: one of the nodes that were read)");
        }
        return servers.get(address, role);
    }
}
