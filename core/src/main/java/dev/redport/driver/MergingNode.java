package dev.redport.driver;

import dev.redport.config.MergePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lets the commands of callers that come at the same time share round trips to a server, each at its own place in the order
 * of their arrival: combining, as by flat combining (Hendler, Incze, Shavit, Tzafrir 2010), but with a turn for everybody.
 *
 * <p>A few callers make trips of their own, on their own threads; more of them if the server is far away. If there are more
 * still, a caller goes at once only if fewer trips are under way than keep the server busy, and never more than {@code
 * maxTrips} or than there are connections for; otherwise it waits. Whoever comes back from a trip sends what has gathered,
 * before it hands out the replies it has. The trip lasts as long as the one with the latest deadline may wait, who leads it;
 * the others leave when their own time is over, and an interrupt lets a caller leave, but not the one that leads. A {@link
 * Watch} wakes whose time is over. If the client calls back, its thread that read the last reply comes back from the trip;
 * otherwise, and when nothing comes in time, the one that leads does.
 *
 * <p>What is large, and what is not known to be quick and have a key, goes alone. So does what comes while replies are large.
 * A caller that nobody has taken along after a moment sends what has gathered, however many trips are under way: a
 * connection that hangs holds up those that are on it only.
 */
final class MergingNode implements Node, Watch.Watched {
    /** Longer than a trip takes that goes well. */
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(10);

    private final Node delegate;
    private final MergePolicy policy;
    private final Watch watch;
    private final long moment;
    private final int maxTrips;
    private final Gathering gathering;
    private final Set<Trip> trips = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Traffic traffic = new Traffic();
    private final AtomicInteger callers = new AtomicInteger();
    private final Yielding yielding = new Yielding();
    private final LongAdder sharedTrips = new LongAdder();
    private final LongAdder sharing = new LongAdder();

    MergingNode(Node delegate, MergePolicy policy, Duration readTimeout, Watch watch) {
        this(delegate, policy, readTimeout, watch, MOMENT);
    }

    /** With the patience, in nanoseconds, of those who wait to be taken along. */
    MergingNode(Node delegate, MergePolicy policy, Duration readTimeout, Watch watch, long moment) {
        this.delegate = delegate;
        this.policy = policy;
        this.watch = watch;
        this.moment = moment;
        int places = delegate.places();
        maxTrips = Math.min(policy.maxTrips(), places - places / 4); // the rest is for what goes alone
        gathering = new Gathering(policy, traffic, readTimeout);
        watch.add(this);
    }

    @Override
    public Reply execute(Command command, Call call) {
        long bytes = Load.of(command);
        if (isLarge(bytes)) {
            return delegate.execute(command, call);
        }
        callers.incrementAndGet();
        try {
            boolean apart = isLarge(traffic.expected(Load.values(command)));
            if (!apart && !setOut()) {
                return ride(List.of(command), call, bytes).reply();
            }
            try {
                long start = System.nanoTime();
                Reply reply = delegate.execute(command, call);
                traffic.trip(start);
                traffic.reply(command, reply);
                return reply;
            } finally {
                if (!apart) {
                    arrived();
                }
            }
        } finally {
            callers.decrementAndGet();
        }
    }

    @Override
    public Exchange begin(List<Command> commands, Call call) {
        long bytes = Load.of(commands);
        return isLarge(bytes) ? delegate.begin(commands, call) : () -> exchange(commands, call, bytes);
    }

    private List<Reply> exchange(List<Command> commands, Call call, long bytes) {
        callers.incrementAndGet();
        try {
            boolean apart = isLarge(traffic.expected(Load.values(commands)));
            if (!apart && !setOut()) {
                return ride(commands, call, bytes).replies();
            }
            try {
                long start = System.nanoTime();
                List<Reply> replies = delegate.begin(commands, call).replies();
                traffic.trip(start);
                traffic.replies(commands, replies);
                return replies;
            } finally {
                if (!apart) {
                    arrived();
                }
            }
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

    /** As many as there are callers if these are few; else as few as keep the server busy, so that each carries much. */
    private int mostTrips() {
        int few = traffic.fewCallers();
        return Math.min(maxTrips, callers.get() <= few ? few : traffic.usefulTrips());
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
            if (underWay.get() > mostTrips()) {
                underWay.decrementAndGet();
            } else if (sendGathered()) {
                return;
            }
        } while (!gathering.isEmpty() && setOut());
    }

    /** In the place of a trip that is over already; false if nobody waits, and then there is one trip less. */
    private boolean sendGathered() {
        Trip next = gathering.trip();
        if (next == null) {
            underWay.decrementAndGet();
            return false;
        }
        begin(next);
        return true;
    }

    private Passenger ride(List<Command> commands, Call call, long bytes) {
        Passenger passenger = new Passenger(commands, call, bytes);
        gathering.add(passenger);
        if (setOut()) { // whoever was under way may have looked before there was anybody
            arrived();
        }
        try {
            int state = passenger.state();
            if (state == Passenger.WAITING || state == Passenger.ABOARD) {
                state = passenger.await(state, patience(), yielding);
            }
            while (state != Passenger.ANSWERED) {
                goOn(passenger, state);
                state = passenger.state();
            }
            return passenger;
        } finally {
            passenger.restoreInterrupt();
        }
    }

    /** Does what is to be done in that state, if anything, or waits for another one. */
    private void goOn(Passenger passenger, int state) {
        Trip led = passenger.trip();
        if (state == Passenger.LEADING) {
            if (led != null && led.isLeft() && finish(led)) {
                return;
            }
        } else {
            passenger.leaveIfOver(state);
            if (state == Passenger.WAITING && passenger.isForgotten(System.nanoTime(), moment)) {
                underWay.incrementAndGet();
                var unused = sendGathered();
                return;
            }
        }
        var unused = passenger.await(state, patience(), yielding);
    }

    /** How long it waits before it looks after itself; 0 if it need not. */
    private long patience() {
        return watch.isKept() ? 0 : Watch.TICK;
    }

    @Override
    public boolean isBusy() {
        return callers.get() > 0;
    }

    @Override
    public void wakeDue(long now) {
        gathering.wakeDue(now, moment);
        for (Trip each : trips) {
            each.wakeDue(now);
        }
    }

    /** How many wait, those who have left included. */
    int waiting() {
        return gathering.size();
    }

    /** How many trips are under way. */
    int underWay() {
        return underWay.get();
    }

    private void begin(Trip trip) {
        trips.add(trip);
        if (trip.size() > 1) {
            sharedTrips.increment();
            sharing.add(trip.size());
        }
        trip.begin(delegate, this::finish);
    }

    /** Collects the replies and hands them out, after the next trip has begun; false if somebody else does. */
    private boolean finish(Trip trip) {
        if (!trip.collect()) {
            return false;
        }
        List<Reply> replies = null;
        RuntimeException failure = null;
        try {
            replies = trip.replies(delegate);
            traffic.trip(trip.start());
            traffic.replies(trip.commands(), replies);
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            try {
                arrived();
            } finally {
                trip.end(replies, failure);
                trips.remove(trip);
            }
        }
        return true;
    }

    @Override
    public PoolStats pool() {
        return delegate.pool().withShared(sharedTrips.sum(), sharing.sum());
    }

    @Override
    public void close() {
        delegate.close();
        watch.remove(this);
    }

    @Override
    public String toString() {
        return "MergingNode over " + delegate;
    }
}
