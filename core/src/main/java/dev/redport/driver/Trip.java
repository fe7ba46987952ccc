package dev.redport.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The commands of several callers on one connection: begun by any thread, and collected by the one that leads. */
final class Trip {
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<Passenger> passengers;
    private final List<Command> commands = new ArrayList<>();
    private final Passenger leader;
    private final Call call;
    private @Nullable Exchange exchange;
    private @Nullable RuntimeException failure;
    private volatile boolean begun;

    private Trip(List<Passenger> passengers, Passenger leader) {
        this.passengers = passengers;
        this.leader = leader;
        call = leader.call().shared();
        for (Passenger each : passengers) {
            commands.addAll(each.commands());
        }
    }

    /** Led by the one that may wait longest, so that nobody's reply is given up before its time; null if nobody is left. */
    static @Nullable Trip of(List<Passenger> aboard) {
        List<Passenger> rest = aboard;
        while (!rest.isEmpty()) {
            Passenger last = last(rest);
            Trip trip = new Trip(rest, last);
            if (last.lead(trip)) {
                return trip;
            }
            rest = rest.stream().filter(each -> each != last).toList();
        }
        return null;
    }

    private static Passenger last(List<Passenger> passengers) {
        Passenger last = passengers.get(0);
        for (Passenger each : passengers) {
            if (each.call().deadlineNanos() - last.call().deadlineNanos() >= 0) {
                last = each;
            }
        }
        return last;
    }

    /** Sends, if there is a connection at once, and lets the one that leads go on. */
    void begin(Node node) {
        RuntimeException problem = null;
        boolean ended = false;
        try {
            exchange = node.tryBegin(commands, call);
            ended = true;
        } catch (RuntimeException e) {
            problem = e;
        } finally {
            // after an Error nobody knows what was sent, so nothing may be sent again
            failure = ended || problem != null ? problem : Failures.connectionLost(null);
            begun = true;
            leader.wake();
        }
    }

    /** Waits for the replies; sends first if there was no connection. For the one that leads. */
    List<Reply> replies(Node node) {
        while (!begun) {
            LockSupport.parkNanos(this, MOMENT);
            Thread.onSpinWait(); // parks no more once interrupted
        }
        if (failure != null) {
            throw failure;
        }
        List<Reply> replies = (exchange != null ? exchange : send(node)).replies();
        if (replies.size() != commands.size()) {
            throw Failures.connectionLost(null);
        }
        return replies;
    }

    /** An interrupt concerns one caller only, and must not end the wait for a connection either. */
    private Exchange send(Node node) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return node.begin(commands, call);
                } catch (RedisUnavailableException e) {
                    if (e.kind() != ErrorKind.INTERRUPTED) {
                        throw e;
                    }
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tells everybody; without replies and without a failure, that nobody knows. */
    void end(@Nullable List<Reply> replies, @Nullable RuntimeException instead) {
        RuntimeException why = replies == null && instead == null ? Failures.connectionLost(null) : instead;
        int at = 0;
        for (Passenger each : passengers) {
            int end = at + each.commands().size();
            each.answer(replies == null ? null : replies.subList(at, end), why);
            at = end;
        }
    }
}
