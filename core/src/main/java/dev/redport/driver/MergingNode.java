package dev.redport.driver;

import dev.redport.config.MergePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets the commands of callers that come at the same time share round trips to a server, each at its own place in the order
 * of their arrival: combining, as by flat combining (Hendler, Incze, Shavit, Tzafrir 2010), but with a turn for everybody.
 *
 * <p>While fewer than {@code maxTrips} are under way, a caller makes a trip of its own, on its own thread. Otherwise it
 * waits. Whoever comes back from a trip sends what has gathered, before it hands out the replies it has. The trip lasts as
 * long as the one with the latest deadline may wait, who leads it; the others leave when their own time is over, and an
 * interrupt lets a caller leave, but not the one that leads. If the client calls back, its thread that read the last reply
 * comes back from the trip; otherwise, and when nothing comes in time, the one that leads does.
 *
 * <p>What is large, and what is not known to be quick and have a key, goes alone. So does what comes while replies are large.
 * A caller that nobody has taken along after a moment sends what has gathered, however many trips are under way: a
 * connection that hangs holds up those that are on it only.
 */
final class MergingNode implements Node {
    /** Longer than a trip takes that goes well. */
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(10);
    /** Longer lists are as fast on their own. */
    private static final int SHORT_LIST = 8;

    private static final int HEADER = 16;
    /** A trip that takes longer than this, with nothing in its way, spends the rest on the network. */
    private static final long BUSY = TimeUnit.MICROSECONDS.toNanos(100);

    /** Commands that have a key and never wait at the server. */
    private static final Set<String> QUICK = Verb.all().stream()
            .filter(verb -> verb.keyPosition() >= 0)
            .map(Verb::name)
            .collect(Collectors.toUnmodifiableSet());

    private final Node delegate;
    private final MergePolicy policy;
    private final Duration readTimeout;
    private final long moment;
    private final Queue<Passenger> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Traffic traffic = new Traffic();
    private final AtomicInteger callers = new AtomicInteger();

    MergingNode(Node delegate, MergePolicy policy, Duration readTimeout) {
        this(delegate, policy, readTimeout, MOMENT);
    }

    /** With the patience, in nanoseconds, of those who wait to be taken along. */
    MergingNode(Node delegate, MergePolicy policy, Duration readTimeout, long moment) {
        this.delegate = delegate;
        this.policy = policy;
        this.readTimeout = readTimeout;
        this.moment = moment;
    }

    @Override
    public Reply execute(Command command, Call call) {
        long bytes = size(command);
        if (isLarge(bytes)) {
            return delegate.execute(command, call);
        }
        callers.incrementAndGet();
        try {
            boolean apart = isLarge(traffic.replySize());
            if (apart || setOut()) {
                long start = System.nanoTime();
                try {
                    Reply reply = delegate.execute(command, call);
                    traffic.trip(start);
                    traffic.reply(reply);
                    return reply;
                } finally {
                    if (!apart) {
                        arrived();
                    }
                }
            }
            return ride(List.of(command), call, bytes).get(0).orThrow();
        } finally {
            callers.decrementAndGet();
        }
    }

    @Override
    public Exchange begin(List<Command> commands, Call call) {
        long bytes = commands.size() > SHORT_LIST ? Long.MAX_VALUE : size(commands);
        return isLarge(bytes) ? delegate.begin(commands, call) : () -> exchange(commands, call, bytes);
    }

    private List<Reply> exchange(List<Command> commands, Call call, long bytes) {
        callers.incrementAndGet();
        try {
            boolean apart = isLarge(traffic.replySize() * commands.size());
            if (apart || setOut()) {
                long start = System.nanoTime();
                try {
                    List<Reply> replies = delegate.begin(commands, call).replies();
                    traffic.trip(start);
                    replies.forEach(traffic::reply);
                    return replies;
                } finally {
                    if (!apart) {
                        arrived();
                    }
                }
            }
            return ride(commands, call, bytes);
        } finally {
            callers.decrementAndGet();
        }
    }

