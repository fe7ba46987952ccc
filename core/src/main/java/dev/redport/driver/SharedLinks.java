package dev.redport.driver;

import dev.redport.config.RedisConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a driver whose client sends many callers' commands over one connection.
 *
 * <p>There are at most {@code pool.size} of them. Each has a number of places; the next one is used, and opened, when the
 * others are full, and beyond all places callers wait for {@code pool.timeout}. A connection that was lost is opened again
 * when it is needed, no more often than the {@link ConnectGate} allows. Thread-safe.
 *
 * @param <C> the client's connection
 * @since 0.1.0
 */
public final class SharedLinks<C> {
    private final RedisConfig config;
    private final int places;
    private final List<SharedLink<C>> links = new ArrayList<>();
    private final Semaphore free;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger opening = new AtomicInteger();
    private final PoolCounter counter = new PoolCounter();

    /**
     * Opens the first {@code pool.minIdle} connections in the background.
     *
     * @param config how many, and how long to wait
     * @param places how many calls share a connection
     * @param opener opens a connection; ends within the dial timeout or a little later
     * @param isOpen whether a connection can still be used; cheap
     * @param closer closes a connection without waiting
     */
    public SharedLinks(
            RedisConfig config,
            int places,
            Supplier<? extends CompletionStage<? extends C>> opener,
            Predicate<C> isOpen,
            Consumer<? super C> closer) {
        this.config = config;
        this.places = places;
        ConnectGate gate = new ConnectGate(config.clientName());
        for (int i = 0; i < config.pool().size(); i++) {
            links.add(new SharedLink<>(opener, isOpen, closer, gate, counter));
        }
        free = new Semaphore(links.size() * places);
        for (int i = 0; i < config.pool().minIdle(); i++) {
            var unused = links.get(i).connect();
        }
    }

    /**
     * Runs one exchange on a connection that has a free place.
     *
     * @param call bounds every wait
     * @param exchange sends and waits for the replies
     * @param <T> what the exchange returns
     * @return what the exchange returned
     * @throws RedisException if no place or no connection is to be had, or the exchange throws it
     * @throws IllegalStateException if {@link #close} was called
     */
    public <T> T use(Call call, Function<? super C, ? extends T> exchange) {
        SharedLink<C> link = enter(call);
        try {
            C open = link.open();
            return exchange.apply(open != null ? open : await(link, call));
        } finally {
            leave(link);
        }
    }

    /**
     * Begins an exchange on a connection that has a free place, which is kept until the replies were collected.
     *
     * @param call bounds every wait
     * @param sender sends, and tells how the replies are to be collected
     * @return the exchange
     * @throws RedisException if no place or no connection is to be had, or the sender throws it
     * @throws IllegalStateException if {@link #close} was called
     */
    public Exchange begin(Call call, Function<? super C, ? extends Exchange> sender) {
        SharedLink<C> link = enter(call);
        return held(link, sender, () -> {
            C open = link.open();
            return open != null ? open : await(link, call);
        });
    }

    /**
     * As {@link #begin}, without any wait. A connection that is missing is opened in the background.
     *
     * @param call must not have ended
     * @param sender sends, and tells how the replies are to be collected
     * @return the exchange, or null if there is no open connection with a free place
     * @throws RedisException if the server is known to be away, or the sender throws it
     * @throws IllegalStateException if {@link #close} was called
     */
    public @Nullable Exchange tryBegin(Call call, Function<? super C, ? extends Exchange> sender) {
        requireInTime(call);
        if (!free.tryAcquire()) {
            return null;
        }
        SharedLink<C> link = place(true);
        C open = link == null ? null : link.open();
        if (link != null && open != null) {
            counter.hit();
            return held(link, sender, () -> open);
        }
        if (link != null) {
            link.leave();
        }
        free.release();
        links.get(0).connectInBackground();
        return null;
    }

    private Exchange held(SharedLink<C> link, Function<? super C, ? extends Exchange> sender, Supplier<C> connection) {
        boolean begun = false;
        try {
            Exchange exchange = sender.apply(connection.get());
            begun = true;
            return new Held(exchange, () -> leave(link));
        } finally {
            if (!begun) {
                leave(link);
            }
        }
    }

    /** An exchange that leaves its place once the replies were collected. */
    private record Held(Exchange exchange, Runnable leave) implements Exchange {
        @Override
        public List<Reply> replies() {
            try {
                return exchange.replies();
            } finally {
                leave.run();
            }
        }

        @Override
        public boolean onArrival(Runnable action) {
            return exchange.onArrival(action);
        }
    }

    private void leave(SharedLink<C> link) {
        link.leave();
        free.release();
    }

    /** The first open link with a free place; where there is none, the first that can be opened. */
    private SharedLink<C> enter(Call call) {
        requireInTime(call);
        boolean isFree = free.tryAcquire();
        SharedLink<C> link = isFree ? place(true) : null;
        if (link != null) {
            counter.hit();
            return link;
        }
        counter.miss();
        if (!isFree) {
            waitForPlace(call);
        }
        return anyPlace();
    }

    private SharedLink<C> anyPlace() {
        while (true) {
            SharedLink<C> link = place(true);
            if (link == null) {
                link = place(false);
            }
            if (link != null) {
                return link;
            }
            Thread.onSpinWait(); // the permit is ours: its place is about to be left
        }
    }

    private void requireInTime(Call call) {
        requireOpen();
        if (call.remainingNanos() <= 0) {
            throw Failures.deadlinePassed();
        }
    }

    private @Nullable SharedLink<C> place(boolean openOnly) {
        for (SharedLink<C> link : links) {
            if ((!openOnly || link.open() != null) && link.tryEnter(places)) {
                return link;
            }
        }
        return null;
    }

    private void waitForPlace(Call call) {
        boolean got;
        long start = System.nanoTime();
        try {
            got = free.tryAcquire(call.boundedNanos(config.pool().timeout()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(false);
        } finally {
            counter.waited(System.nanoTime() - start);
        }
        if (!got) {
            counter.timeout();
            throw Failures.poolTimeout();
        }
        if (closed.get()) {
            free.release();
            throw Failures.closed();
        }
    }

    private C await(SharedLink<C> link, Call call) {
        opening.incrementAndGet();
        long start = System.nanoTime();
        try {
            return link.await(call.boundedNanos(config.timeouts().dial()));
        } finally {
            counter.waited(System.nanoTime() - start);
            opening.decrementAndGet();
        }
    }

    void requireOpen() {
        if (closed.get()) {
            throw Failures.closed();
        }
    }

    /** A call was turned away by the client's own bounds; counts as a pool timeout. */
    public void turnedAway() {
        counter.timeout();
    }

    /**
     * The figures of the connections; the calls in flight count as active.
     *
     * @return a snapshot
     */
    public PoolStats pool() {
        int total = 0;
        int idle = 0;
        int active = 0;
        for (SharedLink<C> link : links) {
            int load = link.load();
            active += load;
            if (link.open() != null) {
                total++;
                idle += load == 0 ? 1 : 0;
            }
        }
        int pending = free.getQueueLength() + opening.get();
        return new PoolStats(links.size(), total, active, idle, pending, counter.counts());
    }

    /**
     * Turns every caller away from now on, those who wait included, and closes the connections.
     *
     * @return true the first time
     */
    public boolean close() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        links.forEach(SharedLink::close);
        free.release(Integer.MAX_VALUE / 2);
        return true;
    }
}
