package dev.redport.driver;

import dev.redport.config.RedisConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
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
    private final AtomicLong opened = new AtomicLong();
    private final LongAdder timeouts = new LongAdder();

    /**
     * Opens the first {@code pool.minIdle} connections in the background.
     *
     * @param config how many, and how long to wait
     * @param places how many calls share a connection
     * @param opener opens a connection; ends within the dial timeout or a little later
     * @param isOpen whether a connection can still be used; cheap
     */
    public SharedLinks(
            RedisConfig config,
            int places,
            Supplier<? extends CompletionStage<? extends C>> opener,
            Predicate<C> isOpen) {
        this.config = config;
        this.places = places;
        ConnectGate gate = new ConnectGate();
        for (int i = 0; i < config.pool().size(); i++) {
            links.add(new SharedLink<>(opener, isOpen, gate, opened));
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
            link.leave();
            free.release();
        }
    }

    /**
     * Runs the exchange of a whole batch on one connection. A failure to get there is every command's.
     *
     * @param commands the batch; an empty one needs no connection
     * @param call bounds every wait
     * @param exchange sends the batch and waits for the replies, one for each command
     * @return the replies, in order
     * @throws IllegalStateException if {@link #close} was called
     */
    public List<Reply> useForAll(
            List<Command> commands, Call call, Function<? super C, ? extends List<Reply>> exchange) {
        requireOpen();
        if (commands.isEmpty()) {
            return List.of();
        }
        try {
            return use(call, exchange);
        } catch (RedisException e) {
            return Collections.nCopies(commands.size(), Reply.of(e));
        }
    }

    /** The first open link with a free place; where there is none, the first that can be opened. */
    private SharedLink<C> enter(Call call) {
        requireOpen();
        if (call.remainingNanos() <= 0) {
            throw Failures.deadlinePassed();
        }
        if (!free.tryAcquire()) {
            waitForPlace(call);
        }
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
        try {
            got = free.tryAcquire(call.boundedNanos(config.pool().timeout()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(false);
        }
        if (!got) {
            timeouts.increment();
            throw Failures.poolTimeout();
        }
        if (closed.get()) {
            free.release();
            throw Failures.closed();
        }
    }

    private C await(SharedLink<C> link, Call call) {
        opening.incrementAndGet();
        try {
            return link.await(call.boundedNanos(config.timeouts().dial()));
        } finally {
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
        timeouts.increment();
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
        long ever = opened.get();
        int pending = free.getQueueLength() + opening.get();
        return new PoolStats(
                links.size(), total, active, idle, pending, timeouts.sum(), ever, Math.max(0, ever - total));
    }

    /**
     * Turns every caller away from now on, those who wait included. Closing the client's connections is the driver's part.
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
