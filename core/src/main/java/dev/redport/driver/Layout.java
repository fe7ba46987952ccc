package dev.redport.driver;

import dev.redport.config.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Which server has what, as it was known at one moment. Immutable. */
final class Layout {
    private static final short NOBODY = -1;

    private final List<Shard> shards;
    /** The index of the owner of each slot, or {@link #NOBODY}; null if there is one shard and no slots. */
    private final short @Nullable [] owners;

    private final Set<Endpoint> known;
    private final boolean settled;

    private Layout(List<Shard> shards, short @Nullable [] owners, Set<Endpoint> known, boolean settled) {
        this.shards = List.copyOf(shards);
        this.owners = owners;
        this.known = Set.copyOf(known);
        this.settled = settled;
    }

    /** Everything is in one place. */
    static Layout of(Shard only) {
        return new Layout(List.of(only), null, Set.of(), true);
    }

    /**
     * A cluster.
     *
     * @param owners the shard of each slot by its index, -1 where there is none
     * @param known every server of the cluster, those without slots too
     * @param settled whether no slot is being moved
     */
    static Layout of(List<Shard> shards, short[] owners, Set<Endpoint> known, boolean settled) {
        return new Layout(shards, owners, known, settled);
    }

    List<Shard> shards() {
        return shards;
    }

    boolean settled() {
        return settled;
    }

    boolean knows(Endpoint endpoint) {
        return known.contains(endpoint);
    }

    Set<Endpoint> known() {
        return known;
    }

    /** The one shard, unless this is a cluster. */
    @Nullable
    Shard only() {
        return owners == null ? shards.get(0) : null;
    }

    /** The shard that has the key; any one that works if there is no key. */
    Shard owner(Command command) {
        if (owners == null) {
            return shards.get(0);
        }
        byte[] key = command.routingKey();
        if (key == null) {
            return any();
        }
        short owner = owners[Slots.of(key)];
        if (owner == NOBODY) {
            throw Failures.server("CLUSTERDOWN nobody serves the slot");
        }
        return shards.get(owner);
    }

    private Shard any() {
        int first = ThreadLocalRandom.current().nextInt(shards.size());
        for (int i = 0; i < shards.size(); i++) {
            Shard shard = shards.get((first + i) % shards.size());
            if (!shard.master().isSuspect()) {
                return shard;
            }
        }
        return shards.get(first);
    }

    /** The same with one slot in the hands of that master. */
    Layout with(int slot, Server master) {
        if (owners == null) {
            return this;
        }
        short[] changed = owners.clone();
        List<Shard> all = new ArrayList<>(shards);
        int owner = 0;
        while (owner < all.size() && all.get(owner).master() != master) {
            owner++;
        }
        if (owner == all.size()) {
            all.add(new Shard(master, List.of()));
        }
        if (changed[slot] == owner) {
            return this;
        }
        changed[slot] = (short) owner;
        return new Layout(all, changed, known, settled);
    }

    boolean sameAs(@Nullable Layout other) {
        return other != null
                && settled == other.settled
                && shards.equals(other.shards)
                && known.equals(other.known)
                && Arrays.equals(owners, other.owners);
    }

    /** In counts, because names of hosts belong into no log by default. */
    @Override
    public String toString() {
        long replicas =
                shards.stream().mapToLong(shard -> shard.replicas().size()).sum();
        return shards.size()
                + (shards.size() == 1 ? " master, " : " masters, ")
                + replicas
                + (replicas == 1 ? " replica" : " replicas")
                + (settled ? "" : ", slots are being moved");
    }
}
