package dev.redport.testkit;

import static dev.redport.testkit.AdminClient.utf8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Slots on their way from one primary to another, moved as {@code redis-cli --cluster reshard} does. */
final class SlotMoves {
    private static final int BATCH = 100;
    private static final String MIGRATE_MILLIS = "5000";

    private final Map<String, EmbeddedRedis> nodes;
    private final String adminPassword;
    private final Map<Integer, Move> open = new ConcurrentHashMap<>();

    SlotMoves(Map<String, EmbeddedRedis> nodes, String adminPassword) {
        this.nodes = nodes;
        this.adminPassword = adminPassword;
    }

    private record Move(int slot, EmbeddedRedis from, EmbeddedRedis to) {}

    void begin(int slot, EmbeddedRedis to) {
        ClusterSnapshot now = ClusterSnapshot.of(nodes);
        EmbeddedRedis from = now.owner(slot)
                .orElseThrow(() -> new IllegalStateException("slot " + slot + ": nobody's (expected: a primary's)"));
        if (from == to) {
            throw new IllegalArgumentException("to: the slot's primary already (expected: another primary)");
        }
        if (!now.primaries().contains(to)) {
            throw new IllegalArgumentException("to: not a primary (expected: a primary)");
        }
        setSlot(to, slot, "IMPORTING", now.idOf(from));
        setSlot(from, slot, "MIGRATING", now.idOf(to));
        open.put(slot, new Move(slot, from, to));
    }

    int migrate(int slot, int most) {
        Move move = moveOf(slot);
        List<byte[]> keys = new ArrayList<>();
        Object reply = move.from()
                .executeBinary(
                        utf8("CLUSTER"),
                        utf8("GETKEYSINSLOT"),
                        utf8(Integer.toString(slot)),
                        utf8(Integer.toString(most)));
        if (reply instanceof List<?> items) {
            items.forEach(item -> keys.add((byte[]) item));
        }
        if (!keys.isEmpty()) {
            move.from().executeBinary(command(move, keys));
        }
        return keys.size();
    }

    private byte[][] command(Move move, List<byte[]> keys) {
        List<byte[]> words = new ArrayList<>();
        String port = Integer.toString(move.to().port());
        List.of("MIGRATE", move.to().host(), port, "", "0", MIGRATE_MILLIS, "AUTH2", AdminClient.USER, adminPassword)
                .forEach(word -> words.add(utf8(word)));
        words.add(utf8("KEYS"));
        words.addAll(keys);
        return words.toArray(byte[][]::new);
    }

    void end(int slot, Duration limit) {
        Move move = moveOf(slot);
        Object keys = move.from().execute("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot));
        long batches = keys instanceof Long count ? count / BATCH + 1 : 1;
        for (long i = 0; i < batches; i++) {
            migrate(slot, BATCH);
        }
        ClusterSnapshot now = ClusterSnapshot.of(nodes);
        String id = now.idOf(move.to());
        List<EmbeddedRedis> told = new ArrayList<>(List.of(move.to(), move.from()));
        now.primaries().stream().filter(node -> !told.contains(node)).forEach(told::add);
        told.forEach(node -> setSlot(node, slot, "NODE", id));
        open.remove(slot);
        Await.nothingMissing(limit, () -> missingAgreement(move));
    }

    private String missingAgreement(Move move) {
        String id = ClusterSnapshot.of(nodes).idOf(move.to());
        for (EmbeddedRedis node : nodes.values()) {
            if (node.awake()
                    && ClusterNode.viewOf(node).stream()
                            .noneMatch(
                                    line -> line.id().equals(id) && line.slots().get(move.slot()))) {
                return "the move of slot " + move.slot() + " at the node on port " + node.port();
            }
        }
        return "";
    }

    private Move moveOf(int slot) {
        return Optional.ofNullable(open.get(slot))
                .orElseThrow(
                        () -> new IllegalStateException("slot " + slot + ": not moving (expected: beginMove before)"));
    }

    private static void setSlot(EmbeddedRedis node, int slot, String state, String id) {
        node.execute("CLUSTER", "SETSLOT", Integer.toString(slot), state, id);
    }
}
