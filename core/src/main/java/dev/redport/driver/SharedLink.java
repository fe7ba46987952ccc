package dev.redport.driver;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection of {@link SharedLinks}: opened when it is first needed, and again after it was lost. */
final class SharedLink<C> {
    private final Supplier<? extends CompletionStage<? extends C>> opener;
    private final Predicate<C> isOpen;
    private final Consumer<? super C> closer;
    private final ConnectGate gate;
    private final PoolCounter counter;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger load = new AtomicInteger();
    private volatile @Nullable C live;
    private @Nullable CompletableFuture<C> opening;
    private boolean closed;

    SharedLink(
            Supplier<? extends CompletionStage<? extends C>> opener,
            Predicate<C> isOpen,
            Consumer<? super C> closer,
            ConnectGate gate,
            PoolCounter counter) {
        this.opener = opener;
        this.isOpen = isOpen;
        this.closer = closer;
        this.gate = gate;
        this.counter = counter;
    }

    boolean tryEnter(int places) {
        int now = load.get();
        while (now < places) {
            if (load.compareAndSet(now, now + 1)) {
                return true;
            }
            now = load.get();
        }
        return false;
    }

    void leave() {
        load.decrementAndGet();
    }

    int load() {
        return load.get();
    }

    /** The connection, if it is open. */
    @Nullable
    C open() {
        C now = live;
        if (now == null || isOpen.test(now)) {
            return now;
        }
        noteLoss(now);
        return null;
    }

    private void noteLoss(C lost) {
        lock.lock();
        try {
            if (live == lost) {
                live = null;
                counter.lost();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The connection that is being opened, for as long as may be waited. */
    C await(long nanos) {
        try {
            return connect().get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(false);
        } catch (TimeoutException e) {
            throw Failures.notConnected(e);
        } catch (ExecutionException e) {
            throw failure(e).here();
        }
    }

    private static RedisException failure(Throwable cause) {
        RedisException known = Failures.find(cause, RedisException.class);
        return known != null ? known : Failures.connect(cause);
    }

    /** As {@link #connect}, for one who does not wait; throws what is known to be in the way. */
    void connectInBackground() {
        CompletableFuture<C> attempt = connect();
        if (attempt.isCompletedExceptionally()) {
            await(0);
        }
    }

    /** Starts to open the connection unless that is under way, or may not be tried yet. */
    CompletableFuture<C> connect() {
        CompletableFuture<C> attempt = new CompletableFuture<>();
        lock.lock();
        try {
            C now = open();
            if (now != null) {
                return CompletableFuture.completedFuture(now);
            }
            if (opening != null) {
                return opening;
            }
            RedisException refusal = gate.refusal();
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal);
            }
            opening = attempt;
        } finally {
            lock.unlock();
        }
        long start = System.nanoTime();
        try {
            opener.get().whenComplete((connection, problem) -> finish(attempt, start, connection, problem));
        } catch (RuntimeException e) {
            finish(attempt, start, null, e);
        } catch (Error e) { // the next caller must not wait for an attempt that never began
            finish(attempt, start, null, e);
            throw e;
        }
        return attempt;
    }

    private void finish(CompletableFuture<C> attempt, long start, @Nullable C connection, @Nullable Throwable problem) {
        boolean unwanted;
        lock.lock();
        try {
            opening = null;
            unwanted = closed;
            live = unwanted ? null : connection;
            if (connection != null) {
                counter.opened(System.nanoTime() - start);
                counter.retired(unwanted ? 1 : 0);
            }
        } finally {
            lock.unlock();
        }
        if (unwanted && connection != null) {
            closer.accept(connection);
        }
        if (connection != null) {
            gate.succeeded();
            attempt.complete(connection);
        } else {
            RedisException error = problem == null ? Failures.notConnected(null) : failure(problem);
            if (!unwanted) {
                gate.failed(error);
            }
            attempt.completeExceptionally(error);
        }
    }

    /** Ends the wait of those who hope for a connection, and closes the one there is. */
    void close() {
        C now;
        lock.lock();
        try {
            now = open();
            counter.retired(now == null ? 0 : 1);
            closed = true;
            live = null;
            if (opening != null) {
                opening.completeExceptionally(Failures.notConnected(null));
            }
        } finally {
            lock.unlock();
        }
        if (now != null) {
            closer.accept(now);
        }
    }
}