    /** One of several servers that are asked at the same time; nobody may depend on when its caller comes to this one. */
    @Override
    public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
        return delegate.tryBegin(commands, call);
    }

    private boolean isLarge(long bytes) {
        return bytes > policy.maxBytes() / 4;
    }

    private static long size(List<Command> commands) {
        long sum = 0;
        for (Command each : commands) {
            long size = size(each);
            if (size == Long.MAX_VALUE) {
                return size;
            }
            sum += size;
        }
        return sum;
    }

    private static long size(Command command) {
        if (!QUICK.contains(command.verb().name())) {
            return Long.MAX_VALUE;
        }
        long sum = HEADER;
        for (byte[] arg : command.args()) {
            sum += arg.length + HEADER;
        }
        return sum;
    }

    /**
     * As many as there are callers if these are few. If they are many, and a trip takes a connection and a system call of its
     * own on both sides, as few as keep the server busy.
     */
    private int mostTrips() {
        int most = policy.maxTrips();
        return delegate.isMultiplexing() || callers.get() <= most
                ? most
                : (int) Math.max(Math.min(2, most), Math.min(most, traffic.tripNanos() / BUSY));
    }

    /** Whether one more trip may begin; then there must be an end of it. */
    private boolean setOut() {
        int now = underWay.get();
        while (now < mostTrips()) {
            if (underWay.compareAndSet(now, now + 1)) {
                return true;
            }
            now = underWay.get();
        }
        return false;
    }

    /** A trip is over: another one begins in its place, if somebody waits. */
    private void arrived() {
        do {
            Trip next = underWay.get() <= mostTrips() ? gathered() : null;
            if (next != null) {
                next.begin(delegate, this::finish);
                return;
            }
            underWay.decrementAndGet();
        } while (!waiting.isEmpty() && setOut());
    }

    private List<Reply> ride(List<Command> commands, Call call, long bytes) {
        Passenger passenger = new Passenger(commands, call, bytes);
        waiting.add(passenger);
        if (setOut()) { // whoever was under way may have looked before there was anybody
            arrived();
        }
        long start = System.nanoTime();
        while (true) {
            int state = passenger.state();
            Trip led = passenger.trip();
            if (state == Passenger.ANSWERED) {
                return passenger.replies();
            }
            if (state == Passenger.LEADING && led != null) {
                lead(passenger, led);
                continue;
            }
            passenger.leaveIfOver(state);
            long waited = System.nanoTime() - start;
            if (state == Passenger.WAITING && waited >= moment) {
                underWay.incrementAndGet();
                begin(gathered());
            } else { // nobody wakes it when it comes to lead: it looks itself, after a moment, and ever more rarely
                passenger.await(Math.max(moment - waited, waited));
            }
        }
    }

    /** How many wait, those who have left included. */
    int waiting() {
        return waiting.size();
    }

    /** How many trips are under way. */
    int underWay() {
        return underWay.get();
    }

    private void begin(@Nullable Trip trip) {
        if (trip == null) {
            underWay.decrementAndGet();
        } else {
            trip.begin(delegate, this::finish);
        }
    }

    /** The client's thread hands out the replies if it can; the one that leads does if it cannot, or when they do not come. */
    private void lead(Passenger leader, Trip trip) {
        if (!(trip.isTold() && leader.awaitAnswer(trip.end(readTimeout)))) {
            finish(trip);
            var unused = leader.awaitAnswer(System.nanoTime() + moment); // another thread may be handing them out
        }
    }

    /** Collects the replies and hands them out, after the next trip has begun; only the first time. */
    private void finish(Trip trip) {
        if (!trip.collect()) {
            return;
        }
        List<Reply> replies = null;
        RuntimeException failure = null;
        try {
            long start = System.nanoTime();
            replies = trip.replies(delegate);
            traffic.trip(start);
            replies.forEach(traffic::reply);
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            try {
                arrived();
            } finally {
                trip.end(replies, failure);
            }
        }
    }

    private @Nullable Trip gathered() {
        List<Passenger> aboard = new ArrayList<>();
        int commands = 0;
        long bytes = 0;
        Passenger next = next();
        while (next != null) {
            aboard.add(next);
            commands += next.commands().size();
            bytes +=
                    Math.max(next.bytes(), traffic.replySize() * next.commands().size());
            next = commands < policy.maxCommands() && bytes < policy.maxBytes() ? next() : null;
        }
        return Trip.of(aboard);
    }

    private @Nullable Passenger next() {
        Passenger next = waiting.poll();
        while (next != null && !next.board()) {
            next = waiting.poll();
        }
        return next;
    }

    @Override
    public PoolStats pool() {
        return delegate.pool();
    }

    @Override
    public void close() {
        delegate.close();
    }

    @Override
    public String toString() {
        return "MergingNode over " + delegate;
    }
}
