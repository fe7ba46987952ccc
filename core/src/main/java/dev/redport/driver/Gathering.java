package dev.redport.driver;

import dev.redport.config.MergePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Those who wait to be taken along, in the order of their arrival. Thread-safe. */
final class Gathering {
    private final MergePolicy policy;
    private final Traffic traffic;
    private final Duration readTimeout;
    private final Queue<Passenger> waiting = new ConcurrentLinkedQueue<>();

    Gathering(MergePolicy policy, Traffic traffic, Duration readTimeout) {
        this.policy = policy;
        this.traffic = traffic;
        this.readTimeout = readTimeout;
    }

    void add(Passenger passenger) {
        waiting.add(passenger);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many wait, those who have left included. */
    int size() {
        return waiting.size();
    }

    /** A trip with those who came first, as many as may share one; null if there is nobody. */
    @Nullable
    Trip trip() {
        List<Passenger> aboard = new ArrayList<>();
        int commands = 0;
        long bytes = 0;
        Passenger next = next();
        while (next != null) {
            aboard.add(next);
            commands += next.commands().size();
            bytes += Math.max(next.bytes(), traffic.expected(Load.values(next.commands())));
            next = commands < policy.maxCommands() && bytes < policy.maxBytes() ? next() : null;
        }
        return Trip.of(aboard, readTimeout);
    }

    private @Nullable Passenger next() {
        Passenger next = waiting.poll();
        while (next != null && !next.board()) {
            next = waiting.poll();
        }
        return next;
    }

    /** Wakes those whose time is over, and those whom nobody has taken along for so long. */
    void wakeDue(long now, long moment) {
        for (Passenger each : waiting) {
            each.wakeIfDue(now);
            if (each.isForgotten(now, moment)) {
                each.wake();
            }
        }
    }
}
