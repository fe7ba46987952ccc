package dev.redport.testkit;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * A real Redis Cluster on loopback: three primaries that share the slots, and a replica of each.
 *
 * <p>Each node is an {@link EmbeddedRedis} that can be paused, killed and restarted by itself; a killed node that is
 * restarted rejoins as a replica of its successor. All nodes end with {@link #close()} and with the JVM. Roles change, so
 * each method asks the nodes that are awake, and believes the highest configuration epoch where they differ.
 *
 * <p>Safe for several threads; calls that change the cluster must not race each other.
 *
 * @since 0.1.0
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration ONE_FAILOVER = Duration.ofSeconds(6);
    private static final int FAILOVER_ATTEMPTS = 3;

    private final ServerGroup group;
    private final Map<String, EmbeddedRedis> nodes;
    private final SlotMoves moves;
    private final LostSlots lost;

    private EmbeddedCluster(ServerGroup group, Map<String, EmbeddedRedis> nodes, ServerSettings settings) {
        this.group = group;
        this.nodes = nodes;
        this.moves = new SlotMoves(nodes, settings.adminPassword());
        this.lost = new LostSlots(nodes);
    }

    static EmbeddedCluster start(ServerGroup group, ServerSettings settings) {
        try {
            return new EmbeddedCluster(group, ClusterAssembly.join(group, LIMIT), settings);
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    /**
     * Returns all nodes, down or not, in the order they were started in.
     *
     * @return six nodes
     */
    public List<EmbeddedRedis> nodes() {
        return group.servers();
    }

    /**
     * Returns where clients are to connect: the nodes, or the proxies in front of them.
     *
     * @return {@code host:port} of each node, in the order of {@link #nodes()}
     */
    public List<String> addresses() {
        return group.addresses();
    }

    /**
     * Returns the URL a client of the default user connects to, password included.
     *
     * @return {@code redis-cluster://} or, if the cluster speaks TLS, {@code rediss-cluster://}
     */
    public String url() {
        return nodes().get(0).url("cluster", addresses());
    }

    /**
     * Returns the certificates of a cluster that speaks TLS.
     *
     * @return the certificates
     * @throws IllegalStateException if the cluster does not speak TLS
     */
    public TestCertificates certificates() {
        return nodes().get(0).certificates();
    }

    /**
     * Returns the proxy whose port a node announces.
     *
     * @param node one of {@link #nodes()}
     * @return its proxy
     * @throws IllegalStateException if the cluster was started without {@link EmbeddedClusterBuilder#throughProxies()}
     */
    public FaultProxy proxyOf(EmbeddedRedis node) {
        return group.proxyOf(node);
    }

    /**
     * Returns the nodes that own slots now and are neither down nor paused.
     *
     * @return the primaries
     */
    public List<EmbeddedRedis> primaries() {
        return now().primaries();
    }

    /**
     * Returns the nodes that are replicas now and are neither down nor paused.
     *
     * @return the replicas
     */
    public List<EmbeddedRedis> replicas() {
        return now().replicas();
    }

    /**
     * Returns the slot of a key: that of its hash tag if it has one.
     *
     * @param key the key
     * @return 0 to 16383
     */
    public static int slot(String key) {
        return HashSlot.of(key);
    }

    /**
     * Returns the owner of a slot, which may be down or paused and not replaced yet.
     *
     * @param slot 0 to 16383
     * @return the primary
     * @throws IllegalStateException if no node that is awake knows an owner
     */
    public EmbeddedRedis primaryOf(int slot) {
        return now().owner(HashSlot.valid(slot))
                .orElseThrow(() -> new IllegalStateException("slot " + slot + ": nobody's (expected: a primary's)"));
    }

    /**
     * Returns the owner of a key's slot, which may be down or paused and not replaced yet.
     *
     * @param key the key
     * @return the primary
     * @throws IllegalStateException if no node that is awake knows an owner
     */
    public EmbeddedRedis primaryOf(String key) {
        return primaryOf(slot(key));
    }

    /**
     * Ends the owner of a slot with SIGKILL and does not wait for its replica to take over.
     *
     * @param slot 0 to 16383
     * @return the node that was killed; its {@link EmbeddedRedis#restart()} makes it a replica
     */
    public EmbeddedRedis killPrimaryOf(int slot) {
        EmbeddedRedis primary = primaryOf(slot);
        primary.kill();
        return primary;
    }

    /**
     * Makes a replica of the slot's owner take over without losing a write ({@code CLUSTER FAILOVER}) and waits until the
     * cluster is healthy again.
     *
     * @param slot 0 to 16383
     * @return the new primary
     * @throws IllegalStateException if the owner has no replica, or the failover does not come about
     */
    public EmbeddedRedis failover(int slot) {
        EmbeddedRedis before = primaryOf(slot);
        EmbeddedRedis after = now().replicasOf(before).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("replicas of slot " + slot + ": none (expected: one)"));
        for (int attempt = 1; primaryOf(slot) != after; attempt++) {
            after.execute("CLUSTER", "FAILOVER");
            try {
                Await.nothingMissing(
                        ONE_FAILOVER, () -> primaryOf(slot) == after ? "" : "the failover of slot " + slot);
            } catch (IllegalStateException e) {
                if (attempt == FAILOVER_ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
        awaitHealthy(LIMIT);
        return after;
    }

    /**
     * Moves a slot with its keys to another primary and waits until every node knows.
     *
     * @param slot 0 to 16383
     * @param to the primary to own it
     * @throws IllegalArgumentException if that is no primary, or owns the slot already
     */
    public void moveSlot(int slot, EmbeddedRedis to) {
        beginMove(slot, to);
        endMove(slot);
    }

    /**
     * Begins to move a slot: the owner is MIGRATING and the other primary IMPORTING, and no key has moved yet. From now on
     * the owner answers ASK for a key it does not have; who follows that with keys of which only some have moved is told
     * TRYAGAIN.
     *
     * @param slot 0 to 16383
     * @param to the primary to own it in the end
     * @throws IllegalArgumentException if that is no primary, or owns the slot already
     */
    public void beginMove(int slot, EmbeddedRedis to) {
        moves.begin(HashSlot.valid(slot), to);
    }

    /**
     * Moves some of the keys of a slot whose move has begun.
     *
     * @param slot 0 to 16383
     * @param most how many keys at most
     * @return how many keys moved
     * @throws IllegalStateException if no move of this slot has begun
     */
    public int migrateKeys(int slot, int most) {
        return moves.migrate(slot, most);
    }

    /**
     * Ends the move of a slot: the remaining keys move, the new owner has it, and every node knows when this returns.
     *
     * @param slot 0 to 16383
     * @throws IllegalStateException if no move of this slot has begun
     */
    public void endMove(int slot) {
        moves.end(slot, LIMIT);
    }

    /**
     * Takes slots from all nodes, so that commands on them, or with full coverage all commands, answer CLUSTERDOWN. The
     * keys stay where they are.
     *
     * @param from the first slot, 0 to 16383
     * @param to the last slot, not below the first
     */
    public void loseSlots(int from, int to) {
        if (HashSlot.valid(from) > HashSlot.valid(to)) {
            throw new IllegalArgumentException("to: " + to + " (expected: >= " + from + ")");
        }
        BitSet slots = new BitSet();
        slots.set(from, to + 1);
        lost.lose(slots, LIMIT);
    }

    /** Gives all slots taken by {@link #loseSlots} back to who owned them, and waits until the cluster is healthy. */
    public void restoreSlots() {
        lost.restore(LIMIT);
    }

    /**
     * Waits until every slot is owned by a node that is awake, and all nodes that are awake see each other well, agree on
     * roles and slots, report state ok and, if they are replicas, are connected to their primary. Nodes that are down or
     * paused count only in so far as none of them may own a slot.
     *
     * @param limit how long
     * @throws IllegalStateException if that takes longer; the message says what is missing
     */
    public void awaitHealthy(Duration limit) {
        Await.nothingMissing(limit, () -> now().missing());
    }

    /** Deletes every key on all primaries. */
    public void flushAll() {
        primaries().forEach(EmbeddedRedis::flushAll);
    }

    /**
     * Returns how often a command ran on the present primaries; what replicas repeat of them is not counted.
     *
     * @param command the command's name, in any case
     * @return the number of calls since the nodes' start or {@link #resetStats()}
     */
    public long commandCount(String command) {
        return primaries().stream()
                .mapToLong(node -> node.commandCount(command))
                .sum();
    }

    /** Sets the counters of all nodes that are awake to zero. */
    public void resetStats() {
        group.awake().forEach(EmbeddedRedis::resetStats);
    }

    /** Ends all nodes and proxies at once and removes their files; a second call does nothing. */
    @Override
    public void close() {
        group.close();
    }

    private ClusterSnapshot now() {
        return ClusterSnapshot.of(nodes);
    }
}
