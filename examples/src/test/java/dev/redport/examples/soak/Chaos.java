package dev.redport.examples.soak;

import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.RedisServerError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Disturbs a cluster at random, one thing at a time, and waits in between until it is healthy again. */
final class Chaos {
    private static final Duration RECOVERY = Duration.ofSeconds(15);
    private static final int SLOTS = 16_384;

    /** How a node tells of a slot it exports or imports. */
    private static final Pattern OPEN_SLOT = Pattern.compile("\\[(\\d+)-[<>]-");

    private final EmbeddedCluster cluster;
    private final Random random;
    private final Map<String, Integer> done = new TreeMap<>();

    Chaos(EmbeddedCluster cluster, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed);
    }

    /** One disturbance; what a cluster in disorder does not let happen is counted and left. */
    void disturb() {
        try {
            any();
        } catch (IllegalStateException | RedisServerError e) {
            count("not completed");
            giveUpMoves();
        }
        recover();
    }

    private void any() {
        switch (random.nextInt(7)) {
            case 0 -> kill();
            case 1 -> pause();
            case 2 -> failOver();
            case 3, 4 -> reshard();
            case 5 -> forgetScripts();
            default -> hangUp();
        }
    }

    /**
     * Nodes may keep different opinions of a slot or a role if a move and a failover met, which an operator puts right with
     * {@code redis-cli --cluster fix}: new epochs for what each primary claims do much the same. Callers have to live with
     * a rest of disorder.
     */
    private void recover() {
        if (isHealthy()) {
            return;
        }
        giveUpMoves();
        try {
            cluster.primaries().forEach(primary -> primary.execute("CLUSTER", "BUMPEPOCH"));
        } catch (IllegalStateException | RedisServerError e) {
            count("not put right");
        }
        count(isHealthy() ? "disorder put right by hand" : "disorder left");
    }

    /**
     * A move that a failover broke off would stay half done for ever, its two nodes sending callers to and fro: the slot
     * stays whose it is. Keys that had moved are lost to callers, as in a failover.
     */
    private void giveUpMoves() {
        for (EmbeddedRedis primary : cluster.primaries()) {
            Matcher open = OPEN_SLOT.matcher(String.valueOf(primary.execute("CLUSTER", "NODES")));
            while (open.find()) {
                try {
                    primary.execute("CLUSTER", "SETSLOT", open.group(1), "STABLE");
                    count("move given up");
                } catch (IllegalStateException | RedisServerError e) {
                    count("not put right");
                }
            }
        }
    }

    private boolean isHealthy() {
        try {
            cluster.awaitHealthy(RECOVERY);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private void kill() {
        EmbeddedRedis killed = cluster.killPrimaryOf(random.nextInt(SLOTS));
        rest(200, 4_000);
        killed.restart();
        count("primary killed and restarted");
    }

    private void pause() {
        EmbeddedRedis node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
        node.pause();
        rest(200, 4_000);
        node.resume();
        count("node paused");
    }

    private void failOver() {
        cluster.failover(random.nextInt(SLOTS));
        count("planned failover");
    }

    private void reshard() {
        List<EmbeddedRedis> primaries = cluster.primaries();
        for (int i = 0; i < 5; i++) {
            int slot = random.nextInt(SLOTS);
            EmbeddedRedis to = primaries.get(random.nextInt(primaries.size()));
            if (!to.equals(cluster.primaryOf(slot))) {
                cluster.moveSlot(slot, to);
                count("slot moved");
            }
        }
    }

    private void forgetScripts() {
        cluster.primaries().forEach(node -> node.execute("SCRIPT", "FLUSH"));
        count("scripts flushed");
    }

    private void hangUp() {
        cluster.primaries().get(0).execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        count("clients killed");
    }

    /** Lets some time pass. */
    void rest(int leastMillis, int mostMillis) {
        long end = System.nanoTime() + (leastMillis + random.nextInt(mostMillis - leastMillis)) * 1_000_000L;
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void count(String what) {
        done.merge(what, 1, Integer::sum);
    }

    @Override
    public String toString() {
        return done.toString();
    }
}
