package dev.redport.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The commands of several callers on one connection: begun by any thread, and collected by the client's thread that read the
 * last reply, if the client calls back, or else by the caller that leads; which also does it if nothing comes.
 */
final class Trip {
    private final List<Passenger> passengers;
    private final List<Command> commands = new ArrayList<>();
    private final Passenger leader;
    private final Call call;
    private final long end;
    private long start;
    private @Nullable Exchange exchange;
    private @Nullable RuntimeException failure;
    private volatile boolean begun;
    private volatile @Nullable Thread beginner;
    private boolean told;
    private final AtomicBoolean collected = new AtomicBoolean();

    private Trip(List<Passenger> passengers, Passenger leader, Duration limit) {
        this.passengers = passengers;
        this.leader = leader;
        call = leader.call().shared();
        end = call.end(System.nanoTime(), limit);
        for (Passenger each : passengers) {
            commands.addAll(each.commands());
        }
    }

    /**
     * Led by the one that may wait longest, so that nobody's reply is given up before its time; null if nobody is left.
     *
     * @param limit how long its replies may be waited for
     */
    static @Nullable Trip of(List<Passenger> aboard, Duration limit) {
        List<Passenger> rest = aboard;
        while (!rest.isEmpty()) {
            Passenger last = last(rest);
            Trip trip = new Trip(rest, last, limit);
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

    /**
     * Sends, if there is a connection at once, and lets the one that leads go on, unless the client tells us when the replies
     * are there.
     */
    void begin(Node node, Consumer<Trip> onArrival) {
        RuntimeException problem = null;
        boolean ended = false;
        try {
            exchange = node.tryBegin(commands, call);
            start = System.nanoTime();
            told = exchange != null && tells(exchange, onArrival);
            ended = true;
        } catch (RuntimeException e) {
            problem = e;
        } finally {
            // after an Error nobody knows what was sent, so nothing may be sent again
            failure = ended || problem != null ? problem : Failures.connectionLost(null);
            begun = true;
            if (!told) {
                leader.wake();
            }
        }
    }

    /** False also if the replies are there already: this thread has its own to do, and trips would nest without end. */
    private boolean tells(Exchange sent, Consumer<Trip> onArrival) {
        Thread here = Thread.currentThread();
        AtomicBoolean atOnce = new AtomicBoolean();
        beginner = here;
        boolean tells = sent.onArrival(() -> {
            if (beginner == Thread.currentThread()) {
                atOnce.set(true);
            } else {
                onArrival.accept(this);
            }
        });
        beginner = null;
        return tells && !atOnce.get();
    }

    /** Whether the one that leads is to collect the replies: the client does not tell when they are there, or has not in time. */
    boolean isLeft() {
        return begun && (!told || System.nanoTime() - end >= 0);
    }

    /** True for the one thread that is to collect the replies. */
    boolean collect() {
        return collected.compareAndSet(false, true);
    }

    /** Waits for the replies; sends first if there was no connection. For the one that collects. */
    List<Reply> replies(Node node) {
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

    /** Of all callers, in their order. */
    List<Command> commands() {
        return commands;
    }

    /** How many callers it is for. */
    int size() {
        return passengers.size();
    }

    /** When the wait for the replies is over. */
    long end() {
        return end;
    }

    /** When it was sent. */
    long start() {
        return start;
    }

    /** Wakes those whose time is over. */
    void wakeDue(long now) {
        for (Passenger each : passengers) {
            each.wakeIfDue(now);
        }
    }

    /** Tells everybody; without replies and without a failure, that nobody knows. */
    void end(@Nullable List<Reply> replies, @Nullable RuntimeException instead) {
        RuntimeException why = replies == null && instead == null ? Failures.connectionLost(null) : instead;
        int at = 0;
        for (Passenger each : passengers) {
            each.answer(replies, at, why);
            at += each.commands().size();
        }
    }
}
