package dev.redport.driver;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Every server that was heard of, once for each role. Thread-safe. */
final class Servers {
    /** Calls to a server that left the topology have ended by then. */
    private static final long FAREWELL = TimeUnit.SECONDS.toNanos(60);

    private record Key(Endpoint endpoint, Server.Role role) {}

    private final RedisConfig config;
    private final Connector connector;
    private final Watch watch = new Watch();
    private final Map<Key, Server> all = new ConcurrentHashMap<>();
    private final Map<Key, Long> leftAt = new HashMap<>();
    /** Guards that what a server counted is counted once, with it or after it. */
    private final Object counting = new Object();

    private PoolCounts departed = PoolCounts.NONE;
    private volatile boolean closed;

    Servers(RedisConfig config, Connector connector) {
        this.config = config;
        this.connector = connector;
    }

    String clientName() {
        return config.clientName();
    }

    Server get(Endpoint endpoint, Server.Role role) {
        return all.computeIfAbsent(
                new Key(endpoint, role), key -> new Server(endpoint, role, () -> open(endpoint, role), () -> closed));
    }

    private Node open(Endpoint endpoint, Server.Role role) {
        RedisConfig of = settings(endpoint, role);
        boolean readOnly = role == Server.Role.REPLICA && config.topology() instanceof Topology.Cluster;
        Node node = connector.node(of, new Greeting(of, readOnly));
        boolean shared = role == Server.Role.MASTER || role == Server.Role.REPLICA;
        return shared && config.merging().enabled()
                ? new MergingNode(node, config.merging(), of.timeouts().read(), watch)
                : node;
    }

    private RedisConfig settings(Endpoint endpoint, Server.Role role) {
        if (role == Server.Role.SCOUT && config.topology() instanceof Topology.Sentinel) {
            return config.forSentinel(endpoint);
        }
        RedisConfig of = config.forNode(endpoint);
        return switch (role) {
            case MASTER -> of;
            case REPLICA -> of.toBuilder().minIdle(0).build();
            case ASKING, SCOUT -> of.toBuilder().poolSize(1).minIdle(0).build();
        };
    }

    /** Closes those that have been out of use for a while; to be called from one thread. */
    void retain(Set<Endpoint> used) {
        long now = System.nanoTime();
        leftAt.keySet().removeIf(key -> used.contains(key.endpoint()));
        for (Key key : List.copyOf(all.keySet())) {
            if (!used.contains(key.endpoint()) && now - leftAt.computeIfAbsent(key, k -> now) > FAREWELL) {
                leftAt.remove(key);
                drop(key);
            }
        }
    }

    private void drop(Key key) {
        Server gone;
        synchronized (counting) {
            gone = all.remove(key);
            if (gone != null && key.role() != Server.Role.SCOUT) {
                departed = departed.plus(gone.pool().retired());
            }
        }
        if (gone != null) {
            gone.close();
        }
    }

    PoolStats pool() {
        synchronized (counting) {
            PoolStats sum = new PoolStats(0, 0, 0, 0, 0, departed);
            for (Server server : all.values()) {
                if (server.role() != Server.Role.SCOUT) {
                    sum = sum.plus(server.pool());
                }
            }
            return sum;
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** True the first time. */
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        all.values().forEach(Server::close);
        connector.close();
        watch.close();
        return true;
    }
}
